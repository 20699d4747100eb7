"""What is different between one edition and the next, and how it is said."""

from dataclasses import dataclass

from eventapp.event.features import FEATURES, RIGHTS
from eventapp.programme.edition import EditionContent, EditionSession
from eventapp.texts import _, list_words, moment_words, time_words, times_words
from eventapp.venue.days import day_of

# In the order in which they are told.
CANCELLED, BACK, NEW, MOVED, ROOM, ACCESS, RETITLED, PLACES, WORDS = WHATS = (
    "cancelled",
    "back",
    "new",
    "moved",
    "room",
    "access",
    "retitled",
    "places",
    "words",
)


@dataclass(frozen=True)
class Change:
    """One thing that is different about one session. `what` is one of `WHATS`.

    `session` is as the newer edition has it, `before` as the older one does (None for a new one). `place` and
    `place_before` name its room, with the venue where that changed, or the venue where it has no room.
    """

    what: str
    session: EditionSession
    before: EditionSession | None
    place: str
    place_before: str


def changes(old: EditionContent | None, new: EditionContent) -> list[Change]:
    """What `new` changes, by the sessions' time; a session can change in several ways at once."""
    known = {session.id: session for session in old.sessions} if old else {}
    same_venue = old is not None and old.venue_name == new.venue_name
    found = []
    for session in new.sessions:
        before = known.get(session.id)
        place = _place(session, new, same_venue=same_venue)
        place_before = _place(before, old, same_venue=same_venue) if before and old else ""
        found += [
            Change(what, session, before, place, place_before)
            for what in _what_changed(before, session, moved_room=place != place_before)
        ]
    return found


def _place(session: EditionSession, content: EditionContent, *, same_venue: bool) -> str:
    if not session.room_name:
        return content.venue_name
    return session.room_name if same_venue else f"{session.room_name}, {content.venue_name}"


def _what_changed(before: EditionSession | None, now: EditionSession, *, moved_room: bool) -> list[str]:
    if before is None:
        return [NEW]
    if now.cancelled:
        return [] if before.cancelled else [CANCELLED]
    found = {
        BACK: before.cancelled,
        MOVED: (before.starts_at, before.ends_at) != (now.starts_at, now.ends_at),
        ROOM: moved_room,
        ACCESS: bool(_access_words(now, before)),
        RETITLED: before.title != now.title,
        PLACES: (before.places, before.attendance) != (now.places, now.attendance),
        WORDS: _words(before) != _words(now) or (not moved_room and _other_facts(before) != _other_facts(now)),
    }
    return [what for what, is_so in found.items() if is_so]


def _rights(session: EditionSession) -> list[str]:
    """What decides whether somebody can come, of what the room offers."""
    return [feature for feature in FEATURES if session.room and feature in session.room.features and feature in RIGHTS]


def _other_facts(session: EditionSession) -> object:
    """What is told of the room beside its name and what `_rights` are."""
    room = session.room
    return room and (room.floor, room.finding, tuple(feature for feature in room.features if feature not in RIGHTS))


def _words(session: EditionSession) -> tuple[object, ...]:
    return (
        session.words,
        session.kind,
        session.language,
        session.hosts,
        session.organisations,
        session.content_notes,
        session.from_survey,
        session.easy,
        session.sensitive,
    )


def sentence(change: Change, zone: str) -> str:
    """What changed, as a sentence that follows the session's title. Times are told in `zone`."""
    now, before = change.session, change.before or change.session
    sentences = {
        CANCELLED: lambda: " ".join([_("Cancelled."), now.cancelled_reason]).strip(),
        BACK: lambda: _("It is on again: %(when)s.") % {"when": _when(now, zone)},
        NEW: lambda: _("New: %(when)s, %(place)s.") % {"when": _when(now, zone), "place": change.place},
        MOVED: lambda: _moved(now, before, zone),
        ROOM: lambda: (
            _("Now in %(place)s, not in %(before)s.") % {"place": change.place, "before": change.place_before}
        ),
        ACCESS: lambda: _access_words(now, before),
        RETITLED: lambda: _("It was called “%(title)s” before.") % {"title": before.title},
        PLACES: lambda: _places(now),
        WORDS: lambda: _("Its description has changed."),
    }
    return sentences[change.what]()


def _when(session: EditionSession, zone: str) -> str:
    return moment_words(session.starts_at, zone)


def _moved(now: EditionSession, before: EditionSession, zone: str) -> str:
    if before.starts_at != now.starts_at and day_of(before.starts_at, zone) == day_of(now.starts_at, zone):
        return _("Moved to %(when)s, from %(before)s.") % {
            "when": time_words(now.starts_at, zone),
            "before": time_words(before.starts_at, zone),
        }
    if before.starts_at != now.starts_at:
        return _("Moved to %(when)s, from %(before)s.") % {"when": _when(now, zone), "before": _when(before, zone)}
    return _("Now %(times)s, not %(before)s.") % {
        "times": times_words(now.starts_at, now.ends_at, zone),
        "before": times_words(before.starts_at, before.ends_at, zone),
    }


def _access_words(now: EditionSession, before: EditionSession) -> str:
    # Without a room it is for everybody, and can be anywhere.
    had, has = (_rights(before), _rights(now)) if before.room and now.room else ([], [])
    lost = [str(FEATURES[feature]) for feature in had if feature not in has]
    gained = [str(FEATURES[feature]) for feature in has if feature not in had]
    said = []
    if lost:
        said.append(_("Access: no longer there: %(features)s.") % {"features": list_words(lost)})
    if gained:
        said.append(_("Access: now there: %(features)s.") % {"features": list_words(gained)})
    if now.access_notes != before.access_notes:
        said.append(_("What it says about access has changed."))
    return " ".join(said)


def _places(session: EditionSession) -> str:
    if session.attendance == "drop-in":
        return _("No need to book now.")
    if session.places is None:
        return _("There is no limit on places now.")
    return _("Places now: %(count)s.") % {"count": session.places}
