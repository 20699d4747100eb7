"""What partners have from workshops and surveys, before there are proposals."""

from eventapp.planning.pages import importing, photos, survey, surveys, workshops

handlers = [
    *workshops.handlers,
    *photos.handlers,
    *surveys.handlers,
    *survey.handlers,
    *importing.handlers,
]
