"""From room to room: what is known of the way, and no more. Nobody has measured how long it takes."""

from collections.abc import Iterable, Mapping

from eventapp.booking.day import Item
from eventapp.programme.edition import EditionRoom
from eventapp.programme.shown import shown_now
from eventapp.texts import _


async def rooms_of(slug: str) -> dict[str, EditionRoom]:
    """The room of each session that is published at this event and has one."""
    shown = await shown_now(slug)
    return {session.id: session.room for session in shown.content.sessions if session.room} if shown else {}


def ways_between(items: Iterable[Item], rooms: Mapping[str, EditionRoom]) -> dict[str, str]:
    """For each booking that comes after another on the same day, what is known of the way there."""
    return {
        item.booking.id: way_words(rooms.get(str(item.before.session.session)), rooms.get(str(item.session.session)))
        for item in items
        if item.before
    }


def way_words(here: EditionRoom | None, there: EditionRoom | None) -> str:
    """The way to the next room in a sentence; empty where even the rooms are not known."""
    if here is None or there is None:
        return ""
    if here.name == there.name:
        return _("You stay in the same room.")
    if not here.floor or not there.floor:
        return _("The next room is another one. We do not know if it is on the same floor.")
    if here.floor == there.floor:
        return _("The next room is another one on the same floor.")
    return _("The next room is on another floor: %(floor)s.") % {"floor": there.floor}
