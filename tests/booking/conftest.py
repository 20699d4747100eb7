"""What tests of booking share."""

from collections.abc import AsyncIterator

import pytest

from eventapp.booking import refreshing
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from tests.cast import an_organiser


@pytest.fixture
async def refreshed_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Public pages follow each booking without a pause, and are done when the test ends."""
    monkeypatch.setattr(refreshing, "AT_MOST_EVERY_SECONDS", 0.0)
    yield
    await refreshing.finish()


@pytest.fixture
async def mo(event: Event) -> Person:
    """An organiser of the test's own `event`."""
    return await an_organiser(event)
