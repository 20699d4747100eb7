"""Where ballots go: those that come together are stored together, in one transaction.

Each transaction waits for the disk, and holds the round. Hundreds of people who tick within a minute would wait for one
another; so whatever has come meanwhile is stored at once. Those of several processes take turns at the round's row, as
closing does.
"""

import asyncio
import contextvars
import logging
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.people.tables import Person
from eventapp.texts import _
from eventapp.voting.reading import OwnBallot
from eventapp.voting.secrecy import ballot_id
from eventapp.voting.states import is_over, state_of
from eventapp.voting.tables import Ballot, BallotMark, PaperVoter, Round

logger = logging.getLogger("eventapp")

BATCH = 64

# What a ballot is to be, from what it is and the round as it is now. Raises `Refused`.
Change = Callable[[OwnBallot, Round], OwnBallot]


@dataclass(frozen=True)
class _Wish:
    round: str
    person: str
    change: Change
    # Whoever asks is answered in their own language.
    asked_in: contextvars.Context


_Waiting = tuple[_Wish, "asyncio.Future[OwnBallot]"]
_queue: deque[_Waiting] = deque()
_storing: "asyncio.Task[None] | None" = None


async def put_in(round_: Round, person: Person, change: Change) -> OwnBallot:
    """Stores what `change` makes of this person's ballot, and returns it once it is committed.

    Raises `Refused` when the round is not open or its time has passed, for people who vote on paper, and as `change`
    does. When the caller goes away it is done all the same.
    """
    global _storing
    wish = _Wish(round_.id, person.id, change, contextvars.copy_context())
    if db.engine().current_transaction.get() is not None:
        [answer] = await _store([wish])
        return _or_raise(answer)
    future: asyncio.Future[OwnBallot] = asyncio.get_running_loop().create_future()
    _queue.append((wish, future))
    if _storing is None or _storing.done() or _storing.get_loop() is not asyncio.get_running_loop():
        # In a context of its own: it must not inherit anything from whoever happens to come first.
        _storing = asyncio.get_running_loop().create_task(_store_all(), context=contextvars.Context())
    return await future


def _or_raise(answer: OwnBallot | Refused) -> OwnBallot:
    if isinstance(answer, Refused):
        raise answer
    return answer


async def _store_all() -> None:
    while _queue:
        batch = [_queue.popleft() for _ in range(min(BATCH, len(_queue)))]
        try:
            answers = await _store([wish for wish, _future in batch])
        except Exception:
            logger.exception("several ballots; each is tried alone")
            await _store_alone(batch)
        else:
            for (_wish, future), answer in zip(batch, answers, strict=True):
                _tell(future, answer)


async def _store_alone(batch: Sequence[_Waiting]) -> None:
    """So that one ballot that cannot be stored does not take the others with it."""
    for wish, future in batch:
        try:
            [answer] = await _store([wish])
        except Exception as fault:  # noqa: BLE001 (whoever asked gets it)
            _tell(future, fault)
        else:
            _tell(future, answer)


def _tell(future: "asyncio.Future[OwnBallot]", answer: OwnBallot | Exception) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


async def _store(wishes: Sequence[_Wish]) -> list[OwnBallot | Refused]:
    async with db.transaction():
        rounds = await _held({wish.round for wish in wishes})
        on_paper = await _on_paper(rounds, wishes)
        places = [wish.asked_in.run(_place, rounds.get(wish.round), wish, on_paper) for wish in wishes]
        kept = await _kept({place for place in places if isinstance(place, str)})
        before = {place: _own(rows) for place, rows in kept.items()}
        now = dict(before)
        answers: list[OwnBallot | Refused] = []
        for wish, place in zip(wishes, places, strict=True):
            answer = place if isinstance(place, Refused) else _changed(wish, now[place], rounds[wish.round])
            if isinstance(place, str) and isinstance(answer, OwnBallot):
                now[place] = answer
            answers.append(answer)
        in_round = {place: wish.round for wish, place in zip(wishes, places, strict=True) if isinstance(place, str)}
        await _write(kept, before, now, in_round)
    return answers


