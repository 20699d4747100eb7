"""Who is this for: what proposals offer by kind, access and theme, and what nobody offers yet. Pure."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from eventapp.proposals.kinds import KINDS
from eventapp.texts import lazy

# What is withdrawn or not this time is offered no longer.
COUNTED = ("idea", "submitted", "selected")


@dataclass(frozen=True)
class Offer:
    """What a proposal is, as far as gaps go. `needs` are features of rooms, `theme` is what the survey called it."""

    id: str
    title: str
    kind: str
    attendance: str
    language: str
    captions: bool
    needs: frozenset[str]
    theme: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that people may look for, and what is there of it. Without offers it is a gap.

    `theme` is the id of a survey theme that an idea for it can begin from.
    """

    label: str
    offers: tuple[Offer, ...]
    theme: str = ""


_ACCESS: dict[str, tuple[str, Callable[[Offer], bool]]] = {
    "step-free": (lazy("Step-free"), lambda offer: "step-free" in offer.needs),
    "hearing-loop": (lazy("Hearing loop"), lambda offer: "hearing-loop" in offer.needs),
    "bfi": (lazy("British Sign Language"), lambda offer: offer.language == "bfi"),
    "captions": (lazy("Captions or subtitles"), lambda offer: offer.captions),
    "quiet": (lazy("Quiet"), lambda offer: offer.kind == "quiet" or "quiet" in offer.needs),
    "lying-down": (lazy("Space to lie down"), lambda offer: "lying-down" in offer.needs),
    "drop-in": (lazy("Come and go as you like"), lambda offer: offer.kind in ("drop-in", "stall", "quiet")),
    "no-booking": (lazy("No need to book"), lambda offer: offer.attendance == "drop-in"),
    "other-languages": (lazy("A language other than English"), lambda offer: offer.language not in ("en-GB", "bfi")),
}


def by_kind(offers: Sequence[Offer]) -> list[Line]:
    """A line for each kind but "Something else", which nobody looks for."""
    kinds = [(key, word) for key, word in KINDS.items() if key != "other"]
    return [_line(str(word), offers, lambda offer, key=key: offer.kind == key) for key, word in kinds]  # type: ignore[misc]


def by_access(offers: Sequence[Offer]) -> list[Line]:
    """A line for each thing that decides whether somebody can come at all."""
    return [_line(str(word), offers, is_so) for word, is_so in _ACCESS.values()]


def by_theme(offers: Sequence[Offer], themes: Collection[tuple[str, str]]) -> list[Line]:
    """A line for each theme of the survey, by name. `themes` are ids and names; several groups may have named one."""
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    for theme_id, name in sorted(themes):
        ids.setdefault(name.casefold(), theme_id)
        names.setdefault(name.casefold(), name)
    return [
        _line(names[key], offers, lambda offer, key=key: offer.theme.casefold() == key, ids[key])  # type: ignore[misc]
        for key in sorted(names)
    ]


def gaps(lines: Sequence[Line]) -> list[str]:
    """What nobody offers yet."""
    return [line.label for line in lines if not line.offers]


def _line(label: str, offers: Sequence[Offer], is_so: Callable[[Offer], bool], theme: str = "") -> Line:
    return Line(label, tuple(offer for offer in offers if is_so(offer)), theme)
