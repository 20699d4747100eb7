"""Who may do what at an event."""

from dataclasses import dataclass

from eventapp.event.tables import Event, Organiser, Participation
from eventapp.people.tables import Membership, Person


@dataclass(frozen=True)
class Roles:
    """What a person is at one event. An organiser is a partner too; `organisations` are the ids of their own."""

    partner: bool = False
    organiser: bool = False
    organisations: frozenset[str] = frozenset()


NOBODY = Roles()


async def roles_at(event: Event, person: Person | None) -> Roles:
    """What this person is at this event: two queries, none for nobody."""
    if person is None:
        return NOBODY
    organiser = await Organiser.exists().where((Organiser.event == event.id) & (Organiser.person == person.id))
    taking_part = Participation.select(Participation.organisation).where(Participation.event == event.id)
    rows = await Membership.select(Membership.organisation).where(
        (Membership.person == person.id) & Membership.organisation.is_in(taking_part)
    )
    organisations = frozenset(str(row["organisation"]) for row in rows)
    return Roles(partner=organiser or bool(organisations), organiser=organiser, organisations=organisations)
