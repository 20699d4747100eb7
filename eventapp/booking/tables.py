"""People who come, their places, and what would help them."""

from datetime import date

from piccolo.columns import Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Person
from eventapp.timetable.tables import Session


class BookingRules(Table, tablename="booking_rules"):
    """What organisers decided for every session: when bookings open and close, and how many sessions a person books.

    An event without this row has no such limits. `Event.bookings_open` is the switch beside the times.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    opens_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=True, default=None)
    most_sessions = Integer(null=True, default=None)


class SessionRules(Table, tablename="session_rules"):
    """What organisers decided for the bookings of one session, beside its places. It holds at once, without an edition.

    `most_together` is the largest group. The held places are for people who use a wheelchair, for those who follow
    through an interpreter, and for supporters; they are everybody's from `held_until`, or once `freed_at` is set.
    With `slot_minutes`, people book short slots one after the other, each for one booking, not the whole session.
    While `promotion_paused`, nobody gets a place while somebody waits.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    session = ForeignKey(Session, null=False, on_delete=OnDelete.cascade)
    most_together = Integer(null=False, default=6)
    opens_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=True, default=None)
    bookings_stopped = Boolean(null=False, default=False)
    promotion_paused = Boolean(null=False, default=False)
    held_wheelchair = Integer(null=False, default=0)
    held_interpreter = Integer(null=False, default=0)
    held_supporter = Integer(null=False, default=0)
    held_until = Timestamptz(null=True, default=None)
    freed_at = Timestamptz(null=True, default=None)
    slot_minutes = Integer(null=True, default=None)


class Attendee(Table, tablename="attendee"):
    """Somebody who books, by the name they choose.

    The personal link is derived from the secret key, this id and `link_number`; only its hash is stored. The address of
    their calendar is derived from `feed_number`, too. `form_key` is the random key of the form that made this row: the
    same form sent twice makes one attendee. Messages go to the `email`, if they gave one; reminders if they want them.
    Somebody who came without a booking has `walked_in`.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    name = Text(null=False)
    code = Text(null=False)
    link_hash = Text(null=False)
    link_number = Integer(null=False, default=1)
    form_key = Text(null=True, default=None)
    email = Text(null=True, default=None)
    reminders = Boolean(null=False, default=False)
    feed_number = Integer(null=False, default=1)
    walked_in = Boolean(null=False, default=False)
    booked_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=clock.now)


class Booking(Table, tablename="booking"):
    """An attendee's places in a session: booked, waiting or cancelled. Those who wait are served by `turn`.

    `places` counts everybody, `supporters` those of them who come along without a name. `held_for` is whose held
    places it may use: "wheelchair", "interpreter", or "" for neither. A booking of a short slot begins `slot_start`
    minutes after its session and takes `slot_minutes`. One that an organiser added over the limit says why and who.
    `swap_offered_at`: while this waits, a place became free that would mean giving up another booking.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    session = ForeignKey(Session, null=False, on_delete=OnDelete.restrict)
    attendee = ForeignKey(Attendee, null=False, on_delete=OnDelete.cascade)
    state = Text(null=False, default="booked")
    places = Integer(null=False, default=1)
    supporters = Integer(null=False, default=0)
    held_for = Text(null=False, default="")
    slot_start = Integer(null=True, default=None)
    slot_minutes = Integer(null=True, default=None)
    turn = Integer(null=False, default=0)
    uid = Text(null=False)
    sequence = Integer(null=False, default=0)
    created_at = Timestamptz(null=False, default=clock.now)
    changed_at = Timestamptz(null=False, default=clock.now)
    over_limit_reason = Text(null=True, default=None)
    over_limit_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    swap_offered_at = Timestamptz(null=True, default=None)


class Reminder(Table, tablename="reminder"):
    """Whoever has a place on this day is to be reminded: on the day before, or on the morning. `handed_at`: it is done.

    Who that is, and of what, is read when it is due: so it follows whatever was moved or given back until then.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    day = Date(null=False, default=date.today)
    kind = Text(null=False, default="day-before")
    due_at = Timestamptz(null=False, default=clock.now)
    handed_at = Timestamptz(null=True, default=None)


class Arrival(Table, tablename="arrival"):
    """This attendee has come. `sheet` is the key of the paper list from which it was typed in, if it was."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    attendee = ForeignKey(Attendee, null=False, on_delete=OnDelete.cascade)
    arrived_at = Timestamptz(null=False, default=clock.now)
    noted_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    sheet = Text(null=True, default=None)


class AccessNeed(Table, tablename="access_need"):
    """Something that would help this attendee take part; they agreed that organisers see it.

    `state` is how far organisers are: asked, arranged, or cannot (be had); `told_at` is when the attendee was told.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    attendee = ForeignKey(Attendee, null=False, on_delete=OnDelete.cascade)
    need = Text(null=False)
    own_words = Text(null=False)
    agreed_at = Timestamptz(null=False, default=clock.now)
    state = Text(null=False, default="asked")
    state_changed_at = Timestamptz(null=True, default=None)
    state_changed_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    told_at = Timestamptz(null=True, default=None)


class CodeTry(Table, tablename="code_try"):
    """A wrong booking code was tried from this (hashed) address: looking codes up is limited in rate."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    address_hash = Text(null=False)
    tried_at = Timestamptz(null=False, default=clock.now)
