"""A vote's rules as data, stars, abstentions, ballots on paper, and the whole result."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T00:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A vote's rules, stars, abstentions, ballots on paper, and the whole result"

SQL = """
ALTER TABLE voting_round ADD COLUMN weighting TEXT NOT NULL DEFAULT 'organisation'
    CHECK (weighting IN ('organisation', 'person', 'square root'));
ALTER TABLE voting_round ADD COLUMN supporters_elsewhere INTEGER NOT NULL DEFAULT 0
    CHECK (supporters_elsewhere BETWEEN 0 AND 100);
ALTER TABLE voting_round ADD COLUMN stars INTEGER NOT NULL DEFAULT 0 CHECK (stars BETWEEN 0 AND 3);
ALTER TABLE voting_round ADD COLUMN first_closing TIMESTAMPTZ;
ALTER TABLE voting_round ADD COLUMN abstained INTEGER CHECK (abstained >= 0);
ALTER TABLE voting_round ADD COLUMN group_weights TEXT NOT NULL DEFAULT '';
ALTER TABLE voting_round ADD COLUMN counting_percent INTEGER NOT NULL DEFAULT 0
    CHECK (counting_percent BETWEEN 0 AND 100);
ALTER TABLE voting_round ADD COLUMN result TEXT NOT NULL DEFAULT '';

CREATE TABLE kind_cap (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    round VARCHAR(12) NOT NULL REFERENCES voting_round (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind <> ''),
    minutes INTEGER NOT NULL CHECK (minutes >= 0)
);
CREATE UNIQUE INDEX kind_cap_once ON kind_cap (round, kind);

CREATE TABLE exclusion (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    round VARCHAR(12) NOT NULL REFERENCES voting_round (id) ON DELETE CASCADE,
    one VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    other VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    CHECK (one < other)
);
CREATE UNIQUE INDEX exclusion_once ON exclusion (round, one, other);
CREATE INDEX exclusion_one ON exclusion (one);
CREATE INDEX exclusion_other ON exclusion (other);

ALTER TABLE candidate ADD COLUMN enough_elsewhere BOOLEAN;
ALTER TABLE candidate ADD COLUMN offer TEXT NOT NULL DEFAULT ''
    CHECK (offer IN ('', 'stall', 'drop-in', 'next year'));

ALTER TABLE ballot ADD COLUMN abstains BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE ballot_mark ADD COLUMN star BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE paper_voter (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    round VARCHAR(12) NOT NULL REFERENCES voting_round (id) ON DELETE CASCADE,
    organisation VARCHAR(12) NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    person VARCHAR(12) REFERENCES person (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> '')
);
CREATE UNIQUE INDEX paper_voter_once ON paper_voter (round, person) WHERE person IS NOT NULL;
CREATE INDEX paper_voter_organisation ON paper_voter (organisation);
CREATE INDEX paper_voter_person ON paper_voter (person);

CREATE TABLE paper_ballot (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    round VARCHAR(12) NOT NULL REFERENCES voting_round (id) ON DELETE CASCADE,
    organisation VARCHAR(12) NOT NULL REFERENCES organisation (id) ON DELETE CASCADE
);
CREATE INDEX paper_ballot_round ON paper_ballot (round);
CREATE INDEX paper_ballot_organisation ON paper_ballot (organisation);
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
