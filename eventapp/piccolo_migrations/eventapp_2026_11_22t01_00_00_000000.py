"""How a vote's room time was worked out, and why its closing time was moved."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "How a vote's room time was worked out, and why its closing time was moved"

SQL = """
ALTER TABLE voting_round ADD COLUMN room_time TEXT NOT NULL DEFAULT '';
ALTER TABLE voting_round ADD COLUMN closing_reason TEXT NOT NULL DEFAULT '';
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
