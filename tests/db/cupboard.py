"""Two tables that the program does not have: every kind of rule that a database can refuse a write by."""

from piccolo.columns import ForeignKey, Integer, Text
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Shelf(Table, tablename="shelf"):
    id = Integer(primary_key=True)
    height = Integer(null=False)


class Cup(Table, tablename="cup"):
    id = Integer(primary_key=True)
    label = Text(null=False)
    # Checked at the end of the transaction, so that a commit can fail.
    shelf = ForeignKey(Shelf, null=True, on_delete=OnDelete.restrict)


TABLES = (
    "CREATE TABLE shelf (id INTEGER PRIMARY KEY NOT NULL, height INTEGER NOT NULL)",
    """
    CREATE TABLE cup (
        id INTEGER PRIMARY KEY NOT NULL,
        label TEXT NOT NULL CHECK (label <> ''),
        shelf INTEGER REFERENCES shelf (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED
    )
    """,
    "CREATE UNIQUE INDEX cup_label ON cup (label)",
)


async def put(number: int, label: str | None = None, shelf: int | None = None) -> None:
    await Cup.insert(Cup(id=number, label=f"cup {number}" if label is None else label, shelf=shelf))


async def cups() -> list[int]:
    """The numbers of the cups that are stored."""
    numbers: list[int] = await Cup.select(Cup.id).order_by(Cup.id).output(as_list=True)
    return numbers
