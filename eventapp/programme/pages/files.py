"""For organisers: the programme as a table for spreadsheets."""

from litestar import Response, get
from litestar.params import FromPath

from eventapp.programme.files import sheets
from eventapp.programme.pages.shared import published_or_404
from eventapp.web import Answer, Asked, event_or_404, organiser_or_404


@get("/{slug:str}/programme.csv")
async def csv_file(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    shown = await published_or_404(event)
    return _file(sheets.csv_file(sheets.table(shown)), sheets.CSV, f"{slug}-programme-{shown.number}.csv")


@get("/{slug:str}/programme.xlsx")
async def xlsx_file(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    shown = await published_or_404(event)
    body = sheets.xlsx_file(sheets.table(shown), shown.content.name, shown.published_at)
    return _file(body, sheets.XLSX, f"{slug}-programme-{shown.number}.xlsx")


def _file(body: bytes, content_type: str, name: str) -> Answer:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=content_type, headers=headers)


handlers = [csv_file, xlsx_file]
