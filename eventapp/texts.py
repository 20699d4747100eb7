"""Texts of the interface in the reader's language, and dates and times as that language writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from gettext import NullTranslations
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_name
from babel.support import LazyProxy

LOCALE = "en_GB"
NO_BREAK = "\N{NO-BREAK SPACE}"

# By the tags of languages: British, Irish and American Sign Language, and International Sign.
_SIGNED = ("bfi", "isg", "ase", "ils")

_ENGLISH = NullTranslations()

_translations: ContextVar[NullTranslations] = ContextVar("translations", default=_ENGLISH)


@contextmanager
def speaking(translations: NullTranslations) -> Iterator[None]:
    """Within this block texts come from these translations."""
    token = _translations.set(translations)
    try:
        yield
    finally:
        _translations.reset(token)


def spoken() -> NullTranslations:
    """The reader's language: for keeping apart what is written in several."""
    return _translations.get()


def gettext(text: str) -> str:
    """The text in the reader's language."""
    return _translations.get().gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The singular or plural form for `count`. Placeholders such as `%(count)s` are filled in by the caller."""
    return _translations.get().ngettext(one, many, count)


_ = gettext


def lazy(text: str) -> str:
    """A text that is looked up when shown, for labels that are made when a module is read."""
    # It behaves as the str that libraries ask for.
    return cast("str", LazyProxy(gettext, text, enable_cache=False))


def marked(text: str) -> str:
    """The text itself, found by the extraction of texts: for words that are stored now and translated when shown."""
    return text


def written(tag: str) -> str | None:
    """The tag of the language that words are in; None for a language that is signed, whose words are in another."""
    return None if tag in _SIGNED else tag


def time_words(moment: datetime, zone: str) -> str:
    """The time of day in `zone`, such as `10:30am`, `4pm` or `12 noon`, which no line breaks."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.minute == 0 and local.hour in (0, 12):
        # Few people are sure which of the two 12pm is.
        words = _("12 noon") if local.hour else _("12 midnight")
        return words.replace(" ", NO_BREAK)
    return format_datetime(local, "h:mma" if local.minute else "ha", locale=LOCALE)


def times_words(start: datetime, end: datetime, zone: str) -> str:
    """Start and end in `zone`, such as `10:30am to 11:30am`; with the zone's names where the clock changes between."""
    words = _("%(start)s to %(end)s") % {"start": time_words(start, zone), "end": time_words(end, zone)}
    ends = [moment.astimezone(ZoneInfo(zone)) for moment in (start, end)]
    if ends[0].utcoffset() == ends[1].utcoffset():
        return words
    return f"{words} ({' / '.join(get_timezone_name(end, 'short', locale=LOCALE) for end in ends)})"


def day_words(day: date) -> str:
    """A day written out, such as `Saturday 28 November`. A datetime must be local already."""
    return format_date(day, "EEEE d MMMM", locale=LOCALE)


def day_year_words(day: date) -> str:
    """A day written out with its year, such as `Saturday 28 November 2026`."""
    return format_date(day, "EEEE d MMMM y", locale=LOCALE)


def moment_words(moment: datetime, zone: str) -> str:
    """Day and time in `zone`, such as `Saturday 28 November, 10:30am`."""
    local = moment.astimezone(ZoneInfo(zone))
    return _("%(day)s, %(time)s") % {"day": day_words(local), "time": time_words(moment, zone)}


def minutes_words(minutes: int) -> str:
    """A length, such as `1 hour 30 minutes`."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest})
    return " ".join(parts)


def list_words(names: list[str]) -> str:
    """Names joined as in a sentence: `A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
