"""What organisers and voters do with a round."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from piccolo.columns import Column

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.actions import record
from eventapp.people.tables import Person
from eventapp.proposals.actions import decide_proposals
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, marked
from eventapp.voting import reasons
from eventapp.voting.anonymity import make_anonymous
from eventapp.voting.counting import count
from eventapp.voting.decision import decide, tell_proposers
from eventapp.voting.equal_shares import Tally
from eventapp.voting.reading import anonymous_ballots, candidates_standing, organisations_of_voters
from eventapp.voting.rows import insert
from eventapp.voting.secrecy import ballot_id
from eventapp.voting.states import is_over, state_of
from eventapp.voting.tables import Ballot, BallotMark, Candidate, Round

FEWEST_CANDIDATES = 2
KEY_BYTES = 32


# Preparing and opening


async def new_round(
    event: Event, by: Person, *, title: str, rules: str, budget_minutes: int, closes_at: datetime
) -> Round:
    """A round that waits to be opened. Raises `Refused` when another is not finished, or the time has passed."""
    _check_ahead(closes_at)
    round_ = Round(
        event=event.id,
        title=title,
        rules=rules,
        budget_minutes=budget_minutes,
        closes_at=closes_at,
        # Fixed before anybody votes, so that nobody can choose how ties fall.
        seed=secrets.token_hex(16),
        created_at=clock.now(),
    )
    async with db.transaction():
        try:
            async with db.broken_rule():
                await Round.insert(round_)
        except db.Broken as broken:
            raise Refused(_("There is a vote already. Finish it before you prepare another.")) from broken
        await record(marked("prepared a vote"), title, who=by.name, person=by.id, event=event.id)
    return round_


async def change_round(
    round_: Round, by: Person, *, title: str, rules: str, budget_minutes: int, closes_at: datetime
) -> Round:
    """Other rules, for a round that is not open yet. Raises `Refused`."""
    _check_ahead(closes_at)
    async with db.transaction():
        now = await _locked(round_)
        if now.opened_at is not None:
            raise Refused(_("Voting has opened. The rules stay as they are."))
        facts = {"title": title, "rules": rules, "budget_minutes": budget_minutes, "closes_at": closes_at}
        return await _change(now, marked("changed the rules of a vote"), by, **facts)


async def open_round(round_: Round, by: Person) -> Round:
    """Opens the vote on everything that is put forward now. Opening an open round changes nothing.

    Raises `Refused` with fewer than two proposals to choose from, or when the closing time has passed.
    """
    async with db.transaction():
        now = await _locked(round_)
        if now.opened_at is not None:
            return now
        _check_ahead(now.closes_at)
        proposals = await Proposal.objects().where((Proposal.event == now.event) & (Proposal.state == "submitted"))
        if len(proposals) < FEWEST_CANDIDATES:
            raise Refused(_("A vote needs at least 2 proposals that are put forward."))
        await insert(
            Candidate,
            [
                Candidate(round=now.id, proposal=proposal.id, minutes=proposal.minutes, reason="")
                for proposal in proposals
            ],
        )
        key = secrets.token_bytes(KEY_BYTES)
        return await _change(now, marked("opened a vote"), by, ballot_key=key, opened_at=clock.now())


def _check_ahead(closes_at: datetime) -> None:
    if closes_at <= clock.now():
        raise Refused(_("The closing time has passed. Choose a later one."))


# Voting


async def cast_ballot(round_: Round, person: Person, marks: Collection[str]) -> None:
    """This person's ballot, in place of an earlier one. `marks` are the ids of candidates; none takes the vote back.

    Nothing is logged, and no time is kept. Raises `Refused` when the round is not open or its time has passed, for
    people who may not vote, and for ids that are not in this round.
    """
    async with db.transaction():
        now = await _locked(round_)
        if state_of(now) != "open" or is_over(now, clock.now()):
            raise Refused(_("Voting is closed. What you saved before counts, and this change does not."))
        if not await organisations_of_voters(now.event, person):
            raise Refused(_("To vote you need to belong to an organisation that takes part."))
        if not set(marks) <= await _candidate_ids(now):
            raise Refused(_("Choose from the proposals in this vote."))
        mine = ballot_id(now.ballot_key, person.id)
        await Ballot.delete().where(Ballot.id == mine)
        # A ballot without a tick says nothing, and would only make the ballots of its organisation weigh less.
        if marks:
            await Ballot.insert(Ballot(id=mine, round=now.id, weight_group="", weight=""))
            await insert(BallotMark, [BallotMark(ballot=mine, candidate=id_) for id_ in sorted(set(marks))])


async def _candidate_ids(round_: Round) -> set[str]:
    return {str(row["id"]) for row in await Candidate.select(Candidate.id).where(Candidate.round == round_.id)}


# Closing and counting


async def close_round(round_: Round, by: Person | None) -> Round:
    """Ends the voting, gives each ballot its weight, and cuts every link from ballots to people.

    `by` is None where the closing time ends it. Closing a closed round changes nothing. Raises `Refused` for a round
    that never opened.
    """
    async with db.transaction():
        now = await _locked(round_)
        if now.opened_at is None:
            raise Refused(_("This vote has not opened yet."))
        if now.closed_at is None:
            await make_anonymous(now)
            now = await _change(now, marked("closed a vote"), by, ballot_key=None, closed_at=clock.now())
    await db.erase_deleted(BallotMark, Ballot, Round)
    return now


async def close_if_over(round_: Round) -> Round:
    """Closes an open round whose time has passed: its key must not wait for an organiser."""
    return await close_round(round_, None) if is_over(round_, clock.now()) else round_


async def count_round(round_: Round) -> Round:
    """Counts a closed round and stores what became of each candidate.

    Safe to repeat, at the same time too: the same ballots give the same result, and only the first is stored. Raises
    `Refused` before closing, and `CountStopped` when counting broke off.
    """
    now = await Round.objects().get(Round.id == round_.id)
    if now is None or now.closed_at is None:
        raise Refused(_("Close the vote before it is counted."))
    if now.counted_at is not None:
        return now
    # A server that was killed right after closing left traces.
    await db.erase_deleted(BallotMark, Ballot, Round)
    candidates, ballots = await candidates_standing(now), await anonymous_ballots(now)
    tally = await count(candidates, ballots, now.budget_minutes, now.seed)
    async with db.transaction():
        now = await _locked(now)
        if now.counted_at is not None:
            return now
        await _store(now, tally)
        return await _change(now, marked("counted a vote"), None, counted_at=clock.now())


async def _store(round_: Round, tally: Tally) -> None:
    outcomes = {outcome.id: outcome for outcome in tally.outcomes}
    for id_ in await _candidate_ids(round_):
        outcome = outcomes.get(id_)
        reason = reasons.reason_of(outcome) if outcome else reasons.WITHDRAWN
        await Candidate.update(
            {
                Candidate.chosen: reason.counted_in,
                Candidate.turn: outcome.turn if outcome else None,
                Candidate.support: outcome.people if outcome else None,
                Candidate.reason: reasons.stored(reason),
            }
        ).where(Candidate.id == id_)


# Confirming


async def confirm_result(round_: Round, by: Person, chosen: Collection[str], reasons_given: Mapping[str, str]) -> Round:
    """Makes the result final: tells the proposals, and each person who proposed one.

    `chosen` are the ids of the candidates that are in. Where that differs from the count, `reasons_given` holds by
    candidate a reason that everybody may read. Confirming twice changes nothing more. Raises `Refused`.
    """
    async with db.transaction():
        now = await _locked(round_)
        if now.confirmed_at is not None:
            return now
        if now.counted_at is None:
            raise Refused(_("The votes have not been counted yet."))
        candidates = await _with_proposals_held(now)
        if not set(chosen) <= {candidate.id for candidate in candidates}:
            raise Refused(_("Choose from the proposals in this vote."))
        for candidate in candidates:
            reason = reasons_given.get(candidate.id, "").strip()
            await decide(candidate, chosen=candidate.id in chosen, reason=reason)
        selected = {str(candidate.proposal.id) for candidate in candidates if candidate.id in chosen}
        others = {str(candidate.proposal.id) for candidate in candidates} - selected
        decided = await decide_proposals(now.event, selected, others, by=by)
        await tell_proposers(now.event, decided, selected)
        facts = {"confirmed_at": clock.now(), "confirmed_by": by.id}
        return await _change(now, marked("confirmed the result of a vote"), by, **facts)


async def _with_proposals_held(round_: Round) -> list[Candidate]:
    """The candidates; until the transaction ends nobody withdraws one."""
    voted_on = Candidate.select(Candidate.proposal).where(Candidate.round == round_.id)
    await db.locked(Proposal.select(Proposal.id).where(Proposal.id.is_in(voted_on)).order_by(Proposal.id))
    return await Candidate.objects(Candidate.proposal).where(Candidate.round == round_.id)


# Parts of the deeds above


async def _locked(round_: Round) -> Round:
    found: Round | None = await db.locked(Round.objects().where(Round.id == round_.id)).first()
    if found is None:
        raise Refused(_("This vote is no longer here."))
    return found


async def _change(round_: Round, did: str, by: Person | None, **facts: Any) -> Round:
    values: dict[Column | str, Any] = dict(facts.items())
    await Round.update(values).where(Round.id == round_.id)
    who, person = (by.name, by.id) if by else ("eventapp", None)
    await record(did, round_.title, who=who, person=person, event=round_.event)
    for name, value in facts.items():
        setattr(round_, name, value)
    return round_
