"""Making what was deleted unreadable: whoever looks after the server learns when it did not work."""

import logging
from typing import Any, cast

import pytest

from eventapp.db import erasure
from eventapp.db.postgres import SafePostgresEngine
from eventapp.db.sqlite import PooledSQLiteEngine


class InUse:
    """A database that somebody never stops reading."""

    def __init__(self, engine_type: str) -> None:
        self.engine_type = engine_type

    async def run_ddl(self, _sql: str) -> list[dict[str, Any]]:
        return [{"busy": 1, "seen": True, "xid": 1}]


@pytest.mark.parametrize(
    ("engine_type", "told"),
    [("sqlite", "Somebody kept reading"), ("postgres", "An older transaction kept running")],
)
async def test_giving_up_is_told_in_the_log(
    engine_type: str, told: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(erasure, "TRIES", 2)
    monkeypatch.setattr(erasure, "PAUSE_SECONDS", 0)

    with caplog.at_level(logging.WARNING, "eventapp"):
        await erasure.erase(cast("PooledSQLiteEngine | SafePostgresEngine", InUse(engine_type)), [])

    assert [record.getMessage()[: len(told)] for record in caplog.records] == [told]
