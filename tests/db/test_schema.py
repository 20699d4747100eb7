"""Migrations, and the differences between a database and the Table classes."""

import sys
from pathlib import Path
from typing import Any

import pytest

from eventapp import db, schema
from eventapp.piccolo_app import APP_CONFIG
from eventapp.piccolo_migrations import statements
from tests.db.cupboard import TABLES, Cup, Shelf

MIGRATION = '''
from eventapp.piccolo_app import APP_CONFIG
from eventapp.piccolo_migrations import sql_migration

ID = "{id}"
SQL = """{sql}"""


async def forwards():
    return sql_migration(ID, "a test", SQL)
'''


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of the program's migrations."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    monkeypatch.setattr(APP_CONFIG, "migrations_folder_path", folder)
    monkeypatch.setattr(APP_CONFIG, "table_classes", [Shelf, Cup])
    return folder


def write_migration(folder: Path, id_: str, sql: str) -> None:
    # Piccolo imports the file by its name, once in the life of a process.
    (folder / f"{folder.parent.name.replace('-', '_')}_{id_}.py").write_text(MIGRATION.format(id=id_, sql=sql))


def forget_migration(folder: Path, id_: str) -> None:
    next(folder.glob(f"*_{id_}.py")).unlink()


# --- migrations ------------------------------------------------------------------------------------------------------


async def test_migrating_an_empty_database_makes_every_table(empty: Any) -> None:
    before = await schema.pending()

    ran = await schema.migrate()

    assert ran == before != []
    assert await schema.pending() == []
    assert await schema.drift() == []


async def test_migrating_again_does_nothing(empty: Any) -> None:
    await schema.migrate()

    assert await schema.migrate() == []


async def test_migrations_run_in_the_order_of_their_ids(empty: Any, migrations: Path) -> None:
    write_migration(migrations, "2", "ALTER TABLE shelf ADD COLUMN height INTEGER; INSERT INTO shelf VALUES (1, 30);")
    write_migration(migrations, "1", "CREATE TABLE shelf (id INTEGER PRIMARY KEY);")

    ran = await schema.migrate()

    assert ran == ["1", "2"]
    assert await Shelf.select() == [{"id": 1, "height": 30}]


async def test_when_one_migration_fails_none_is_kept(empty: Any, migrations: Path) -> None:
    write_migration(migrations, "1", "CREATE TABLE shelf (id INTEGER PRIMARY KEY);")
    write_migration(migrations, "2", "CREATE TABLE cup (id INTEGER PRIMARY KEY); NONSENSE;")

    with pytest.raises(Exception, match="syntax error"):
        await schema.migrate()

    assert await schema.pending() == ["1", "2"]
    assert await schema.drift() == ["cup: the database lacks this table", "shelf: the database lacks this table"]


