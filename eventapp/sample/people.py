"""The two people of the sample whom one can sign in as from the command line."""

from eventapp import db
from eventapp.event.tables import Event
from eventapp.people.sign_in import make_way_in
from eventapp.people.tables import Person

ORGANISER_NAME, ORGANISER_EMAIL = "Mo Sizeland", "mo@example.org"
# The Ehlers-Danlos Support Group's first person.
PARTNER_EMAIL = "eds.1@example.org"


async def ways_in() -> list[tuple[str, str]]:
    """For the organiser and the partner: who they are, and the address of a new link. Empty without a sample."""
    event = await Event.objects().where(Event.is_sample.eq(True)).order_by(Event.created_at).first()
    if event is None:
        return []
    found = []
    async with db.transaction():
        for what, email in (("an organiser", ORGANISER_EMAIL), ("a partner", PARTNER_EMAIL)):
            person = await Person.objects().where(Person.email == email).first()
            if person is not None:
                way = await make_way_in(person, f"/{event.slug}/plan")
                found.append((f"{person.name}, {what} of the sample", way.address))
    return found
