"""What a proposal says, as a plain value, and what it must say before it can be put forward. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from eventapp.texts import _

# These can be kind without anybody in front.
KINDS_WITHOUT_HOST = frozenset({"drop-in", "quiet", "stall"})
MINUTES_LEAST, MINUTES_MOST = 5, 1439


@dataclass(frozen=True)
class ProposalWords:
    """All that its hosts write about a proposal.

    `kind` is a key of `KINDS`; `places` None means no limit; `attendance` is `book` or `drop-in`; `language` is a
    language tag such as `en-GB`, for the words and the session alike. It can start from `earliest` to `latest` on the
    clocks of the event, `on_day` only; None is any.
    """

    title: str
    what_happens: str = ""
    contact: str = ""
    kind: str = "other"
    minutes: int | None = None
    places: int | None = None
    attendance: str = "book"
    language: str = "en-GB"
    content_notes: str = ""
    access_notes: str = ""
    wants_cohost: bool = False
    captions: bool = False
    on_day: date | None = None
    earliest: time | None = None
    latest: time | None = None
    people_expected: int | None = None
    setup_minutes: int = 0
    clearing_minutes: int = 0


def still_needed(words: ProposalWords, hosts: Sequence[str]) -> dict[str, str]:
    """What is missing before it can be put forward: a sentence for each field of the form that lacks something."""
    needed = {}
    if not words.what_happens:
        needed["what_happens"] = _("Say what happens there.")
    if words.minutes is None:
        needed["length"] = _("Say how long it is.")
    if not hosts and words.kind not in KINDS_WITHOUT_HOST:
        needed["hosts"] = _("Name at least one host, by any name they choose.")
    return needed


def folded(name: str) -> str:
    """What two spellings of one name have in common: case and blanks do not count."""
    return " ".join(name.split()).casefold()


def one_line(text: str | None) -> str:
    """Without line breaks, and with single blanks."""
    return " ".join((text or "").split())


def distinct(names: Sequence[str]) -> list[str]:
    """The names without blanks around them, each once, in their order."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(folded(name), " ".join(name.split()))
    return [name for name in found.values() if name]


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
# Ten digits or more that begin with 0 or +: dates, times and counts are shorter or begin otherwise.
_PHONE = re.compile(r"(?<![\w+])(?:\+|\(?0)(?:[\s()-]*\d){9,13}(?![\w])")


def tells_contact(*texts: str) -> bool:
    """Whether one of these texts, which become public, seems to hold an email address or a phone number."""
    return any(_EMAIL.search(text) or _PHONE.search(text) for text in texts)