async def _held(ids: Collection[str]) -> dict[str, Round]:
    """The rounds, held until the transaction ends, so that each closes before these ballots or after them."""
    return {row.id: row for row in await db.locked(Round.objects().where(Round.id.is_in(list(ids))).order_by(Round.id))}


async def _on_paper(rounds: Mapping[str, Round], wishes: Sequence[_Wish]) -> set[tuple[str, str]]:
    rows = await PaperVoter.select(PaperVoter.round, PaperVoter.person).where(
        PaperVoter.round.is_in(list(rounds) or [""]) & PaperVoter.person.is_in([wish.person for wish in wishes])
    )
    return {(str(row["round"]), str(row["person"])) for row in rows}


def _place(round_: Round | None, wish: _Wish, on_paper: Collection[tuple[str, str]]) -> str | Refused:
    """Under which id the ballot is kept, or why there is none."""
    if round_ is None:
        return Refused(_("This vote is no longer here."))
    if state_of(round_) != "open" or is_over(round_, clock.now()):
        return Refused(_("Voting is closed. What you saved before counts, and this change does not."))
    if (wish.round, wish.person) in on_paper:
        return Refused(_("You vote on paper, so you have no vote here. An organiser can change that."))
    return ballot_id(round_.ballot_key, wish.person)


def _changed(wish: _Wish, before: OwnBallot, round_: Round) -> OwnBallot | Refused:
    try:
        return wish.asked_in.run(wish.change, before, round_)
    except Refused as refusal:
        return refusal


@dataclass(frozen=True)
class _Kept:
    """A ballot as it is stored: whether it abstains, and by candidate the id of its mark and whether it has a star."""

    abstains: bool
    marks: Mapping[str, tuple[str, bool]]


async def _kept(places: Collection[str]) -> dict[str, _Kept]:
    if not places:
        return {}
    marks: dict[str, dict[str, tuple[str, bool]]] = {place: {} for place in places}
    for row in await BallotMark.select(BallotMark.id, BallotMark.ballot, BallotMark.candidate, BallotMark.star).where(
        BallotMark.ballot.is_in(list(places))
    ):
        marks[str(row["ballot"])][str(row["candidate"])] = str(row["id"]), row["star"]
    abstaining = await Ballot.select(Ballot.id).where(Ballot.id.is_in(list(places)) & Ballot.abstains.eq(True))
    ids = {row["id"] for row in abstaining}
    return {place: _Kept(place in ids, found) for place, found in marks.items()}


def _own(kept: _Kept) -> OwnBallot:
    starred = frozenset(candidate for candidate, (_id, star) in kept.marks.items() if star)
    return OwnBallot(frozenset(kept.marks), starred, kept.abstains)


async def _write(
    kept: Mapping[str, _Kept],
    before: Mapping[str, OwnBallot],
    now: Mapping[str, OwnBallot],
    in_round: Mapping[str, str],
) -> None:
    """Stores only what differs: one tick more is one row more."""
    changed = [place for place in now if now[place] != before[place]]
    # A ballot that says nothing would only make the ballots of its organisation weigh less.
    fresh = {place for place in changed if _kind(before[place]) != _kind(now[place])}
    gone = [place for place in fresh if before[place].is_cast]
    stale, marks = [], []
    for place in changed:
        had = {} if place in fresh else kept[place].marks
        wanted = {candidate: candidate in now[place].stars for candidate in now[place].marks}
        same = {candidate for candidate, (_id, star) in had.items() if wanted.get(candidate) == star}
        stale += [id_ for candidate, (id_, _star) in had.items() if candidate not in same]
        marks += [
            BallotMark(ballot=place, candidate=candidate, star=star)
            for candidate, star in sorted(wanted.items())
            if candidate not in same
        ]
    if gone:
        await Ballot.delete().where(Ballot.id.is_in(gone))
    if stale:
        await BallotMark.delete().where(BallotMark.id.is_in(stale))
    cast = [place for place in fresh if now[place].is_cast]
    await db.insert_all(
        Ballot,
        [
            Ballot(id=place, round=in_round[place], weight_group="", weight="", abstains=now[place].abstains)
            for place in cast
        ],
    )
    await db.insert_all(BallotMark, marks)


def _kind(ballot: OwnBallot) -> tuple[bool, bool]:
    return ballot.is_cast, ballot.abstains
