"""What organisers do with the timetable."""

from eventapp.timetable.actions.sessions import (
    Stale,
    Wish,
    add_break,
    cancel_session,
    change_session,
    make_sessions,
    move_session,
    new_uid,
    place_session,
    plan_session,
    remove_break,
    restore_session,
    state_of,
    unplace_session,
)

__all__ = [
    "Stale",
    "Wish",
    "add_break",
    "cancel_session",
    "change_session",
    "make_sessions",
    "move_session",
    "new_uid",
    "place_session",
    "plan_session",
    "remove_break",
    "restore_session",
    "state_of",
    "unplace_session",
]
