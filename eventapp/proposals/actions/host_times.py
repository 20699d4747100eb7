"""When hosts can come."""

from datetime import datetime

from eventapp import db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.people.tables import Person
from eventapp.proposals.tables import Host, HostTime
from eventapp.texts import _, marked

MOST_TIMES = 20


async def add_host_time(host: Host, by: Person, starts_at: datetime, ends_at: datetime) -> None:
    """This host can come from then to then. Saying it twice says it once. Raises `Refused`."""
    if ends_at <= starts_at:
        raise Refused(_("Write an end that is after the start."))
    async with db.transaction():
        await db.locked(Host.objects().where(Host.id == host.id).first())
        times = await HostTime.objects().where(HostTime.host == host.id)
        if any((one.starts_at, one.ends_at) == (starts_at, ends_at) for one in times):
            return
        if len(times) >= MOST_TIMES:
            raise Refused(_("These are many times already. Remove one first, or write a longer one."))
        await HostTime.insert(HostTime(host=host.id, starts_at=starts_at, ends_at=ends_at))
        await note(marked("said when a host can come"), host.name, host.event, by)


async def remove_host_time(host: Host, by: Person, time_id: str) -> None:
    """Takes one of the host's times away. Without any, the host can come at any time."""
    async with db.transaction():
        gone = (
            await HostTime.delete().where((HostTime.host == host.id) & (HostTime.id == time_id)).returning(HostTime.id)
        )
        if gone:
            await note(marked("said when a host can come"), host.name, host.event, by)
