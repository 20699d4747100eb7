"""Who did what to what."""

from typing import Any

from piccolo.columns import LazyTableReference, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.ids import new_id


class LogEntry(Table, tablename="log_entry"):
    """Somebody did something that others may ask about. `who` and `what` are words, so that they outlive rows."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event: ForeignKey[Any] = ForeignKey(
        LazyTableReference("Event", module_path="eventapp.event.tables"), null=True, on_delete=OnDelete.cascade
    )
    person: ForeignKey[Any] = ForeignKey(
        LazyTableReference("Person", module_path="eventapp.people.tables"), null=True, on_delete=OnDelete.set_null
    )
    who = Text(null=False)
    did = Text(null=False)
    what = Text(null=False)
    at = Timestamptz(null=False, default=clock.now)
