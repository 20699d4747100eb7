"""The programme as tables: a row for each start time, a column for each room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from eventapp.event.tables import Event
from eventapp.programme.cards import Card, card
from eventapp.programme.edition import EditionSession
from eventapp.venue.days import day_of


@dataclass(frozen=True)
class Row:
    """What starts at one time: a list of cards for each of the table's rooms."""

    starts_at: datetime
    cells: list[list[Card]]


@dataclass(frozen=True)
class RoomTable:
    """One day. `rooms` are names; an empty one, the first, is for what is in no room of its own."""

    day: date
    rooms: list[str]
    rows: list[Row]


def by_room(sessions: Sequence[EditionSession], event: Event, *, full: frozenset[str], zone: str) -> list[RoomTable]:
    """The sessions (by time, as editions hold them) as a table for each day that has any."""

    def day(session: EditionSession) -> date:
        return day_of(session.starts_at, zone)

    def table(on: date, that_day: list[EditionSession]) -> RoomTable:
        rooms = sorted({session.room_name for session in that_day}, key=str.casefold)
        rows = []
        for start, group in groupby(that_day, lambda session: session.starts_at):
            cells: dict[str, list[Card]] = {room: [] for room in rooms}
            for session in group:
                cells[session.room_name].append(card(session, event, is_full=session.id in full, zone=zone))
            rows.append(Row(start, list(cells.values())))
        return RoomTable(on, rooms, rows)

    return [table(on, list(that_day)) for on, that_day in groupby(sessions, day)]
