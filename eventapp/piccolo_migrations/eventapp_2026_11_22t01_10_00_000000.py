"""Whose turn it is to count a vote, and that a count broke off."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T01:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Whose turn it is to count a vote, and that a count broke off"

SQL = """
ALTER TABLE voting_round ADD COLUMN counting_turn TEXT NOT NULL DEFAULT '';
ALTER TABLE voting_round ADD COLUMN counting_until TIMESTAMPTZ;
ALTER TABLE voting_round ADD COLUMN counting_stopped_at TIMESTAMPTZ;
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
