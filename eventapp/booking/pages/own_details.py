"""What people do about themselves: change what they said, get a new link, be deleted."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.booking import attendees
from eventapp.booking.actions import forget_attendee
from eventapp.booking.forms import DetailsForm
from eventapp.booking.pages.shared import COOKIE, attendee_or_404, forgotten, patiently, personal
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, posted, say, set_cookie


@get("/{slug:str}/my/{token:str}/details")
async def show_details(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    needs, own_words = await attendees.needs_of(attendee)
    form = DetailsForm(
        data={
            "name": attendee.name,
            "email": attendee.email,
            "reminders": attendee.reminders,
            "needs": needs,
            "own_words": own_words,
        }
    )
    return personal(
        await page(request, "booking/details.html", event=event, form=form, root=f"/{event.slug}/my/{token}")
    )


@post("/{slug:str}/my/{token:str}/details")
async def save_details(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    form, root = DetailsForm(await posted(request)), f"/{event.slug}/my/{token}"
    if not form.validate():
        return personal(await page(request, "booking/details.html", event=event, status=422, form=form, root=root))
    await attendees.change_details(
        attendee,
        name=form.name.data or "",
        email=form.email.data or None,
        reminders=bool(form.email.data and form.reminders.data),
        needs=tuple(form.needs.data or ()),
        own_words=form.own_words.data or "",
    )
    return say(go(root), _("Saved."))


@post("/{slug:str}/my/{token:str}/link")
async def new_link(slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    new_token = await attendees.make_new_link(attendee)
    answer = say(go(f"/{event.slug}/my/{new_token}"), _("You have a new link. The old one no longer works."))
    set_cookie(answer, COOKIE, new_token)
    return answer


@get("/{slug:str}/my/{token:str}/deletion")
async def ask_deletion(request: Asked, slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await attendee_or_404(event, token)
    return personal(await page(request, "booking/delete.html", event=event, root=f"/{event.slug}/my/{token}"))


@post("/{slug:str}/my/{token:str}/deletion")
async def delete_me(slug: FromPath[str], token: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    attendee = await attendee_or_404(event, token)
    await patiently(forget_attendee(event, attendee))
    return forgotten(say(go(f"/{event.slug}/my-day"), _("Everything about you is deleted.")))


handlers = [
    show_details,
    save_details,
    new_link,
    ask_deletion,
    delete_me,
]
