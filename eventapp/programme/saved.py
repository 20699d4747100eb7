"""Sessions that somebody keeps in their browser, without an account: nothing of such a list is stored here.

Sessions stand in it by their numbers, which are short and stay theirs for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eventapp.numbers import whole_number
from eventapp.programme.cards import Card, card
from eventapp.programme.edition import EditionSession
from eventapp.programme.published import Published

# What the browser keeps it under. One for all events: forgetting leaves nothing of any.
COOKIE = "saved"
# Browsers keep 4 kB under a name.
MOST_SESSIONS = 100
_MOST_EVENTS = 5


@dataclass(frozen=True)
class Saved:
    """A session of the list. `at_once` are the titles of what else is in it, or booked, at the same time."""

    session: EditionSession
    card: Card
    at_once: tuple[str, ...]


def numbers_kept(kept: Any, slug: str) -> tuple[int, ...]:
    """The numbers of the sessions of this event in what the browser keeps."""
    return tuple(kept.get(slug, ())) if isinstance(kept, dict) else ()


def to_keep(kept: Any, slug: str, numbers: Sequence[int]) -> dict[str, list[int]]:
    """What the browser is to keep instead, with these numbers for this event."""
    others = {event: list(theirs) for event, theirs in kept.items() if event != slug} if isinstance(kept, dict) else {}
    newest = list(others.items())[-(_MOST_EVENTS - 1) :]
    return dict(newest) | ({slug: sorted(set(numbers))[:MOST_SESSIONS]} if numbers else {})


def in_address(numbers: Sequence[int]) -> str:
    """The numbers as a part of an address: `1-4-7`."""
    return "-".join(str(number) for number in numbers)


def from_address(text: str) -> tuple[int, ...] | None:
    """What `in_address` was given, or None for a text that it does not make."""
    numbers = [whole_number(part, digits=6) for part in text.split("-")]
    known = {number for number in numbers if number is not None}
    return None if None in numbers or len(numbers) > MOST_SESSIONS else tuple(sorted(known))


def ids_saved(numbers: Sequence[int], shown: Published) -> frozenset[str]:
    """The ids of the sessions that have these numbers."""
    wanted = set(numbers)
    return frozenset(id_ for id_, standing in shown.standing.items() if standing.number in wanted)


def saved_list(numbers: Sequence[int], shown: Published, booked: frozenset[str] = frozenset()) -> list[Saved]:
    """The sessions with these numbers in order of time. What is `booked` (ids) is left out: it stands elsewhere."""
    ids = ids_saved(numbers, shown)
    mine = [session for session in shown.content.sessions if session.id in ids | booked]
    zone = shown.content.time_zone
    return [
        Saved(
            session,
            card(session, shown.event, is_full=session.id in shown.full, zone=zone),
            tuple(other.title for other in mine if _are_at_once(session, other)),
        )
        for session in mine
        if session.id not in booked
    ]


def my_day_parts(kept: Any, shown: Published | None, booked: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What programme/_saved_here.html needs, from what the browser keeps and what is published."""
    if shown is None:
        return {"saved": []}
    numbers = numbers_kept(kept, shown.event.slug)
    return {
        "saved": saved_list(numbers, shown, booked),
        "saved_address": f"/{shown.event.slug}/saved/{in_address(numbers)}",
        "several_days": shown.content.ends_on > shown.content.starts_on,
    }


def _are_at_once(one: EditionSession, other: EditionSession) -> bool:
    # One can be at a part of what has no fixed beginning, and at something else as well.
    if one.id == other.id or any(each.cancelled or each.attendance == "drop-in" for each in (one, other)):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
