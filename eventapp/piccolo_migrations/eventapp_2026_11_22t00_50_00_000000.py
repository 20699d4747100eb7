"""Hosting together, suggested words, drafts, what is the same idea, and what the timetable needs to know."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T00:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Hosting together, suggested words, drafts, the same idea, and what the timetable needs"

SQL = """
ALTER TABLE proposal ADD COLUMN on_day DATE;
ALTER TABLE proposal ADD COLUMN earliest TIME;
ALTER TABLE proposal ADD COLUMN latest TIME;
ALTER TABLE proposal ADD COLUMN people_expected INTEGER CHECK (people_expected BETWEEN 1 AND 100000);
ALTER TABLE proposal ADD COLUMN setup_minutes INTEGER NOT NULL DEFAULT 0 CHECK (setup_minutes BETWEEN 0 AND 1440);
ALTER TABLE proposal ADD COLUMN clearing_minutes INTEGER NOT NULL DEFAULT 0
    CHECK (clearing_minutes BETWEEN 0 AND 1440);
ALTER TABLE proposal ADD COLUMN captions BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE cohosting (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    proposal VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    organisation VARCHAR(12) NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    was_asked BOOLEAN NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined', 'taken-back', 'left')),
    asked_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    answered_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    answered_at TIMESTAMPTZ,
    CHECK ((state = 'waiting') = (answered_at IS NULL))
);
CREATE UNIQUE INDEX cohosting_waiting_once ON cohosting (proposal, organisation) WHERE state = 'waiting';
CREATE INDEX cohosting_proposal ON cohosting (proposal);
CREATE INDEX cohosting_organisation ON cohosting (organisation);
CREATE INDEX cohosting_asked_by ON cohosting (asked_by);
CREATE INDEX cohosting_answered_by ON cohosting (answered_by);

CREATE TABLE suggestion (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    proposal VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    title TEXT CHECK (title <> ''),
    what_happens TEXT CHECK (what_happens <> ''),
    content_notes TEXT,
    access_notes TEXT,
    minutes INTEGER CHECK (minutes BETWEEN 1 AND 20160),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'accepted-changed', 'declined', 'taken-back')),
    suggested_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    suggested_at TIMESTAMPTZ NOT NULL,
    answered_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    answered_at TIMESTAMPTZ,
    CHECK ((state = 'waiting') = (answered_at IS NULL))
);
CREATE INDEX suggestion_proposal ON suggestion (proposal, suggested_at);
CREATE INDEX suggestion_suggested_by ON suggestion (suggested_by);
CREATE INDEX suggestion_answered_by ON suggestion (answered_by);

CREATE TABLE host_time (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    host VARCHAR(12) NOT NULL REFERENCES host (id) ON DELETE CASCADE,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    CHECK (ends_at > starts_at)
);
CREATE UNIQUE INDEX host_time_once ON host_time (host, starts_at, ends_at);

CREATE TABLE draft (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    person VARCHAR(12) NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    proposal VARCHAR(12) REFERENCES proposal (id) ON DELETE CASCADE,
    typed TEXT NOT NULL,
    kept_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX draft_of_an_idea_once ON draft (person, event) WHERE proposal IS NULL;
CREATE UNIQUE INDEX draft_of_a_proposal_once ON draft (person, proposal) WHERE proposal IS NOT NULL;
CREATE INDEX draft_event ON draft (event);
CREATE INDEX draft_proposal ON draft (proposal);
CREATE INDEX draft_kept_at ON draft (kept_at);

CREATE TABLE same_idea (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    one VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    other VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    marked_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    marked_at TIMESTAMPTZ NOT NULL,
    CHECK (one < other)
);
CREATE UNIQUE INDEX same_idea_once ON same_idea (one, other);
CREATE INDEX same_idea_other ON same_idea (other);
CREATE INDEX same_idea_marked_by ON same_idea (marked_by);
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
