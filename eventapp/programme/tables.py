"""Editions of the programme, what is published now, and the pages made from it."""

from piccolo.columns import Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Organisation, Person
from eventapp.timetable.tables import Session


class Edition(Table, tablename="edition"):
    """One published programme. `content` is JSON of everything public in it, and never changes."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    number = Integer(null=False, default=1)
    content = Text(null=False)
    note = Text(null=False)
    published_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    published_at = Timestamptz(null=False, default=clock.now)


class AcceptedWarning(Table, tablename="accepted_warning"):
    """Somebody read this warning about the timetable (in these `words`) and had the edition published all the same."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    edition = ForeignKey(Edition, null=False, on_delete=OnDelete.cascade)
    words = Text(null=False)
    accepted_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)


class DueEdition(Table, tablename="due_edition"):
    """The timetable is to be published at `due_at` by the program itself, as it is then.

    `accepted` is JSON of the words of the warnings that may stay. How it `ended`: published, nothing new, refused
    (`why` says what stood against it), or called off. An event has at most one that has not ended.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    due_at = Timestamptz(null=False, default=clock.now)
    note = Text(null=False)
    accepted = Text(null=False, default="[]")
    asked_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    asked_at = Timestamptz(null=False, default=clock.now)
    ended_at = Timestamptz(null=True, default=None)
    ended = Text(null=False)
    why = Text(null=False)


class PublishedSession(Table, tablename="published_session"):
    """A session as the latest edition has it: what people book and what calendars show.

    Kept when the session is taken off, as cancelled; `sequence` rises with every published change. `is_full` is what
    pages say of it, written by booking whenever it changes; places themselves are counted from bookings. `number` is
    for programs that know sessions by numbers; within its event it stays the session's for ever. `moved_from` is when
    it began before an edition moved it, at `moved_at`.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    session = ForeignKey(Session, null=False, on_delete=OnDelete.restrict)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    uid = Text(null=False)
    title = Text(null=False)
    room_name = Text(null=False)
    starts_at = Timestamptz(null=False, default=clock.now)
    ends_at = Timestamptz(null=False, default=clock.now)
    places = Integer(null=True, default=None)
    attendance = Text(null=False, default="book")
    is_full = Boolean(null=False, default=False)
    sequence = Integer(null=False, default=0)
    created_at = Timestamptz(null=False, default=clock.now)
    changed_at = Timestamptz(null=False, default=clock.now)
    cancelled_at = Timestamptz(null=True, default=None)
    number = Integer(null=False, default=0)
    moved_from = Timestamptz(null=True, default=None)
    moved_at = Timestamptz(null=True, default=None)


class FeedName(Table, tablename="feed_name"):
    """The sessions of this room, kind or organisation have a feed, whose address ends in `slug` for ever.

    `about` is `room`, `kind` or `organisation`; `key` the id of the room or the organisation, or the kind's key.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    about = Text(null=False, default="room")
    key = Text(null=False)
    name = Text(null=False)
    slug = Text(null=False, default="x")


class PublishedPage(Table, tablename="published_page"):
    """The bytes of a public page or feed. A process that kept another `version` of it takes this one.

    Also in the compressed forms that are smaller.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    path = Text(null=False)
    content_type = Text(null=False)
    body = Bytea(null=False, default=b"")
    version = Integer(null=False, default=0)
    changed_at = Timestamptz(null=False, default=clock.now)
    brotli = Bytea(null=True, default=None)
    zstd = Bytea(null=True, default=None)
    gzip = Bytea(null=True, default=None)


class Webhook(Table, tablename="webhook"):
    """This address is told of each edition, and signed for with the `secret` that only its owners know.

    With an `organisation` it is told only what changes for that one's sessions.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=True, on_delete=OnDelete.cascade)
    address = Text(null=False)
    secret = Text(null=False)
    added_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    added_at = Timestamptz(null=False, default=clock.now)


class WebhookDelivery(Table, tablename="webhook_delivery"):
    """A message owed to a webhook, written in the transaction that publishes the edition; without one it is a try.

    How it `ended`: arrived, given up, or empty while it is still to be sent at `due_at`. `trouble` says in words why
    the last attempt failed.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    webhook = ForeignKey(Webhook, null=False, on_delete=OnDelete.cascade)
    edition = ForeignKey(Edition, null=True, on_delete=OnDelete.cascade)
    body = Text(null=False)
    created_at = Timestamptz(null=False, default=clock.now)
    due_at = Timestamptz(null=False, default=clock.now)
    attempts = Integer(null=False, default=0)
    trouble = Text(null=False)
    ended_at = Timestamptz(null=True, default=None)
    ended = Text(null=False)


class EasyText(Table, tablename="easy_text"):
    """What organisers wrote in Easy Read about a session, or about a page: the `programme`, or `access`.

    `lines` is JSON: pairs of a key of `PICTURES` (or an empty text) and a short sentence.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    session = ForeignKey(Session, null=True, on_delete=OnDelete.cascade)
    about = Text(null=False, default="session")
    lines = Text(null=False)
    written_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    written_at = Timestamptz(null=False, default=clock.now)
