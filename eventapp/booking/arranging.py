"""Getting ready what would help people, and telling them how it stands."""

from eventapp import clock, db
from eventapp.booking.attendees import said_code
from eventapp.booking.needs import need_words
from eventapp.booking.tables import AccessNeed, Attendee
from eventapp.booking.telling import neutral_subject, personal_address
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.people.tables import Person
from eventapp.templating import render
from eventapp.texts import _, marked

ASKED, ARRANGED, CANNOT = "asked", "arranged", "cannot"


async def set_need_state(event: Event, need: AccessNeed, attendee: Attendee, state: str, by: Person) -> bool:
    """Says how far organisers are with it, and tells the attendee where they gave an address. Returns whether it did.

    The log says that, but neither what it is nor whose.
    """
    if need.state == state:
        return False
    tells = bool(attendee.email) and state != ASKED
    now = clock.now()
    async with db.transaction():
        await AccessNeed.update(
            {
                AccessNeed.state: state,
                AccessNeed.state_changed_at: now,
                AccessNeed.state_changed_by: by.id,
                AccessNeed.told_at: now if tells else None,
            }
        ).where(AccessNeed.id == need.id)
        await note(marked("noted how far it is:"), _("What would help"), event.id, by)
        if tells:
            await _tell(event, need, attendee, state)
    return tells


async def note_told(event: Event, need: AccessNeed, by: Person) -> None:
    """The attendee was told otherwise, for example on the phone."""
    async with db.transaction():
        await AccessNeed.update({AccessNeed.told_at: clock.now()}).where(AccessNeed.id == need.id)
        await note(marked("told somebody how far it is:"), _("What would help"), event.id, by)


async def _tell(event: Event, need: AccessNeed, attendee: Attendee, state: str) -> None:
    body = render(
        "booking/need.txt",
        event=event,
        name=attendee.name,
        # Their own words stay where they wrote them: a mail lies about for longer than 7 days.
        need=need_words(need.need),
        is_arranged=state == ARRANGED,
        said_code=said_code(attendee.code),
        address=personal_address(event, attendee),
    )
    await owe(
        "need", attendee.email or "", neutral_subject(event.starts_on), body, event=event.id, attendee=attendee.id
    )
