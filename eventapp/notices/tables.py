"""Messages owed to somebody, and which process delivers them."""

from typing import Any

from piccolo.columns import Integer, LazyTableReference, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.ids import new_id


class Notice(Table, tablename="notice"):
    """A message owed to somebody by email, written in the transaction of the fact that it tells.

    `about`, where given, names the fact; a second notice about the same fact to the same address is not stored.
    `calendar` holds what goes with it for calendars: iCalendar objects one after the other, each with its METHOD.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event: ForeignKey[Any] = ForeignKey(
        LazyTableReference("Event", module_path="eventapp.event.tables"), null=True, on_delete=OnDelete.cascade
    )
    attendee: ForeignKey[Any] = ForeignKey(
        LazyTableReference("Attendee", module_path="eventapp.booking.tables"), null=True, on_delete=OnDelete.cascade
    )
    kind = Text(null=False)
    about = Text(null=True, default=None)
    email = Text(null=False)
    subject = Text(null=False)
    body = Text(null=False)
    calendar = Text(null=False)
    created_at = Timestamptz(null=False, default=clock.now)
    due_at = Timestamptz(null=False, default=clock.now)
    sent_at = Timestamptz(null=True, default=None)
    attempts = Integer(null=False, default=0)
    trouble = Text(null=False)


class DeliveryTurn(Table, tablename="delivery_turn"):
    """The one row of this table names the process that delivers, and until when it may."""

    id = Varchar(length=12, primary_key=True, default="")
    holder = Text(null=False)
    until = Timestamptz(null=False, default=clock.now)
