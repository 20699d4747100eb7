"""What people do with places, and what organisers decide about them."""

from eventapp.booking.actions.booking import (
    book_over_limit,
    book_places,
    cancel_booking,
    change_places,
    forget_attendee,
    swap_booking,
    take_swap,
)
from eventapp.booking.actions.rules import (
    Decided,
    free_held_places,
    rules_of_event,
    rules_of_session,
    set_booking_rules,
    set_session_rules,
)
from eventapp.booking.actions.serving import serve_lists

__all__ = [
    "Decided",
    "book_over_limit",
    "book_places",
    "cancel_booking",
    "change_places",
    "forget_attendee",
    "free_held_places",
    "rules_of_event",
    "rules_of_session",
    "serve_lists",
    "set_booking_rules",
    "set_session_rules",
    "swap_booking",
    "take_swap",
]
