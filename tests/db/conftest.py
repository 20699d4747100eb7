"""An engine and two small tables of its own for each test of the database, of the kind that the run uses."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from piccolo.table import Table

from tests.db.cupboard import TABLES, Cup, Shelf

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def url(new_database: str) -> str:
    """An empty database that nothing else uses."""
    return new_database


@pytest.fixture
async def empty(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """The engine of an empty database, in the place of the program's own. Its pool is not open."""
    from piccolo.apps.migrations.tables import Migration

    from eventapp import db, piccolo_conf, schema

    engine = db.engine_for(url)
    monkeypatch.setattr(db, "engine", lambda: engine)
    monkeypatch.setattr(piccolo_conf, "DB", engine)
    # All tables: one that is asked about for the first time here would keep this engine for ever.
    tables: list[type[Table]] = [Shelf, Cup, Migration, *schema.tables_children_first()]
    for table in tables:
        monkeypatch.setattr(table._meta, "_db", engine)
    yield engine
    await db.stop()


@pytest.fixture
async def cupboard(empty: Any) -> Any:
    """An engine with its pool open, for a database with the tables Shelf and Cup."""
    from eventapp import db

    for statement in TABLES:
        await empty.run_ddl(statement)
    await db.start()
    return empty


@pytest.fixture
def python(url: str, tmp_path: Path) -> Callable[[str], "subprocess.Popen[str]"]:
    """Starts a program in a process of its own, with the settings naming the database at `url`."""
    environment = {**os.environ, "EVENTAPP_DATABASE_URL": url, "EVENTAPP_DATA_DIR": str(tmp_path / "data")}

    def start(program: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    return start
