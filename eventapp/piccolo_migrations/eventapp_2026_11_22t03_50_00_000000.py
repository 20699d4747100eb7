"""Feeds by room, kind and organisation; published bytes are stored compressed; numbers for other programs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T03:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "Feeds by room, kind and organisation; compressed pages; sessions are numbered and say where they moved from"
)

SQL = """
ALTER TABLE published_session ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE published_session ADD COLUMN moved_from TIMESTAMPTZ;
ALTER TABLE published_session ADD COLUMN moved_at TIMESTAMPTZ;
UPDATE published_session SET number = (
    SELECT COUNT(*) FROM published_session AS earlier
    WHERE earlier.event = published_session.event
    AND (earlier.created_at < published_session.created_at
        OR (earlier.created_at = published_session.created_at AND earlier.id <= published_session.id))
);
CREATE UNIQUE INDEX published_session_number ON published_session (event, number) WHERE number > 0;

ALTER TABLE published_page ADD COLUMN brotli BYTEA;
ALTER TABLE published_page ADD COLUMN zstd BYTEA;
ALTER TABLE published_page ADD COLUMN gzip BYTEA;

CREATE TABLE feed_name (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    about TEXT NOT NULL CHECK (about IN ('room', 'kind', 'organisation')),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL CHECK (slug <> '')
);
CREATE UNIQUE INDEX feed_name_key ON feed_name (event, about, key);
CREATE UNIQUE INDEX feed_name_slug ON feed_name (event, about, slug);
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
