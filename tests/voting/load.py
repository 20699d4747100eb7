"""Many people who vote at about the same time, each in a browser of their own without scripts or with."""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx

from eventapp.people.tables import Membership, Organisation, Person
from eventapp.voting.reading import anonymous_ballots
from eventapp.voting.tables import Round
from tests.cast import an_event, an_organisation, an_organiser, new_sign_in
from tests.voting.vote import an_open_round

ORGANISATIONS = 20
WISHES, TICKED_ALONE = 5, 3


async def a_vote_for(people: int, *, candidates: int) -> tuple[Round, list[str]]:
    """An open round, and the sign-in cookies of so many people who may vote in it."""
    event = await an_event()
    titles = [f"Idea {number}" for number in range(candidates)]
    round_ = await an_open_round(event, await an_organiser(event), *titles)
    organisations = [await an_organisation(event, f"Group {number}") for number in range(ORGANISATIONS)]
    return round_, [await _a_voter(number, organisations[number % ORGANISATIONS]) for number in range(people)]


async def _a_voter(number: int, organisation: Organisation) -> str:
    person = Person(email=f"person-{number}@example.org", name=f"Person {number}")
    await person.save()
    await Membership.insert(Membership(person=person.id, organisation=organisation.id))
    return await new_sign_in(person)


@dataclass
class Seen:
    """What all of them met: the seconds of each answer by what was asked, how much was ticked, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    ticks: int = 0
    faults: list[str] = field(default_factory=list)

    async def ask(self, what: str, question: Awaitable[httpx.Response]) -> str:
        start = time.perf_counter()
        try:
            answer = await question
        except httpx.HTTPError as fault:
            self.faults.append(f"{what}: {fault!r}")
            return ""
        self.seconds.setdefault(what, []).append(time.perf_counter() - start)
        if answer.status_code not in (httpx.codes.OK, httpx.codes.SEE_OTHER):
            self.faults.append(f"{what}: {answer.status_code}")
        return answer.text


async def everybody_votes(
    open_browser: Callable[[], httpx.AsyncClient], sids: Sequence[str], *, within_seconds: float
) -> Seen:
    """Each of these people begins at a moment of their own, ticks some cards alone, then sends a whole page."""
    seen, chance = Seen(), random.Random(1)
    waits = [chance.uniform(0, within_seconds) for _sid in sids]

    async def one(sid: str, wait: float, wishes: random.Random) -> None:
        await asyncio.sleep(wait)
        async with open_browser() as client:
            client.cookies.set("sid", sid)
            ticks = await _votes(client, seen, wishes)
            seen.ticks += ticks

    await asyncio.gather(*(one(sid, wait, random.Random(wait)) for sid, wait in zip(sids, waits, strict=True)))
    return seen


async def _votes(client: httpx.AsyncClient, seen: Seen, wishes: random.Random) -> int:
    page = await seen.ask("read the ballot", client.get("/day/vote"))
    shown = re.findall(r'name="shown" value="(\w+)"', page)
    ticked = wishes.sample(shown, k=min(len(shown), WISHES))
    for id_ in ticked[:TICKED_ALONE]:
        card = {"shown": id_, "count_me_in": id_}
        await seen.ask("tick one card", client.post("/day/vote/ballot", data=card, headers={"HX-Request": "true"}))
    whole = {"shown": shown, "count_me_in": ticked}
    await seen.ask("save a page", client.post("/day/vote/ballot", data=whole))
    await seen.ask("read it back", client.get("/day/vote/ballot"))
    return len(ticked)


async def ballots_kept(round_: Round) -> tuple[int, int]:
    """How many ballots there are, and how many ticks on them."""
    ballots = await anonymous_ballots(round_)
    return len(ballots), sum(len(ballot.marks) for ballot in ballots)
