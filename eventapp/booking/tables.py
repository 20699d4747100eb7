"""People who come, their places, and what would help them."""

from piccolo.columns import Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Person
from eventapp.timetable.tables import Session


class Attendee(Table, tablename="attendee"):
    """Somebody who books, by the name they choose.

    The personal link is derived from the secret key, this id and `link_number`; only its hash is stored.
    `form_key` is the random key of the form that made this row: the same form sent twice makes one attendee.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    name = Text(null=False)
    code = Text(null=False)
    link_hash = Text(null=False)
    link_number = Integer(null=False, default=1)
    form_key = Text(null=True, default=None)
    email = Text(null=True, default=None)
    booked_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=clock.now)


class Booking(Table, tablename="booking"):
    """An attendee's places in a session: booked, waiting or cancelled. Those who wait are served by `turn`."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    session = ForeignKey(Session, null=False, on_delete=OnDelete.restrict)
    attendee = ForeignKey(Attendee, null=False, on_delete=OnDelete.cascade)
    state = Text(null=False, default="booked")
    places = Integer(null=False, default=1)
    turn = Integer(null=False, default=0)
    uid = Text(null=False)
    sequence = Integer(null=False, default=0)
    created_at = Timestamptz(null=False, default=clock.now)
    changed_at = Timestamptz(null=False, default=clock.now)


class AccessNeed(Table, tablename="access_need"):
    """Something that would help this attendee take part; they agreed that organisers see it."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    attendee = ForeignKey(Attendee, null=False, on_delete=OnDelete.cascade)
    need = Text(null=False)
    own_words = Text(null=False)
    agreed_at = Timestamptz(null=False, default=clock.now)


class CodeTry(Table, tablename="code_try"):
    """A wrong booking code was tried from this (hashed) address: looking codes up is limited in rate."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    address_hash = Text(null=False)
    tried_at = Timestamptz(null=False, default=clock.now)
