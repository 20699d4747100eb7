"""What Easy Read says of a session or a room: short sentences, each with the picture beside it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from eventapp.event.tables import Event
from eventapp.programme.cards import action, foreign_language, where_line
from eventapp.programme.easy.pictures import PICTURES, picture_of_kind
from eventapp.programme.edition import EditionSession
from eventapp.texts import _, day_words, lazy, time_words, written
from eventapp.venue.days import day_of

# As organisers write it and editions keep it: pairs of a key of `PICTURES` (or none) and a sentence.
Written = tuple[tuple[str, str], ...]

_OF_FEATURES = {
    "step-free": ("step-free", lazy("You can get in without steps.")),
    "hearing-loop": ("hearing-loop", lazy("There is a hearing loop. It works with hearing aids.")),
    "quiet": ("quiet", lazy("The room is quiet.")),
    "near-toilets": ("toilet", lazy("The toilets are near.")),
    "lying-down": ("rest", lazy("You can lie down there.")),
}


@dataclass(frozen=True)
class Line:
    """A sentence with its picture (a key of `PICTURES`, or empty)."""

    picture: str
    words: str

    @property
    def alt(self) -> str:
        return str(PICTURES.get(self.picture, ""))


def lines_of(written_lines: Written) -> list[Line]:
    """What somebody wrote, as lines."""
    return [Line(picture if picture in PICTURES else "", words) for picture, words in written_lines]


def picture_of(session: EditionSession) -> str:
    """The picture that stands for the session: the first that was chosen, else that of its kind."""
    chosen = (picture for picture, _words in session.easy if picture in PICTURES)
    return next(chosen, picture_of_kind(session.kind))


def facts_of(session: EditionSession, event: Event, *, is_full: bool) -> list[Line]:
    """What the program knows of the session."""
    if session.cancelled:
        return _cancelled(session)
    return [
        *_when_and_where(session, event),
        *([] if session.is_break else _how_to_come(session, event, is_full=is_full)),
        *_language(session),
        *feature_lines(session.room.features if session.room else ()),
        Line("leave", _("You can leave when you like.")),
    ]


def in_list(session: EditionSession, event: Event, *, is_full: bool) -> list[str]:
    """What a list says of the session: when, where and how to come. No pictures: one stands beside all of it."""
    if session.cancelled:
        return [line.words for line in _cancelled(session)]
    found = [_times(session, event), _where(session, event)]
    if not session.is_break:
        found += [line.words for line in _how_to_come(session, event, is_full=is_full)]
    return [words for words in found if words]


def feature_lines(features: Collection[str]) -> list[Line]:
    """What a room offers to those who need it."""
    return [Line(picture, str(words)) for key, (picture, words) in _OF_FEATURES.items() if key in features]


def _cancelled(session: EditionSession) -> list[Line]:
    said = [Line("time", _("This is cancelled. It will not happen."))]
    return said + ([Line("", session.cancelled_reason)] if session.cancelled_reason else [])


def _when_and_where(session: EditionSession, event: Event) -> Iterable[Line]:
    yield Line("time", _("It is on %(day)s.") % {"day": day_words(day_of(session.starts_at, event.time_zone))})
    yield Line("", _times(session, event))
    if where := _where(session, event):
        yield Line("room", where)


def _times(session: EditionSession, event: Event) -> str:
    return _("It starts at %(start)s and ends at %(end)s.") % {
        "start": time_words(session.starts_at, event.time_zone),
        "end": time_words(session.ends_at, event.time_zone),
    }


def _where(session: EditionSession, event: Event) -> str:
    where = where_line(session) or event.venue_name
    return _("It is in %(room)s.") % {"room": where} if where else ""


def _how_to_come(session: EditionSession, event: Event, *, is_full: bool) -> list[Line]:
    if session.attendance == "drop-in":
        return [Line("walk", _("You can just come. You do not need to book."))]
    if not action(session, event, is_full=is_full):
        return [Line("book", _("You cannot book now."))]
    if is_full:
        return [Line("book", _("It is full. You can ask for a place."))]
    return [Line("book", _("You need to book a place."))]


def _language(session: EditionSession) -> list[Line]:
    name = foreign_language(session)
    if not name:
        return []
    if written(session.language) is None:
        return [Line("sign-language", _("People sign here: %(language)s.") % {"language": name})]
    return [Line("talk", _("People speak this language here: %(language)s.") % {"language": name})]
