"""What the texts of a schedule file mean: times, lengths, languages, kinds, and words with HTML in them."""

import re
from datetime import date, datetime, time
from html.parser import HTMLParser

# First match wins; the words are what German and English conferences write for type and track.
_KINDS = (
    ("film", ("film", "movie", "screening", "kino")),
    ("workshop", ("workshop", "tutorial", "hands-on", "training")),
    ("discussion", ("podium", "panel", "discussion", "bof", "birds of a feather", "meeting", "meetup", "assembly")),
    ("stall", ("exhibit", "stand", "booth", "stall", "poster")),
    ("talk", ("talk", "lecture", "keynote", "lightning", "presentation", "vortrag", "maintrack", "devroom")),
)


def kind_of(text: str) -> str:
    """The kind (a key of `KINDS`) that a type means; `other` where nobody could say."""
    words = text.casefold()
    return next((kind for kind, signs in _KINDS if any(sign in words for sign in signs)), "other")


def language_of(text: str) -> str:
    """The language tag, or English where the file names none that can be one."""
    return text if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text) else "en-GB"


def minutes_of(text: str) -> int | None:
    """Minutes from `H:MM`, `HH:MM`, `HH:MM:SS`, `PT1H30M`, or a number of minutes; None for anything else.

    Part of a minute counts as a whole one.
    """
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text)
    found = re.fullmatch(r"([0-9]{1,3}):([0-5]?[0-9])(?::([0-5]?[0-9]))?", text) or re.fullmatch(
        r"PT(?=[0-9])(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})S)?", text
    )
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 60 + minutes + -(-seconds // 60)


def clock_time(text: str) -> tuple[time, int] | None:
    """The time of day from `H:MM`, `HH:MM` or `HH:MM:SS`, and how many days after: `25:30` is 1:30 of the next."""
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour >= 48 or minute >= 60 or second >= 60:
        return None
    return time(hour % 24, minute, second), hour // 24


def moment_of(text: str) -> datetime | None:
    """A date with a time, with an offset or without one; None for anything else, a bare date included."""
    if len(text) <= 10 or date_of(text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def date_of(text: str) -> date | None:
    """The day that a date, or a date with a time, begins with, in the years that a schedule can be of."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None


def plain(text: str) -> str:
    """The words without HTML, in paragraphs. Text without HTML keeps its lines."""
    if re.search(rf"</?({'|'.join(_HTML)})\b[^<>]*>|&(#\d+|\w+);", text, re.IGNORECASE):
        reader = _Words()
        reader.feed(text)
        reader.close()
        text = "".join(reader.words)
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_PARAGRAPHS = ("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre")
_LINES = {"li": "\n• ", "br": "\n", "tr": "\n", "dt": "\n", "dd": "\n", "hr": "\n"}
_INLINE = ("a", "abbr", "b", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd", "q", "s", "small", "span")
_MORE_INLINE = ("strong", "sub", "sup", "tbody", "td", "th", "thead", "tt", "u", "center", "strike", "dl")
_HTML = frozenset((*_PARAGRAPHS, *_LINES, *_INLINE, *_MORE_INLINE))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _PARAGRAPHS:
            self.words.append("\n\n")
        elif tag in _HTML:
            self.words.append(_LINES.get(tag, ""))
        else:
            # In a talk about programs “List<Person>” is no HTML.
            self.words.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _HTML:
            self.words.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
