"""Times of day to start at. Days and hours themselves are the venue's."""

from datetime import time

from eventapp.venue.days import NIGHT_ENDS as NIGHT_ENDS
from eventapp.venue.days import Hours as Hours
from eventapp.venue.days import day_of as day_of
from eventapp.venue.days import instant as instant


def starts_within(hours: Hours, step: int = 15) -> list[time]:
    """Times of day to start at, every `step` minutes while the venue is open."""
    first = hours.opens_at.hour * 60 + hours.opens_at.minute
    last = hours.closes_at.hour * 60 + hours.closes_at.minute
    return [time(*divmod(minutes, 60)) for minutes in range(first, last, step)]
