"""Bookings have rules: windows, groups, held places, slots; supporters, swaps, arrivals, reminders, calendar parts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Rules of booking, supporters, held places, slots, swaps, arrivals, reminders, needs that are arranged"

SQL = """
CREATE TABLE booking_rules (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    opens_at TIMESTAMPTZ,
    closes_at TIMESTAMPTZ,
    most_sessions INTEGER CHECK (most_sessions >= 1)
);
CREATE UNIQUE INDEX booking_rules_event ON booking_rules (event);

CREATE TABLE session_rules (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    session VARCHAR(12) NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    most_together INTEGER NOT NULL CHECK (most_together BETWEEN 1 AND 20),
    opens_at TIMESTAMPTZ,
    closes_at TIMESTAMPTZ,
    bookings_stopped BOOLEAN NOT NULL,
    promotion_paused BOOLEAN NOT NULL,
    held_wheelchair INTEGER NOT NULL CHECK (held_wheelchair >= 0),
    held_interpreter INTEGER NOT NULL CHECK (held_interpreter >= 0),
    held_supporter INTEGER NOT NULL CHECK (held_supporter >= 0),
    held_until TIMESTAMPTZ,
    freed_at TIMESTAMPTZ,
    slot_minutes INTEGER CHECK (slot_minutes >= 5)
);
CREATE UNIQUE INDEX session_rules_session ON session_rules (session);
CREATE INDEX session_rules_held ON session_rules (held_until) WHERE freed_at IS NULL;

ALTER TABLE attendee ADD COLUMN reminders BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE attendee ADD COLUMN feed_number INTEGER NOT NULL DEFAULT 1 CHECK (feed_number >= 1);
ALTER TABLE attendee ADD COLUMN walked_in BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE booking ADD COLUMN supporters INTEGER NOT NULL DEFAULT 0 CHECK (supporters >= 0 AND supporters < places);
ALTER TABLE booking ADD COLUMN held_for TEXT NOT NULL DEFAULT '' CHECK (held_for IN ('', 'wheelchair', 'interpreter'));
ALTER TABLE booking ADD COLUMN slot_start INTEGER CHECK (slot_start >= 0);
ALTER TABLE booking ADD COLUMN slot_minutes INTEGER CHECK (slot_minutes >= 5);
ALTER TABLE booking ADD COLUMN over_limit_reason TEXT;
ALTER TABLE booking ADD COLUMN over_limit_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL;
ALTER TABLE booking ADD COLUMN swap_offered_at TIMESTAMPTZ;
-- The net below the rules, as for places: nobody else is booked in a slot that is taken.
CREATE UNIQUE INDEX booking_slot ON booking (session, slot_start) WHERE state = 'booked' AND over_limit_reason IS NULL;

CREATE TABLE reminder (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    day DATE NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('day-before', 'morning')),
    due_at TIMESTAMPTZ NOT NULL,
    handed_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX reminder_once ON reminder (event, day, kind);
CREATE INDEX reminder_due ON reminder (due_at) WHERE handed_at IS NULL;

CREATE TABLE arrival (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    attendee VARCHAR(12) NOT NULL REFERENCES attendee (id) ON DELETE CASCADE,
    arrived_at TIMESTAMPTZ NOT NULL,
    noted_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    sheet TEXT
);
CREATE UNIQUE INDEX arrival_once ON arrival (attendee);

ALTER TABLE access_need ADD COLUMN state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'arranged', 'cannot'));
ALTER TABLE access_need ADD COLUMN state_changed_at TIMESTAMPTZ;
ALTER TABLE access_need ADD COLUMN state_changed_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL;
ALTER TABLE access_need ADD COLUMN told_at TIMESTAMPTZ;

ALTER TABLE organiser ADD COLUMN access_lead BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE notice ADD COLUMN calendar TEXT NOT NULL DEFAULT '';
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
