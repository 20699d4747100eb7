"""Writing the rules of a round, and opening it."""

import secrets
from datetime import datetime

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.actions import record
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, marked
from eventapp.voting.actions.parts import change_facts, locked_round
from eventapp.voting.rows import insert
from eventapp.voting.tables import Candidate, Round

FEWEST_CANDIDATES = 2
KEY_BYTES = 32


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
        now = await locked_round(round_)
        if now.opened_at is not None:
            raise Refused(_("Voting has opened. The rules stay as they are."))
        facts = {"title": title, "rules": rules, "budget_minutes": budget_minutes, "closes_at": closes_at}
        return await change_facts(now, marked("changed the rules of a vote"), by, **facts)


async def open_round(round_: Round, by: Person) -> Round:
    """Opens the vote on everything that is put forward now. Opening an open round changes nothing.

    Raises `Refused` with fewer than two proposals to choose from, or when the closing time has passed.
    """
    async with db.transaction():
        now = await locked_round(round_)
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
        return await change_facts(now, marked("opened a vote"), by, ballot_key=key, opened_at=clock.now())


def _check_ahead(closes_at: datetime) -> None:
    if closes_at <= clock.now():
        raise Refused(_("The closing time has passed. Choose a later one."))
