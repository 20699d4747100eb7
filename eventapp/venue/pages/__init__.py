"""For organisers: the rooms of the venue, and when they can be used."""

from eventapp.venue.pages import calendars, days, room_times, rooms

handlers = [
    *days.handlers,
    *rooms.handlers,
    *room_times.handlers,
    *calendars.handlers,
]
