"""What partners have from workshops and surveys, before there are proposals."""

from eventapp.planning.pages import importing, photos, survey, workshops

handlers = [
    *workshops.handlers,
    *photos.handlers,
    *survey.handlers,
    *importing.handlers,
]
