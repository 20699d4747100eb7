"""What the pages of the event share."""

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException

from eventapp import clock
from eventapp.event.tables import Event, Organiser, Participation
from eventapp.people.tables import Membership, Organisation, Person


def today(event: Event) -> date:
    """The day it is now where the event is."""
    return clock.now().astimezone(ZoneInfo(event.time_zone)).date()


async def organises_something(person: Person) -> bool:
    """Whether this person is an organiser of any event, and so may add one."""
    return await Organiser.exists().where(Organiser.person == person.id)


async def organisation_or_404(event: Event, organisation_id: str) -> Organisation:
    """The organisation with this id, where it takes part in the event. Raises 404."""
    takes_part = (Participation.event == event.id) & (Participation.organisation == organisation_id)
    row = await Participation.objects(Participation.organisation).where(takes_part).first()
    if row is None:
        raise NotFoundException
    organisation: Organisation = row.organisation
    return organisation


async def people_of(organisations: list[Organisation]) -> dict[str, list[Person]]:
    """The people of each of these organisations, by its id and in the order of their names. One query."""
    found: dict[str, list[Person]] = defaultdict(list)
    if organisations:
        theirs = Membership.organisation.is_in([organisation.id for organisation in organisations])
        for membership in await Membership.objects(Membership.person).where(theirs):
            found[membership.organisation].append(membership.person)
    return {one.id: sorted(found[one.id], key=lambda person: person.name.casefold()) for one in organisations}
