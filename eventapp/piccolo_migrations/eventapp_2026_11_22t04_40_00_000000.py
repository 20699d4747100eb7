"""Editions are published at a set time, and keep which warnings organisers accepted."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T04:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Editions are published at a set time, and keep which warnings organisers accepted"

SQL = """
CREATE TABLE accepted_warning (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    edition VARCHAR(12) NOT NULL REFERENCES edition (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    accepted_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX accepted_warning_once ON accepted_warning (edition, words);
CREATE INDEX accepted_warning_accepted_by ON accepted_warning (accepted_by);

CREATE TABLE due_edition (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    due_at TIMESTAMPTZ NOT NULL,
    note TEXT NOT NULL,
    accepted TEXT NOT NULL,
    asked_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    ended TEXT NOT NULL CHECK (ended IN ('', 'published', 'nothing new', 'refused', 'called off')),
    why TEXT NOT NULL
);
CREATE UNIQUE INDEX due_edition_one ON due_edition (event) WHERE ended_at IS NULL;
CREATE INDEX due_edition_event ON due_edition (event);
CREATE INDEX due_edition_asked_by ON due_edition (asked_by);
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
