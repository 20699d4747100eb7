"""The venue in full, the rules of the timetable, access workers, undo, and plans."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T03:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The venue in full, the rules of the timetable, access workers, undo, and plans"

SQL = """
ALTER TABLE room ADD COLUMN sessions_at_once INTEGER NOT NULL DEFAULT 1 CHECK (sessions_at_once BETWEEN 1 AND 100);

CREATE TABLE room_setup (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    room VARCHAR(12) NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    setup TEXT NOT NULL CHECK (setup IN ('rows', 'circle', 'tables', 'clear')),
    capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 100000)
);
CREATE UNIQUE INDEX room_setup_once ON room_setup (room, setup);

CREATE TABLE room_part (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    room VARCHAR(12) NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    part VARCHAR(12) NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    CHECK (room <> part)
);
CREATE UNIQUE INDEX room_part_once ON room_part (room, part);
CREATE INDEX room_part_part ON room_part (part);

CREATE TABLE day_hours (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    day DATE NOT NULL,
    opens_at TIME NOT NULL,
    closes_at TIME NOT NULL
);
CREATE UNIQUE INDEX day_hours_once ON day_hours (event, day);

CREATE TABLE room_hours (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    room VARCHAR(12) NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    day DATE NOT NULL,
    opens_at TIME NOT NULL,
    closes_at TIME NOT NULL
);
CREATE UNIQUE INDEX room_hours_once ON room_hours (room, day);

CREATE TABLE venue_calendar (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    room VARCHAR(12) NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    file_name TEXT NOT NULL,
    etag TEXT NOT NULL,
    read_at TIMESTAMPTZ,
    tried_at TIMESTAMPTZ,
    problem TEXT NOT NULL,
    CHECK (address <> '' OR file_name <> '')
);
CREATE INDEX venue_calendar_room ON venue_calendar (room);

CREATE TABLE blocked_time (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    room VARCHAR(12) NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    calendar VARCHAR(12) REFERENCES venue_calendar (id) ON DELETE CASCADE,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    why TEXT NOT NULL,
    CHECK (starts_at < ends_at)
);
CREATE INDEX blocked_time_room ON blocked_time (room, starts_at);
CREATE INDEX blocked_time_calendar ON blocked_time (calendar);

CREATE TABLE timetable_rules (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    grid_minutes INTEGER NOT NULL CHECK (grid_minutes IN (5, 15)),
    changeover_minutes INTEGER NOT NULL CHECK (changeover_minutes BETWEEN 0 AND 240),
    rest_minutes INTEGER NOT NULL CHECK (rest_minutes BETWEEN 0 AND 240)
);
CREATE UNIQUE INDEX timetable_rules_once ON timetable_rules (event);

ALTER TABLE session ADD COLUMN setup TEXT NOT NULL DEFAULT ''
    CHECK (setup IN ('', 'rows', 'circle', 'tables', 'clear'));

CREATE TABLE access_worker (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    work TEXT NOT NULL CHECK (work IN ('signing', 'captions', 'language', 'support', 'other'))
);
CREATE UNIQUE INDEX access_worker_name ON access_worker (event, lower(name));

CREATE TABLE access_work (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    session VARCHAR(12) NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    worker VARCHAR(12) NOT NULL REFERENCES access_worker (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX access_work_once ON access_work (session, worker);
CREATE INDEX access_work_worker ON access_work (worker);

CREATE TABLE timetable_change (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    person VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    made_at TIMESTAMPTZ NOT NULL,
    did TEXT NOT NULL CHECK (did <> ''),
    what TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    undone_at TIMESTAMPTZ,
    forgotten BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX timetable_change_number ON timetable_change (event, number);
CREATE INDEX timetable_change_person ON timetable_change (person);

CREATE TABLE plan (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('draft', 'repair', 'blocks', 'why', 'fit')),
    round VARCHAR(12) REFERENCES voting_round (id) ON DELETE CASCADE,
    asked_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds BETWEEN 1 AND 3600),
    seed INTEGER NOT NULL,
    version TEXT NOT NULL,
    weights TEXT NOT NULL,
    question TEXT NOT NULL,
    question_hash TEXT NOT NULL,
    turn TEXT NOT NULL,
    turn_until TIMESTAMPTZ,
    stop_asked_at TIMESTAMPTZ,
    progress TEXT NOT NULL,
    best TEXT NOT NULL,
    found TEXT NOT NULL,
    ended_at TIMESTAMPTZ,
    ended TEXT NOT NULL CHECK (ended IN ('', 'done', 'stopped', 'killed', 'replaced', 'failed')),
    taken_at TIMESTAMPTZ,
    CHECK ((ended = '') = (ended_at IS NULL))
);
CREATE INDEX plan_event ON plan (event, asked_at);
CREATE UNIQUE INDEX plan_one_at_once ON plan (event) WHERE ended_at IS NULL;
CREATE INDEX plan_asked_by ON plan (asked_by);
CREATE INDEX plan_round ON plan (round);
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
