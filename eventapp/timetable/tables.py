"""Sessions that are to happen, and where and when in the working timetable."""

from piccolo.columns import Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.event.tables import Event, Room
from eventapp.ids import new_id
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal


class Session(Table, tablename="session"):
    """Something that is to happen: a selected proposal, or a break, lunch or opening with a title of its own.

    Words and hosts are the proposal's; length, places and booking are decided here. `uid` names it in calendars
    for ever.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    uid = Text(null=False)
    proposal = ForeignKey(Proposal, null=True, on_delete=OnDelete.restrict)
    title = Text(null=True, default=None)
    minutes = Integer(null=False, default=60)
    places = Integer(null=True, default=None)
    attendance = Text(null=False, default="book")
    created_at = Timestamptz(null=False, default=clock.now)
    cancelled_at = Timestamptz(null=True, default=None)
    cancelled_reason = Text(null=False)


class Placement(Table, tablename="placement"):
    """A session's start, and its room. Only something for everybody, such as lunch, may have no room."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    session = ForeignKey(Session, null=False, on_delete=OnDelete.cascade)
    room = ForeignKey(Room, null=True, on_delete=OnDelete.restrict)
    starts_at = Timestamptz(null=False, default=clock.now)
    locked = Boolean(null=False, default=False)
    placed_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    placed_at = Timestamptz(null=False, default=clock.now)
