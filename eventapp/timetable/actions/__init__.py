"""What organisers do with the timetable."""

from eventapp.timetable.actions.changing import change_placements
from eventapp.timetable.actions.placing import (
    Stale,
    Wish,
    move_session,
    place_session,
    plan_session,
    swap_sessions,
    unplace_session,
)
from eventapp.timetable.actions.rules import change_rules
from eventapp.timetable.actions.sessions import (
    add_break,
    add_breaks,
    cancel_session,
    make_sessions,
    new_uid,
    remove_break,
    restore_session,
    uid_of,
)
from eventapp.timetable.actions.undoing import redo, undo
from eventapp.timetable.actions.workers import add_worker, change_worker, remove_worker

__all__ = [
    "Stale",
    "Wish",
    "add_break",
    "add_breaks",
    "add_worker",
    "cancel_session",
    "change_placements",
    "change_rules",
    "change_worker",
    "make_sessions",
    "move_session",
    "new_uid",
    "place_session",
    "plan_session",
    "redo",
    "remove_break",
    "remove_worker",
    "restore_session",
    "swap_sessions",
    "uid_of",
    "undo",
    "unplace_session",
]
