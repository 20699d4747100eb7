"""Pages of the event are written in sections, whose versions are kept, and have photos."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T07:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Pages of the event are written in sections, whose versions are kept, and have photos"

SQL = """
CREATE TABLE page_text (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    page TEXT NOT NULL,
    section TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    text TEXT NOT NULL,
    written_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    written_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX page_text_version ON page_text (event, page, section, number);
CREATE INDEX page_text_written_by ON page_text (written_by);

CREATE TABLE page_photo (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    page TEXT NOT NULL,
    section TEXT NOT NULL,
    words TEXT NOT NULL CHECK (words <> ''),
    image BYTEA NOT NULL,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    added_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX page_photo_event ON page_photo (event);
CREATE INDEX page_photo_added_by ON page_photo (added_by);

-- What was written as plain text is what a section says now. An id turned round is as random as it was.
INSERT INTO page_text (id, event, page, section, number, text, written_by, written_at)
    SELECT id, id, 'access', 'about', 1, access_text, NULL, created_at FROM event WHERE access_text <> '';
INSERT INTO page_text (id, event, page, section, number, text, written_by, written_at)
    SELECT substr(id, 7) || substr(id, 1, 6), id, 'help', 'day', 1, help_text, NULL, created_at
    FROM event WHERE help_text <> '';
ALTER TABLE event DROP COLUMN access_text;
ALTER TABLE event DROP COLUMN help_text;
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
