"""What organisers write in Easy Read."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T07:60:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What organisers write in Easy Read"

SQL = """
CREATE TABLE easy_text (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    session VARCHAR(12) REFERENCES session (id) ON DELETE CASCADE,
    about TEXT NOT NULL CHECK (about IN ('session', 'programme', 'access')),
    lines TEXT NOT NULL,
    written_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    written_at TIMESTAMPTZ NOT NULL,
    CHECK ((about = 'session') = (session IS NOT NULL))
);
CREATE UNIQUE INDEX easy_text_session ON easy_text (session) WHERE session IS NOT NULL;
CREATE UNIQUE INDEX easy_text_page ON easy_text (event, about) WHERE session IS NULL;
CREATE INDEX easy_text_event ON easy_text (event);
CREATE INDEX easy_text_written_by ON easy_text (written_by);
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
