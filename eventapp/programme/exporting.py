"""What is published as files for other programs, for the command line."""

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.programme.files.schedule import schedule
from eventapp.programme.files.schedule_json import schedule_json
from eventapp.programme.files.schedule_xml import schedule_xml
from eventapp.programme.published import published
from eventapp.texts import _


async def schedule_file(event: Event, kind: str) -> bytes:
    """The latest edition as `xml` or `json`. Raises `Refused` before the first."""
    shown = await published(event)
    if shown is None:
        raise Refused(_("No programme of “%(name)s” is published yet.") % {"name": event.name})
    return schedule_xml(schedule(shown)) if kind == "xml" else schedule_json(schedule(shown))
