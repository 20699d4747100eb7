"""The programme on paper: sheets for browsers to print, and for organisers as PDF."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.programme.addresses import short_address, to_type
from eventapp.programme.pages.shared import published_or_404, session_or_404, shown_or_404
from eventapp.programme.pdf.making import make_pdf
from eventapp.programme.pdf.words import SHEETS
from eventapp.programme.printing import agenda_of, door_signs, line
from eventapp.programme.published import Published
from eventapp.programme.qr import qr_code
from eventapp.programme.rendering import opening
from eventapp.settings import settings
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, say

# The last part of an agenda's address: how its sheets look.
AGENDAS = ("a4", "a3", "large")


@get("/{slug:str}/print")
async def what_to_print(request: Asked, slug: FromPath[str]) -> Answer:
    shown = await shown_or_404(slug)
    return await page(request, "programme/print.html", event=shown.event, **_common(shown))


@get("/{slug:str}/print/{sheet:str}")
async def agenda(request: Asked, slug: FromPath[str], sheet: FromPath[str]) -> Answer:
    shown = await shown_or_404(slug)
    if sheet not in AGENDAS:
        raise NotFoundException
    return await page(
        request,
        "programme/print_agenda.html",
        event=shown.event,
        sheet=sheet,
        days=agenda_of(shown.content.sessions, shown.content.time_zone),
        several_days=shown.content.ends_on > shown.content.starts_on,
        **_common(shown),
    )


@get("/{slug:str}/print/doors")
async def doors(request: Asked, slug: FromPath[str]) -> Answer:
    """All signs, or those of one room: `?room=Room 1`."""
    shown = await shown_or_404(slug)
    signs = door_signs(shown.content.sessions, shown.content.time_zone)
    rooms = list(dict.fromkeys(sign.room.name for sign in signs))
    only = request.query_params.get("room", "")
    if only and only not in rooms:
        raise NotFoundException
    return await page(
        request,
        "programme/print_doors.html",
        event=shown.event,
        signs=[sign for sign in signs if only in ("", sign.room.name)],
        rooms=rooms,
        only=only,
        **_common(shown),
    )


@get("/{slug:str}/print/poster")
async def poster(request: Asked, slug: FromPath[str]) -> Answer:
    shown = await shown_or_404(slug)
    return await page(request, "programme/print_poster.html", event=shown.event, **_common(shown))


@get("/{slug:str}/print/poster/{session_id:str}")
async def session_poster(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    shown = await shown_or_404(slug)
    found = session_or_404(shown, session_id)
    return await page(
        request,
        "programme/print_session.html",
        event=shown.event,
        line=line(found),
        **_common(shown) | _code(short_address(found, shown)),
    )


@get("/{slug:str}/print/pdf/{sheet:str}")
async def pdf(request: Asked, slug: FromPath[str], sheet: FromPath[str]) -> Answer:
    """A sheet as PDF, for organisers: setting it takes more than a visit may cost."""
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    shown = await published_or_404(event)
    if sheet not in SHEETS:
        raise NotFoundException
    try:
        made = await make_pdf(sheet, shown)
    except Refused as refusal:
        return say(go(f"/{slug}/print"), str(refusal), "warning")
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}-{sheet}-{shown.number}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(made.body, media_type="application/pdf", headers=headers)


def _common(shown: Published) -> dict[str, Any]:
    address = f"{settings().base_url}/{shown.event.slug}/programme"
    return {"shown": shown, "opening": opening(shown.event)} | _code(address)


def _code(address: str) -> dict[str, Any]:
    """What a sheet tells of where there is more: as a code to scan, and to be typed."""
    return {"code": qr_code(address), "address": to_type(address)}


handlers = [what_to_print, agenda, doors, poster, session_poster, pdf]
