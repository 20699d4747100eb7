"""The columns that differ from Piccolo's."""

from typing import Any

from eventapp.booking.tables import Booking
from eventapp.db.columns import ForeignKey
from eventapp.log.tables import LogEntry
from eventapp.schema import tables_children_first


def test_every_foreign_key_is_the_quick_one() -> None:
    keys = [key for table in tables_children_first() for key in table._meta.foreign_key_columns]

    slow = [str(key) for key in keys if not isinstance(key, ForeignKey)]

    assert (len(keys) > 0, slow) == (True, [])


def test_columns_of_other_tables_are_named_through_foreign_keys_also_of_tables_that_are_known_later() -> None:
    far: Any = Booking.session
    later: Any = LogEntry.event

    found = [
        (*(key._meta.name for key in one._meta.call_chain), one._meta.name) for one in (far.event.slug, later.slug)
    ]

    assert found == [("session", "event", "slug"), ("event", "slug")]
