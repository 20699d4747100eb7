"""Moving the closing time of an open round: all who may vote are told, and read why."""

from datetime import datetime

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.people.tables import Person
from eventapp.templating import render
from eventapp.texts import _, marked
from eventapp.voting.actions.closing import close_round
from eventapp.voting.actions.parts import locked_round
from eventapp.voting.reading import organisations_of_voters
from eventapp.voting.states import is_over, state_of
from eventapp.voting.tables import Round


async def prolong_round(round_: Round, by: Person, closes_at: datetime, why: str) -> Round:
    """Gives everybody more time to vote, once. Raises `Refused`.

    Only once, so that nobody is asked to vote until somebody likes who has.
    """
    async with db.transaction():
        now = await _open_round(round_)
        if now.first_closing is not None:
            raise Refused(_("The closing time was moved once already. It stays as it is now."))
        if closes_at <= now.closes_at:
            raise Refused(_("Choose a time that is later than the closing time now."))
        return await _move(now, by, closes_at, why, marked("prolonged a vote"))


async def end_round_early(round_: Round, by: Person, why: str) -> Round:
    """Ends the voting now, and closes the round. Raises `Refused`."""
    async with db.transaction():
        now = await _open_round(round_)
        # Whoever votes from now on comes too late. Should the server stop here, the round is closed like any other
        # whose time has passed.
        now = await _move(now, by, clock.now(), why, marked("ended a vote early"))
    return await close_round(now, by)


async def _open_round(round_: Round) -> Round:
    now = await locked_round(round_)
    if now.opened_at is None:
        raise Refused(_("This vote has not opened yet. Its rules can still be changed."))
    if state_of(now) != "open" or is_over(now, clock.now()):
        raise Refused(_("Voting is closed. Its time stays as it was."))
    return now


async def _move(round_: Round, by: Person, closes_at: datetime, why: str, did: str) -> Round:
    before, round_.closes_at = round_.closes_at, closes_at
    if round_.first_closing is None:
        round_.first_closing = before
    round_.closing_reason = why
    await Round.update(
        {
            Round.closes_at: round_.closes_at,
            Round.first_closing: round_.first_closing,
            Round.closing_reason: round_.closing_reason,
        }
    ).where(Round.id == round_.id)
    await note(did, f"{round_.title}: {why}", round_.event, by)
    await _tell_voters(round_, before)
    return round_


async def _tell_voters(round_: Round, before: datetime) -> None:
    """Owes a message to everybody who may vote: whether they have voted is nobody's business."""
    event = await Event.objects().get(Event.id == round_.event)
    voters = await organisations_of_voters(round_.event)
    for person in await Person.objects().where(Person.id.is_in(list(voters))) if voters else []:
        await owe(
            "vote",
            person.email,
            _("The vote for %(event)s") % {"event": event.name if event else ""},
            render("voting/closing_moved.txt", event=event, name=person.name, round=round_, before=before),
            event=round_.event,
        )
