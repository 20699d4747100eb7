"""What stands on each sheet, as plain values in words: the sheets themselves only lay them out."""

from datetime import datetime
from typing import Any

from eventapp.programme.addresses import short_address, to_type
from eventapp.programme.edition import EditionSession
from eventapp.programme.printing import DoorSign, Line, agenda_of, door_signs, line
from eventapp.programme.published import Published
from eventapp.programme.rendering import opening
from eventapp.settings import settings
from eventapp.texts import LOCALE, _, day_words, moment_words, time_words, times_words, written
from eventapp.venue.days import day_of

# How each may be asked for, and which file in sheets/ lays it out.
SHEETS = {
    "a4": "agenda",
    "a3": "agenda",
    "large": "agenda",
    "doors": "doors",
    "poster": "posters",
    "posters": "posters",
}

Words = dict[str, Any]


def sheet_words(sheet: str, shown: Published, room: str = "") -> Words:
    """What stands on this sheet (a key of `SHEETS`), for `setting`. With `room`, of the doors only that one's."""
    made = {
        "agenda": lambda: _agenda(shown),
        "doors": lambda: _doors(shown, room),
        "posters": lambda: _posters(shown, of_sessions=sheet == "posters"),
    }[SHEETS[sheet]]()
    language, _underscore, region = LOCALE.partition("_")
    return {
        "sheet": sheet,
        "lang": language,
        "region": region,
        "page": _("Page %(number)s of %(total)s") % {"number": "{number}", "total": "{total}"},
        **made,
    }


def _agenda(shown: Published) -> Words:
    content = shown.content
    several = content.ends_on > content.starts_on
    edition = _("This is edition %(number)s, published on %(when)s.")
    return {
        "title": content.name,
        "lines": [
            _when(shown),
            _joined(", ", content.venue_name, content.venue_address),
            edition % {"number": shown.number, "when": moment_words(shown.published_at, content.time_zone)},
        ],
        "days": [
            {"day": day_words(day) if several else "", "times": [_time(*each, shown) for each in times]}
            for day, times in agenda_of(content.sessions, content.time_zone)
        ],
        "code": _code_of_programme(shown),
    }


def _when(shown: Published) -> str:
    hours = times_words(*opening(shown.event), shown.content.time_zone)
    first, last = shown.content.starts_on, shown.content.ends_on
    if last > first:
        said = _("%(first)s to %(last)s, each day %(hours)s")
        return said % {"first": day_words(first), "last": day_words(last), "hours": hours}
    return f"{day_words(first)}, {hours}"


def _time(start: datetime, lines: list[Line], shown: Published) -> Words:
    return {
        "time": time_words(start, shown.content.time_zone),
        "sessions": [_in_agenda(each, shown) for each in lines],
    }


def _in_agenda(of: Line, shown: Published) -> Words:
    session = of.session
    where = of.where_line or shown.content.venue_name
    return {
        **_titled(session),
        "cancelled": _cancelled(session),
        "lines": _filled(
            _joined(" · ", _times(session, shown), where, of.kind_label),
            of.hosts_line,
            _joined(" · ", *of.access, "" if session.cancelled else of.how_to_come),
        ),
    }


def _doors(shown: Published, room: str) -> Words:
    signs = door_signs(shown.content.sessions, shown.content.time_zone)
    return {
        "title": _("Signs for the doors: %(event)s") % {"event": shown.content.name},
        "signs": [_door(sign, shown) for sign in signs if room in ("", sign.room.name)],
        "lines": [
            _("You can leave when you like."),
            _("Edition %(number)s of the programme") % {"number": shown.number},
        ],
        "code": _code_of_programme(shown),
    }


def _door(sign: DoorSign, shown: Published) -> Words:
    return {
        "room": sign.room.name,
        "where": _joined(" · ", sign.room.floor, day_words(sign.day), shown.content.name),
        "sessions": [
            {**_titled(each), "times": _times(each, shown), "cancelled": _cancelled(each)} for each in sign.sessions
        ],
    }


def _posters(shown: Published, *, of_sessions: bool) -> Words:
    name = shown.content.name
    if not of_sessions:
        return {"title": name, "posters": [_poster(shown)]}
    running = [each for each in shown.content.running if not each.is_break]
    return {
        "title": _("Posters of sessions: %(event)s") % {"event": name},
        "posters": [_poster_of(line(each), shown) for each in running],
    }


def _poster(shown: Published) -> Words:
    event, content = shown.event, shown.content
    return {
        "title": content.name,
        "lang": None,
        "lines": _filled(
            event.intro, _when(shown), _joined(", ", content.venue_name, content.venue_address), event.cost
        ),
        "code": _code_of_programme(shown),
    }


def _poster_of(of: Line, shown: Published) -> Words:
    session, content = of.session, shown.content
    return {
        **_titled(session),
        "lines": _filled(
            _joined(" · ", of.kind_label, of.hosts_line),
            f"{_day(session, shown)}, {_times(session, shown)}",
            _joined(", ", of.where_line, content.venue_name, content.venue_address),
            _joined(" · ", *of.access, of.how_to_come),
            content.name,
        ),
        "code": _code(short_address(session, shown), shown),
    }


# What several sheets say


def _titled(session: EditionSession) -> Words:
    return {"title": session.title, "lang": _language(session.language)}


def _language(tag: str) -> list[str | None] | None:
    """Language and region as typesetters know them; None for what stands in the language of the sheet."""
    language, _hyphen, region = (written(tag) or "").partition("-")
    if not (language.isascii() and language.isalpha() and len(language) in (2, 3)):
        return None
    return [language, region if len(region) == 2 and region.isascii() and region.isalpha() else None]


def _cancelled(session: EditionSession) -> str:
    return _joined(" ", _("Cancelled."), session.cancelled_reason) if session.cancelled else ""


def _times(session: EditionSession, shown: Published) -> str:
    return times_words(session.starts_at, session.ends_at, shown.content.time_zone)


def _day(session: EditionSession, shown: Published) -> str:
    return day_words(day_of(session.starts_at, shown.content.time_zone))


def _code_of_programme(shown: Published) -> Words:
    return _code(f"{settings().base_url}/{shown.event.slug}/programme", shown)


def _code(address: str, shown: Published) -> Words:
    typed, phone = to_type(address), shown.event.contact_phone
    return {
        "alt": _("A code with the address %(address)s") % {"address": typed},
        "href": address,
        "address": typed,
        "phone": _("Or phone %(phone)s") % {"phone": phone} if phone else "",
    }


def _joined(between: str, *parts: str) -> str:
    return between.join(_filled(*parts))


def _filled(*parts: str) -> list[str]:
    return [part for part in parts if part]
