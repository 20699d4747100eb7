"""What is shown of booking: to people who come, and to organisers."""

from eventapp.booking.pages import (
    booking,
    booking_for,
    desk,
    lists,
    my_day,
    needs,
    own_bookings,
    own_calendar,
    own_details,
    rules,
)

handlers = [
    *booking.handlers,
    *my_day.handlers,
    *own_bookings.handlers,
    *own_calendar.handlers,
    *own_details.handlers,
    *desk.handlers,
    *lists.handlers,
    *needs.handlers,
    *booking_for.handlers,
    *rules.handlers,
]
