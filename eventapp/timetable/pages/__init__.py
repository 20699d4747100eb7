"""The timetable's pages."""

from eventapp.timetable.pages import (
    breaks,
    changes,
    fit,
    numbers,
    placing,
    plans,
    rules,
    session,
    timetable,
    workers,
)

handlers = [
    *timetable.handlers,
    *changes.handlers,
    *numbers.handlers,
    *rules.handlers,
    *workers.handlers,
    *breaks.handlers,
    *plans.handlers,
    *fit.handlers,
    *session.handlers,
    *placing.handlers,
]
