"""What people do with places, and what organisers decide about them."""

from eventapp.booking.actions.booking import (
    book_over_limit,
    book_places,
    cancel_booking,
    change_places,
    forget_attendee,
    serve_list,
    swap_booking,
    take_swap,
)

__all__ = [
    "book_over_limit",
    "book_places",
    "cancel_booking",
    "change_places",
    "forget_attendee",
    "serve_list",
    "swap_booking",
    "take_swap",
]
