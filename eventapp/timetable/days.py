"""Days and hours, which are the venue's, under the names that the timetable's files use."""

from eventapp.venue.days import NIGHT_ENDS as NIGHT_ENDS
from eventapp.venue.days import Hours as Hours
from eventapp.venue.days import day_of as day_of
from eventapp.venue.days import instant as instant
