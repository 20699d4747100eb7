"""What is published as files for other programs, for the command line."""

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.programme.files.schedule import schedule
from eventapp.programme.files.schedule_json import schedule_json
from eventapp.programme.files.schedule_xml import schedule_xml
from eventapp.programme.pdf.making import Pdf, make_pdf
from eventapp.programme.published import Published, published
from eventapp.texts import _


async def schedule_file(event: Event, kind: str) -> bytes:
    """The latest edition as `xml` or `json`. Raises `Refused` before the first."""
    told = schedule(await _published_or_refused(event))
    return schedule_xml(told) if kind == "xml" else schedule_json(told)


async def sheet_file(event: Event, sheet: str, room: str) -> Pdf:
    """A sheet of the latest edition (a key of `SHEETS`). Raises `Refused` before the first, and as `make_pdf` does."""
    return await make_pdf(sheet, await _published_or_refused(event), room)


async def _published_or_refused(event: Event) -> Published:
    shown = await published(event)
    if shown is None:
        raise Refused(_("No programme of “%(name)s” is published yet.") % {"name": event.name})
    return shown
