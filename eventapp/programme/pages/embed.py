"""For partners' own websites: the programme, or a part of it, as a list to copy."""

from litestar import get
from litestar.params import FromPath

from eventapp.programme.finding import find
from eventapp.programme.forms import find_form, question, wanted
from eventapp.programme.pages.shared import shown_or_404
from eventapp.templating import render
from eventapp.web import Answer, Asked, asked_for, page


@get("/{slug:str}/embed")
async def embed(request: Asked, slug: FromPath[str]) -> Answer:
    shown = await shown_or_404(slug)
    form = find_form(shown.content, asked_for(request))
    right = form.validate()
    found = []
    if right:
        sessions = find(shown.content.sessions, wanted(form), full=shown.full, zone=shown.content.time_zone)
        found = [session for session in sessions if not session.is_break]
    asked = question(form) if right else ""
    address = f"/{slug}/programme?{asked}" if asked else f"/{slug}/programme"
    listed = render("programme/_embedded.html", event=shown.event, sessions=found, address=address)
    return await page(
        request,
        "programme/embed.html",
        event=shown.event,
        status=200 if right else 422,
        form=form,
        count=len(found),
        listed=listed,
        several_days=shown.content.ends_on > shown.content.starts_on,
    )


handlers = [embed]
