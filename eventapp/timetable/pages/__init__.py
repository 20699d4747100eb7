"""The timetable's pages."""

from eventapp.timetable.pages import session

handlers = [*session.handlers]
