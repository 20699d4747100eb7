"""Addresses that can be typed from a poster."""

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.programme.pages.shared import shown_or_404
from eventapp.web import Answer, go


@get("/{slug:str}/s/{number:str}")
async def short(slug: FromPath[str], number: FromPath[str]) -> Answer:
    shown = await shown_or_404(slug)
    for session, standing in shown.standing.items():
        if str(standing.number) == number:
            return go(f"/{slug}/sessions/{session}")
    raise NotFoundException


handlers = [short]
