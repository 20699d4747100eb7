"""Who may do what at an event."""

from dataclasses import dataclass

from eventapp.event.tables import Event, Organiser
from eventapp.people.tables import Person


@dataclass(frozen=True)
class Roles:
    """What a person is at one event. An organiser is a partner too; `organisations` are the ids of their own."""

    partner: bool = False
    organiser: bool = False
    organisations: frozenset[str] = frozenset()


NOBODY = Roles()


async def roles_at(event: Event, person: Person | None) -> Roles:
    """What this person is at this event: one query, none for nobody."""
    if person is None:
        return NOBODY
    rows = await Organiser.raw(_ROLES, event.id, person.id, event.id, person.id)
    found = {row["organisation"] for row in rows}
    organisations = frozenset(found - {None})
    return Roles(partner=bool(found), organiser=None in found, organisations=organisations)


# Asked with each page of whoever is signed in: in the tables' own words it takes half the time.
_ROLES = """
SELECT NULL AS organisation FROM organiser WHERE event = {} AND person = {}
UNION ALL
SELECT membership.organisation
FROM membership JOIN participation ON participation.organisation = membership.organisation
WHERE participation.event = {} AND membership.person = {}
"""
