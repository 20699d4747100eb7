"""The event, where it is, and who plans it."""

from piccolo.columns import Boolean, Bytea, Date, Integer, Text, Time, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.ids import new_id
from eventapp.people.tables import Organisation, Person


class Event(Table, tablename="event"):
    """One edition of the day or days, with its venue and its switches."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    slug = Text(null=False)
    name = Text(null=False)
    intro = Text(null=False)
    starts_on = Date(null=False)
    ends_on = Date(null=False)
    opens_at = Time(null=False)
    closes_at = Time(null=False)
    time_zone = Text(null=False)
    venue_name = Text(null=False)
    venue_address = Text(null=False)
    cost = Text(null=False)
    contact_email = Text(null=False)
    contact_phone = Text(null=False)
    proposals_open = Boolean(null=False, default=False)
    bookings_open = Boolean(null=False, default=False)
    over_at = Timestamptz(null=True, default=None)
    is_sample = Boolean(null=False, default=False)
    created_at = Timestamptz(null=False, default=clock.now)


class Organiser(Table, tablename="organiser"):
    """This person builds the timetable of this event, publishes it and runs the day.

    Only an `access_lead` sees who needs what.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    access_lead = Boolean(null=False, default=False)
    created_at = Timestamptz(null=False, default=clock.now)


class Participation(Table, tablename="participation"):
    """This organisation takes part in this event: its people propose and vote."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    created_at = Timestamptz(null=False, default=clock.now)


class Room(Table, tablename="room"):
    """A room of the venue, or a corner that is used like one. An open space holds `sessions_at_once`."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    name = Text(null=False)
    floor = Text(null=False)
    capacity = Integer(null=False, default=0)
    finding = Text(null=False)
    position = Integer(null=False, default=0)
    sessions_at_once = Integer(null=False, default=1)


class RoomFeature(Table, tablename="room_feature"):
    """This room has this feature (`eventapp.event.features`)."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    room = ForeignKey(Room, null=False, on_delete=OnDelete.cascade)
    feature = Text(null=False)


class PageText(Table, tablename="page_text"):
    """What organisers wrote in a section of one of the event's pages (keys of `eventapp.event.sections`), in Markdown.

    Each saving is a row: the one with the highest number counts, and those before it can be taken back. An empty text
    says that nothing is written there.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    page = Text(null=False)
    section = Text(null=False)
    number = Integer(null=False, default=1)
    text = Text(null=False)
    written_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    written_at = Timestamptz(null=False, default=clock.now)


class PagePhoto(Table, tablename="page_photo"):
    """A photo in a section of one of the event's pages, a JPEG. `words` say what it shows to who cannot see it."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    page = Text(null=False)
    section = Text(null=False)
    words = Text(null=False)
    image = Bytea(null=False, default=b"")
    width = Integer(null=False, default=1)
    height = Integer(null=False, default=1)
    added_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=clock.now)
