"""One event with two organisations that take part, and an idea of the first."""

from dataclasses import dataclass

import pytest

from eventapp.event.tables import Event
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.actions import accept_cohosting, add_idea, ask_to_join
from eventapp.proposals.tables import Proposal
from tests.cast import a_person, an_event, an_organisation


@dataclass(frozen=True)
class Cast:
    """Charlie belongs to the sheds and has had an idea; Sam belongs to the soup lunch."""

    event: Event
    sheds: Organisation
    soup: Organisation
    charlie: Person
    sam: Person
    idea: Proposal

    @property
    def list(self) -> str:
        return f"/{self.event.slug}/proposals"

    @property
    def page(self) -> str:
        return f"{self.list}/{self.idea.id}"


@pytest.fixture
async def cast(db: None) -> Cast:
    event = await an_event()
    sheds, soup = await an_organisation(event, "Men’s Sheds"), await an_organisation(event, "Soup Lunch")
    charlie, sam = await a_person("Charlie", sheds), await a_person("Sam", soup)
    idea = await add_idea(event, charlie, sheds, "Roses", "Pruning.", "07700 900000")
    return Cast(event, sheds, soup, charlie, sam, idea)


async def host_together(cast: Cast) -> None:
    """From now on the soup lunch hosts the idea too, as both sides agreed."""
    await accept_cohosting(await ask_to_join(cast.idea, cast.sam, cast.soup, "We have soup."), cast.charlie)
