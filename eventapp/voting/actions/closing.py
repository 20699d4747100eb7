"""Ending the voting, and counting."""

from collections.abc import Callable

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.people.tables import Person
from eventapp.texts import _, marked
from eventapp.voting import reasons
from eventapp.voting.actions.parts import candidate_ids, change_facts, locked_round
from eventapp.voting.anonymity import SECRET_TABLES, make_anonymous
from eventapp.voting.counting import count, encode, read_result
from eventapp.voting.election import election_of
from eventapp.voting.states import is_over
from eventapp.voting.tables import Candidate, Round
from eventapp.voting.tally import Tally
from eventapp.voting.waking import wake


async def close_round(round_: Round, by: Person | None) -> Round:
    """Ends the voting, gives each ballot its weight, and cuts every link from ballots to people; then it is counted.

    `by` is None where the closing time ends it. Closing a closed round changes nothing. Raises `Refused` for a round
    that never opened.
    """
    async with db.transaction():
        now = await locked_round(round_)
        if now.opened_at is None:
            raise Refused(_("This vote has not opened yet."))
        if now.closed_at is None:
            found = await make_anonymous(now)
            facts = {"ballot_key": None, "closed_at": clock.now(), **found}
            now = await change_facts(now, marked("closed a vote"), by, **facts)
            db.after_commit(wake)
    await db.erase_deleted(*SECRET_TABLES)
    return now


async def close_if_over(round_: Round) -> Round:
    """Closes an open round whose time has passed: its key must not wait for an organiser."""
    return await close_round(round_, None) if is_over(round_, clock.now()) else round_


async def count_round(
    round_: Round, on_percent: Callable[[int], None] = lambda _percent: None, *, explained: bool = True
) -> Round:
    """Counts a closed round, and stores all that was found out and what became of each candidate.

    Safe to repeat, at the same time too: the same ballots give the same result, and only the first is stored. Not
    `explained`, it does not wait for what would have been enough: `explain_round` finds that out later.
    `on_percent` hears how far it is. Raises `Refused` before closing, and `CountStopped` when counting broke off.
    """
    now = await Round.objects().get(Round.id == round_.id)
    if now is None or now.closed_at is None:
        raise Refused(_("Close the vote before it is counted."))
    if now.counted_at is not None:
        return now
    # A server that was killed right after closing left traces.
    await db.erase_deleted(*SECRET_TABLES)
    election = await election_of(now)
    counted = await count(
        election.candidates, election.ballots, election.rules, explained=explained, on_percent=on_percent
    )
    async with db.transaction():
        now = await locked_round(now)
        if now.counted_at is not None:
            return now
        await _store(now, counted.tally)
        facts = {"counted_at": clock.now(), "counting_percent": 100, "result": encode(counted).decode()}
        return await change_facts(now, marked("counted a vote"), None, **facts)


async def explain_round(round_: Round) -> None:
    """Finds out for a counted round what would have been enough, where that is still to be done.

    Raises `CountStopped` when it broke off.
    """
    now = await Round.objects().get(Round.id == round_.id)
    if now is None or not now.result or read_result(now).explained:
        return
    election = await election_of(now)
    counted = await count(election.candidates, election.ballots, election.rules)
    await Round.update({Round.result: encode(counted).decode()}).where(Round.id == now.id)


async def _store(round_: Round, tally: Tally) -> None:
    outcomes = {outcome.id: outcome for outcome in tally.outcomes}
    for id_ in await candidate_ids(round_):
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
