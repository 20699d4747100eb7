"""A candidate's kind stays as it was when voting opened."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T01:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A candidate's kind stays as it was when voting opened"

SQL = """
ALTER TABLE candidate ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE candidate SET kind = (SELECT kind FROM proposal WHERE proposal.id = candidate.proposal);
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