async def test_migrating_prints_nothing_and_leaves_the_import_path_alone(
    empty: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = list(sys.path)

    await schema.migrate()

    assert capsys.readouterr().out == ""
    assert sys.path == before


async def test_migrating_works_with_an_open_pool(empty: Any) -> None:
    await db.start()

    await schema.migrate()

    assert await schema.drift() == []


# --- statements ------------------------------------------------------------------------------------------------------


def test_statements_end_at_their_semicolons_only() -> None:
    sql = """
    -- it's the first; really
    CREATE TABLE a (b TEXT DEFAULT 'x;y''z', "c;d" TEXT);
    /* a comment; over
       lines */
    CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; DELETE FROM a; END;
    DROP TABLE a;
    -- the end
    """

    found = [statement.splitlines()[-1].strip() for statement in statements(sql)]

    assert found == [
        """CREATE TABLE a (b TEXT DEFAULT 'x;y''z', "c;d" TEXT);""",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; DELETE FROM a; END;",
        "DROP TABLE a;",
    ]


@pytest.mark.parametrize("sql", ["DROP TABLE a", "DROP TABLE a; DROP TABLE b", "INSERT INTO a VALUES ('x;"])
def test_a_statement_that_does_not_end_is_refused(sql: str) -> None:
    with pytest.raises(ValueError, match="without its semicolon"):
        list(statements(sql))


# --- differences -----------------------------------------------------------------------------------------------------

SHELF, CUP, LABELS = TABLES


async def drift_of(engine: Any, *ddl: str) -> list[str]:
    for statement in ddl:
        await engine.run_ddl(statement)
    return await schema.drift()


async def test_a_database_as_the_tables_say_has_no_differences(empty: Any, migrations: Path) -> None:
    assert await drift_of(empty, SHELF, CUP, LABELS) == []


async def test_a_column_too_many_is_found(empty: Any, migrations: Path) -> None:
    assert await drift_of(empty, SHELF, CUP, "ALTER TABLE cup ADD COLUMN colour VARCHAR(12)") == [
        "cup.colour: only the database has this column (varchar(12) null)"
    ]


async def test_a_missing_column_is_found(empty: Any, migrations: Path) -> None:
    assert await drift_of(empty, "CREATE TABLE shelf (id INTEGER PRIMARY KEY NOT NULL)", CUP) == [
        "shelf.height: the database lacks this column (integer not null)"
    ]


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (
            ("label TEXT", "label VARCHAR(20)"),
            "cup.label: the database has varchar(20) not null; the program wants text not null",
        ),
        (
            ("label TEXT NOT NULL", "label TEXT"),
            "cup.label: the database has text null; the program wants text not null",
        ),
        (
            ("id INTEGER PRIMARY KEY NOT NULL", "id INTEGER NOT NULL"),
            "cup.id: the database has integer not null; the program wants integer not null primary key",
        ),
        (
            ("ON DELETE RESTRICT", "ON DELETE CASCADE"),
            (
                "cup.shelf: the database has integer null, references shelf (id) on delete cascade; "
                "the program wants integer null, references shelf (id) on delete restrict"
            ),
        ),
        (
            ("ON DELETE RESTRICT", ""),
            (
                "cup.shelf: the database has integer null, references shelf (id) on delete no action; "
                "the program wants integer null, references shelf (id) on delete restrict"
            ),
        ),
        (
            ("REFERENCES shelf (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED", ""),
            (
                "cup.shelf: the database has integer null; "
                "the program wants integer null, references shelf (id) on delete restrict"
            ),
        ),
    ],
    ids=["type", "null", "primary key", "on delete", "no on delete", "no foreign key"],
)
async def test_a_column_that_differs_is_found(
    empty: Any, migrations: Path, change: tuple[str, str], difference: str
) -> None:
    assert change[0] in CUP

    assert await drift_of(empty, SHELF, CUP.replace(*change)) == [difference]


async def test_tables_that_one_side_lacks_are_found(empty: Any, migrations: Path) -> None:
    assert await drift_of(empty, SHELF, "CREATE TABLE jug (id INTEGER PRIMARY KEY)") == [
        "cup: the database lacks this table",
        "jug: only the database has this table",
    ]


async def test_a_database_that_is_newer_than_the_program_is_found(empty: Any, migrations: Path) -> None:
    write_migration(migrations, "1", f"{SHELF}; {CUP};")
    write_migration(migrations, "2", "UPDATE shelf SET height = 1;")
    await schema.migrate()
    forget_migration(migrations, "2")

    assert await schema.drift() == ["the database is newer than the program: migration 2 is unknown here"]


def test_tables_come_before_those_that_they_refer_to() -> None:
    tables = schema.tables_children_first()

    places = {table: place for place, table in enumerate(tables)}
    wrong = [
        (table, key)
        for table in tables
        for key in table._meta.foreign_key_columns
        if places[table] > places[key._foreign_key_meta.resolved_references]
    ]
    assert sorted(map(str, tables)) == sorted(map(str, APP_CONFIG.table_classes))
    assert wrong == []
