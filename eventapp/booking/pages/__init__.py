"""What is shown of booking: to people who come, and to organisers."""

from eventapp.booking.pages import booking, booking_for, desk, my_day, own_details

handlers = [
    *booking.handlers,
    *my_day.handlers,
    *own_details.handlers,
    *desk.handlers,
    *booking_for.handlers,
]
