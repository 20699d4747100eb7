"""Who hosts a candidate stays as it was when voting opened, and rules say whether whole votes are published."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A candidate's hosts stay as they were when voting opened; whole votes are published or not"

# A candidate of before has one row for each host, so the ids can be made of both.
SQL = """
CREATE TABLE candidate_organisation (
    id VARCHAR(24) PRIMARY KEY NOT NULL,
    candidate VARCHAR(12) NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    organisation VARCHAR(12) NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX candidate_organisation_once ON candidate_organisation (candidate, organisation);
CREATE INDEX candidate_organisation_organisation ON candidate_organisation (organisation);
INSERT INTO candidate_organisation (id, candidate, organisation)
    SELECT candidate.id || hosting.organisation, candidate.id, hosting.organisation
    FROM candidate JOIN proposal_organisation AS hosting ON hosting.proposal = candidate.proposal;

ALTER TABLE voting_round ADD COLUMN votes_published BOOLEAN NOT NULL DEFAULT TRUE;
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
