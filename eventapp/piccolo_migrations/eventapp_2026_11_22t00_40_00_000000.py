"""What a workshop leads to, its photos, and surveys by name."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T00:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What a workshop leads to, its photos, and surveys by name"

SQL = """
ALTER TABLE planning_workshop ADD COLUMN agenda TEXT NOT NULL DEFAULT '';
ALTER TABLE planning_workshop ADD COLUMN decisions TEXT NOT NULL DEFAULT '';
ALTER TABLE planning_workshop ADD COLUMN agreed TEXT NOT NULL DEFAULT '';

CREATE TABLE workshop_photo (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    workshop VARCHAR(12) NOT NULL REFERENCES planning_workshop (id) ON DELETE CASCADE,
    words TEXT NOT NULL CHECK (words <> ''),
    image BYTEA NOT NULL,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    added_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX workshop_photo_workshop ON workshop_photo (workshop, created_at);

CREATE TABLE survey (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (title <> ''),
    asked_on DATE NOT NULL,
    answered INTEGER CHECK (answered >= 0),
    added_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX survey_once ON survey (event, lower(title));

ALTER TABLE survey_theme ADD COLUMN survey VARCHAR(12) REFERENCES survey (id) ON DELETE CASCADE;
ALTER TABLE survey_theme ADD COLUMN question TEXT NOT NULL DEFAULT '';
ALTER TABLE survey_theme ADD COLUMN at_least BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX survey_theme_once;
CREATE UNIQUE INDEX survey_theme_once
    ON survey_theme (event, coalesce(survey, ''), lower(question), lower(theme), lower(answer_group));
CREATE INDEX survey_theme_survey ON survey_theme (survey);
UPDATE survey_theme SET people = 0 WHERE people < 5;
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
