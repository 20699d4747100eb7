"""What organisers do with the venue: its rooms, its hours, and its calendars."""

from eventapp.venue.actions.calendars import add_calendar, add_file, read_again, remove_calendar
from eventapp.venue.actions.copying import event_like
from eventapp.venue.actions.rooms import WrongParts, add_room, change_room, move_room, remove_room
from eventapp.venue.actions.times import block, set_day_hours, set_room_hours, unblock

__all__ = [
    "WrongParts",
    "add_calendar",
    "add_file",
    "add_room",
    "block",
    "change_room",
    "event_like",
    "move_room",
    "read_again",
    "remove_calendar",
    "remove_room",
    "set_day_hours",
    "set_room_hours",
    "unblock",
]
