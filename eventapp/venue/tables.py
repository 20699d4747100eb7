"""When and how the rooms of the venue can be used."""

from piccolo.columns import Date, Integer, Text, Time, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.event.tables import Event, Room
from eventapp.ids import new_id


class RoomSetup(Table, tablename="room_setup"):
    """The room, set up like this (a key of `SETUPS`), holds so many people."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    room = ForeignKey(Room, null=False, on_delete=OnDelete.cascade)
    setup = Text(null=False)
    capacity = Integer(null=False, default=0)


class RoomPart(Table, tablename="room_part"):
    """This room is made by opening others into one: while one is used, so is the other."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    room = ForeignKey(Room, null=False, on_delete=OnDelete.cascade)
    part = ForeignKey(Room, null=False, on_delete=OnDelete.cascade)


class DayHours(Table, tablename="day_hours"):
    """On this day the venue is open at other times than the event's usual ones."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    day = Date(null=False)
    opens_at = Time(null=False)
    closes_at = Time(null=False)


class RoomHours(Table, tablename="room_hours"):
    """On this day the room can be used only between these times. Without a row: while the venue is open."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    room = ForeignKey(Room, null=False, on_delete=OnDelete.cascade)
    day = Date(null=False)
    opens_at = Time(null=False)
    closes_at = Time(null=False)


class VenueCalendar(Table, tablename="venue_calendar"):
    """A calendar of the venue, at an `address` or sent as a file, that says when a room is busy.

    `read_at` is when it was last read well, `tried_at` when somebody last tried; `problem` says in words why that
    failed, and is empty when it did not.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    room = ForeignKey(Room, null=False, on_delete=OnDelete.cascade)
    address = Text(null=False)
    file_name = Text(null=False)
    etag = Text(null=False)
    read_at = Timestamptz(null=True, default=None)
    tried_at = Timestamptz(null=True, default=None)
    problem = Text(null=False)


class BlockedTime(Table, tablename="blocked_time"):
    """The room cannot be used then: organisers said so, or the venue's `calendar`."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    room = ForeignKey(Room, null=False, on_delete=OnDelete.cascade)
    calendar = ForeignKey(VenueCalendar, null=True, on_delete=OnDelete.cascade)
    starts_at = Timestamptz(null=False, default=clock.now)
    ends_at = Timestamptz(null=False, default=clock.now)
    why = Text(null=False)
