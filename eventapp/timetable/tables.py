"""Sessions that are to happen, and where and when in the working timetable."""

from piccolo.columns import Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.event.tables import Event, Room
from eventapp.ids import new_id
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.voting.tables import Round


class Session(Table, tablename="session"):
    """Something that is to happen: a selected proposal, or a break, lunch or opening with a title of its own.

    Words and hosts are the proposal's; length, places and booking are decided here. `uid` names it in calendars
    for ever. `setup` is how its room is set up (a key of `SETUPS`), empty where that does not matter. Of a `sensitive`
    one somebody may not want to be seen reading.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    uid = Text(null=False)
    proposal = ForeignKey(Proposal, null=True, on_delete=OnDelete.restrict)
    title = Text(null=True, default=None)
    minutes = Integer(null=False, default=60)
    places = Integer(null=True, default=None)
    attendance = Text(null=False, default="book")
    setup = Text(null=False)
    sensitive = Boolean(null=False, default=False)
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


class TimetableRules(Table, tablename="timetable_rules"):
    """What organisers decided for every session: starts every `grid_minutes`, time to change over, rests for hosts."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    grid_minutes = Integer(null=False, default=15)
    changeover_minutes = Integer(null=False, default=0)
    rest_minutes = Integer(null=False, default=15)


class AccessWorker(Table, tablename="access_worker"):
    """Somebody who makes sessions accessible, such as an interpreter. `work` is a key of `WORK`."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    name = Text(null=False)
    work = Text(null=False, default="other")


class AccessWork(Table, tablename="access_work"):
    """This access worker is at this session."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    session = ForeignKey(Session, null=False, on_delete=OnDelete.cascade)
    worker = ForeignKey(AccessWorker, null=False, on_delete=OnDelete.cascade)


class TimetableChange(Table, tablename="timetable_change"):
    """One deed in the timetable, kept so that whoever did it can undo and redo it.

    `number` counts the event's deeds. `before` and `after` are JSON of every session that it touched. One that was
    undone and can no longer be redone, since its person did something else, is `forgotten`.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    number = Integer(null=False, default=1)
    person = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    made_at = Timestamptz(null=False, default=clock.now)
    did = Text(null=False)
    what = Text(null=False)
    before = Text(null=False)
    after = Text(null=False)
    undone_at = Timestamptz(null=True, default=None)
    forgotten = Boolean(null=False, default=False)


class Plan(Table, tablename="plan"):
    """One run of the solver for an event, and what it found. Nothing of it is in the timetable until it is taken.

    `question` (JSON) is all that the solver was told; with its `seed`, `weights` and `version` it can be solved again.
    `progress` (JSON) is the picture while it runs, `best` (JSON) the best plan so far, `found` (JSON) what else it
    says: a proof, a reason why not. Whoever holds `turn` solves, until `turn_until` unless they go on. `round` is the
    vote that a plan with the purpose `fit` is about.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    purpose = Text(null=False, default="draft")
    round = ForeignKey(Round, null=True, on_delete=OnDelete.cascade)
    asked_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    asked_at = Timestamptz(null=False, default=clock.now)
    seconds = Integer(null=False, default=20)
    seed = Integer(null=False, default=1)
    version = Text(null=False)
    weights = Text(null=False)
    question = Text(null=False)
    question_hash = Text(null=False)
    turn = Text(null=False)
    turn_until = Timestamptz(null=True, default=None)
    stop_asked_at = Timestamptz(null=True, default=None)
    progress = Text(null=False)
    best = Text(null=False)
    found = Text(null=False)
    ended_at = Timestamptz(null=True, default=None)
    ended = Text(null=False)
    taken_at = Timestamptz(null=True, default=None)
