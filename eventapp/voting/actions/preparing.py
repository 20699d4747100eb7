"""Writing the rules of a round, and opening it."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.reading import organisations_of
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, marked
from eventapp.voting import budget
from eventapp.voting.actions.parts import change_facts, locked_round
from eventapp.voting.budget import RoomTime
from eventapp.voting.reading import rules_of
from eventapp.voting.tables import Candidate, CandidateOrganisation, Exclusion, KindCap, Round

FEWEST_CANDIDATES = 2
KEY_BYTES = 32


class Stale(Refused):
    """Somebody else changed the rules since the form was opened."""


class RulesWritten(TypedDict):
    """The rules of a round, as somebody wrote them.

    `rules` is a note in the organisers' own words. With `room_time` the budget was worked out that way. `kind_caps` are
    minutes by kind; `exclusions` are pairs of ids of proposals.
    """

    title: str
    rules: str
    budget_minutes: int
    closes_at: datetime
    room_time: NotRequired[RoomTime | None]
    weighting: NotRequired[str]
    supporters_elsewhere: NotRequired[int]
    stars: NotRequired[int]
    votes_published: NotRequired[bool]
    kind_caps: NotRequired[Mapping[str, int]]
    exclusions: NotRequired[Collection[tuple[str, str]]]


async def new_round(event: Event, by: Person, **rules: Unpack[RulesWritten]) -> Round:
    """A round that waits to be opened. Raises `Refused` when another is not finished, or the time has passed."""
    _check_ahead(rules["closes_at"])
    # The seed is fixed before anybody votes, so that nobody can choose how ties fall.
    round_ = Round(event=event.id, **_columns(rules), seed=secrets.token_hex(16), created_at=clock.now())
    async with db.transaction():
        try:
            async with db.broken_rule():
                await Round.insert(round_)
        except db.Broken as broken:
            raise Refused(_("There is a vote already. Finish it before you prepare another.")) from broken
        await _store_limits(round_, rules)
        await note(marked("prepared a vote"), round_.title, event.id, by)
    return round_


async def change_round(
    round_: Round, by: Person, *, version: str | None = None, **rules: Unpack[RulesWritten]
) -> Round:
    """Other rules, all of them, for a round that is not open yet. Raises `Refused`.

    `version` is that of the rules (`RoundRules.version`) that the writer saw; raises `Stale` when they are others now.
    """
    _check_ahead(rules["closes_at"])
    async with db.transaction():
        now = await locked_round(round_)
        if now.opened_at is not None:
            raise Refused(_("Voting has opened. The rules stay as they are."))
        if version is not None and version != (await rules_of(now)).version:
            raise Stale(_("Somebody else changed these rules while you wrote."))
        await KindCap.delete().where(KindCap.round == now.id)
        await Exclusion.delete().where(Exclusion.round == now.id)
        await _store_limits(now, rules)
        return await change_facts(now, marked("changed the rules of a vote"), by, **_columns(rules))


def _columns(rules: RulesWritten) -> dict[str, Any]:
    return {
        "title": rules["title"],
        "rules": rules["rules"],
        "budget_minutes": rules["budget_minutes"],
        "closes_at": rules["closes_at"],
        "room_time": budget.stored(rules.get("room_time")),
        "weighting": rules.get("weighting", "organisation"),
        "supporters_elsewhere": rules.get("supporters_elsewhere", 0),
        "stars": rules.get("stars", 0),
        "votes_published": rules.get("votes_published", True),
    }


async def _store_limits(round_: Round, rules: RulesWritten) -> None:
    caps = rules.get("kind_caps", {})
    pairs = {(min(pair), max(pair)) for pair in rules.get("exclusions", ())}
    await _check_limits(round_, caps, pairs)
    await db.insert_all(KindCap, [KindCap(round=round_.id, kind=kind, minutes=most) for kind, most in caps.items()])
    await db.insert_all(Exclusion, [Exclusion(round=round_.id, one=one, other=other) for one, other in sorted(pairs)])


async def _check_limits(round_: Round, caps: Mapping[str, int], pairs: Collection[tuple[str, str]]) -> None:
    if not set(caps) <= set(KINDS):
        raise Refused(_("Choose from the kinds that there are."))
    if any(one == other for one, other in pairs):
        raise Refused(_("Choose two different proposals for a pair."))
    named = {id_ for pair in pairs for id_ in pair}
    if named:
        found = await Proposal.count().where((Proposal.event == round_.event) & Proposal.id.is_in(list(named)))
        if found < len(named):
            raise Refused(_("Choose from the proposals that are put forward."))


async def open_round(round_: Round, by: Person, *, version: str | None = None) -> Round:
    """Opens the vote on everything that is put forward now. Opening an open round changes nothing.

    Raises `Refused` with fewer than two proposals to choose from, or when the closing time has passed, and `Stale`
    when the rules are no longer those of `version` (`RoundRules.version`).
    """
    async with db.transaction():
        now = await locked_round(round_)
        if now.opened_at is not None:
            return now
        if version is not None and version != (await rules_of(now)).version:
            raise Stale(_("Somebody else changed the rules while you read. Read them once more, then open the vote."))
        _check_ahead(now.closes_at)
        proposals = await Proposal.objects().where((Proposal.event == now.event) & (Proposal.state == "submitted"))
        if len(proposals) < FEWEST_CANDIDATES:
            raise Refused(_("A vote needs at least 2 proposals that are put forward."))
        await _store_candidates(now, proposals)
        key = secrets.token_bytes(KEY_BYTES)
        return await change_facts(now, marked("opened a vote"), by, ballot_key=key, opened_at=clock.now())


async def _store_candidates(round_: Round, proposals: Sequence[Proposal]) -> None:
    hosting = await organisations_of([proposal.id for proposal in proposals])
    candidates = {
        proposal.id: Candidate(
            round=round_.id, proposal=proposal.id, minutes=proposal.minutes, kind=proposal.kind, reason=""
        )
        for proposal in proposals
    }
    await db.insert_all(Candidate, list(candidates.values()))
    await db.insert_all(
        CandidateOrganisation,
        [
            CandidateOrganisation(candidate=candidates[proposal].id, organisation=organisation.id)
            for proposal, organisations in hosting.items()
            for organisation in organisations
        ],
    )


def _check_ahead(closes_at: datetime) -> None:
    if closes_at <= clock.now():
        raise Refused(_("The closing time has passed. Choose a later one."))
