"""The outbox, for organisers."""

from dataclasses import dataclass

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp import db
from eventapp.event.tables import Event, Organiser, Participation
from eventapp.log.actions import record
from eventapp.notices.delivery import SECRET_KINDS
from eventapp.notices.tables import Notice
from eventapp.paging import A_PAGE, page_number
from eventapp.people.tables import Membership, Person
from eventapp.settings import settings
from eventapp.texts import marked
from eventapp.web import Answer, Asked, event_or_404, organiser_or_404, page


@dataclass(frozen=True)
class Outbox:
    """A page of an event's messages: those that did not get through, then those not tried yet, then those sent."""

    trouble: list[Notice]
    waiting: list[Notice]
    sent: list[Notice]
    has_more: bool


@get("/{slug:str}/notices")
async def show_notices(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    number = page_number(request.query_params.get("page", ""))
    return await page(
        request,
        "notices/notices.html",
        event=event,
        outbox=await _outbox(event, number),
        number=number,
        mail_works=settings().smtp_url is not None,
    )


async def _outbox(event: Event, number: int) -> Outbox:
    ours = (Notice.event == event.id) | (Notice.event.is_null() & Notice.email.is_in(await _addresses(event)))
    unsent, sent = ours & Notice.sent_at.is_null(), ours & Notice.sent_at.is_not_null()
    parts = [
        (unsent & (Notice.trouble != ""), Notice.due_at, True),
        (unsent & (Notice.trouble == ""), Notice.due_at, True),
        (sent, Notice.sent_at, False),
    ]
    # One list after another. One message more than is shown tells whether there is another page.
    found, skip, room = [], (number - 1) * A_PAGE, A_PAGE + 1
    for which, at, ascending in parts:
        rows = Notice.objects().where(which).order_by(at, ascending=ascending).order_by(Notice.id)
        found.append(await rows.offset(skip).limit(room))
        skip = max(0, skip - await Notice.count().where(which))
        room -= len(found[-1])
    has_more = room == 0
    if has_more:
        next(some for some in reversed(found) if some).pop()
    trouble, waiting, done = found
    return Outbox(trouble, waiting, done, has_more)


async def _addresses(event: Event) -> list[str]:
    """The addresses of everybody who plans this event: messages to sign in belong to no event."""
    taking_part = Participation.select(Participation.organisation).where(Participation.event == event.id)
    members = Membership.select(Membership.person).where(Membership.organisation.is_in(taking_part))
    organisers = Organiser.select(Organiser.person).where(Organiser.event == event.id)
    rows = await Person.select(Person.email).where(Person.id.is_in(members) | Person.id.is_in(organisers))
    # Never empty: an organiser is asking.
    return [str(row["email"]) for row in rows]


@get("/{slug:str}/notices/{notice_id:str}")
async def show_notice(request: Asked, slug: FromPath[str], notice_id: FromPath[str]) -> Answer:
    """One message. Every look is logged, since it may hold what only its reader should know."""
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    notice = await Notice.objects().where(Notice.id == notice_id).first()
    if notice is None or not await _is_ours(notice, event):
        raise NotFoundException
    # Ways to sign in, and whatever people who come get: their link is in it. Without mail organisers pass it on.
    secret = notice.kind in SECRET_KINDS or notice.attendee is not None
    readable = settings().smtp_url is None or not secret
    async with db.transaction():
        # The log outlives those who come, whose addresses are to be forgotten.
        what = notice.subject if notice.attendee else f"{notice.subject}, {notice.email}"
        await record(marked("read the message"), what, who=person.name, person=person.id, event=event.id)
    return await page(request, "notices/notice.html", event=event, notice=notice, readable=readable)


async def _is_ours(notice: Notice, event: Event) -> bool:
    if notice.event is None:
        return notice.email in await _addresses(event)
    return bool(notice.event == event.id)


handlers = [show_notices, show_notice]
