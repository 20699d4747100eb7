"""Organisers say of which sessions somebody may not want to be seen reading."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T10:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Organisers say of which sessions somebody may not want to be seen reading"

SQL = """
ALTER TABLE session ADD COLUMN sensitive BOOLEAN NOT NULL DEFAULT FALSE;
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
