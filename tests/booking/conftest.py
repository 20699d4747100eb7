"""What tests of booking share."""

from collections.abc import AsyncIterator

import pytest

from eventapp.booking import refreshing


@pytest.fixture
async def refreshed_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Public pages follow each booking without a pause, and are done when the test ends."""
    monkeypatch.setattr(refreshing, "AT_MOST_EVERY_SECONDS", 0.0)
    yield
    await refreshing.finish()
