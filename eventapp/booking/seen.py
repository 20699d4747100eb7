"""How many places sessions have left, as their pages tell it: asked once a second for all who look."""

import time
from dataclasses import dataclass

from eventapp.booking.reading import places_left

LOOK_EVERY_SECONDS = 1.0
# More sessions than any event has. What nobody asks for any more is dropped with the rest.
_MOST = 2000


@dataclass
class _Seen:
    places: int | None
    asked_at: float
    change: int


_seen: dict[str, _Seen] = {}
# How often somebody was given a place here, or gave one back.
_changes = 0


def look_again() -> None:
    """Whoever looks next sees what is so now: to be called after this process stored bookings."""
    global _changes
    _changes += 1


async def places_seen(session_id: str) -> int | None:
    """As `places_left`: as it was a second ago at most, and without a query for most who ask."""
    now = time.monotonic()
    seen = _seen.get(session_id)
    if seen and seen.change == _changes and now - seen.asked_at < LOOK_EVERY_SECONDS:
        return seen.places
    if seen:
        # Whoever comes while this asks gets what was known.
        seen.asked_at, seen.change = now, _changes
    elif len(_seen) >= _MOST:
        _seen.clear()
    change = _changes
    places = await places_left(session_id)
    _seen[session_id] = _Seen(places, now, change)
    return places
