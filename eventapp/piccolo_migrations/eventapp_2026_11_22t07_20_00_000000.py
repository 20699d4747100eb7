"""Partners' websites are told when an edition is published."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-22T07:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Partners' websites are told when an edition is published"

SQL = """
CREATE TABLE webhook (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    organisation VARCHAR(12) REFERENCES organisation (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    secret TEXT NOT NULL,
    added_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    added_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX webhook_event ON webhook (event);
CREATE INDEX webhook_organisation ON webhook (organisation);
CREATE INDEX webhook_added_by ON webhook (added_by);

CREATE TABLE webhook_delivery (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    webhook VARCHAR(12) NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    edition VARCHAR(12) REFERENCES edition (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    trouble TEXT NOT NULL,
    ended_at TIMESTAMPTZ,
    ended TEXT NOT NULL CHECK (ended IN ('', 'arrived', 'given up')),
    CHECK ((ended = '') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (webhook, edition) WHERE edition IS NOT NULL;
CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook);
CREATE INDEX webhook_delivery_edition ON webhook_delivery (edition);
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE ended_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
