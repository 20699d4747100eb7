"""Which candidates one page of a ballot shows. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from eventapp.letters import plain

# With a hundred and more candidates on one page nobody finds their place again.
A_PAGE = 25


@dataclass(frozen=True)
class Entry:
    """What a candidate is found by. `words` are those of its proposal; `organisations` are names by id."""

    id: str
    kind: str
    minutes: int
    words: str
    organisations: Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see; what is empty does not matter to them.

    `organisation` is an id; `length` is `short` (up to 30 minutes), `medium` (up to an hour) or `long`; `mine` is
    `ticked` or `open` (not ticked yet). Several `words` must all be found.
    """

    words: str = ""
    kind: str = ""
    organisation: str = ""
    length: str = ""
    mine: str = ""


@dataclass(frozen=True)
class Leaf:
    """One page: the ids `shown`. The first of them is the number `first` of all `found`.

    `before` and `after` are where the next pages start.
    """

    shown: Sequence[str]
    first: int
    found: int
    before: int | None
    after: int | None


def leaf(ordered: Sequence[Entry], wanted: Wanted, ticked: Collection[str], start: int) -> Leaf:
    """The page that starts with the candidate at the place `start` (from 1) in the whole order, or the next that fits.

    Places are counted in the whole order, not among what fits: whoever ticks all of a page of "not ticked yet" goes on
    with what comes after it, and misses nothing. Past the end it is the last page.
    """
    fitting = [(place, one) for place, one in enumerate(ordered, 1) if _fits(one, wanted, ticked)]
    last = max(0, (len(fitting) - 1) // A_PAGE * A_PAGE)
    index = next((index for index, (place, _one) in enumerate(fitting) if place >= start), last)
    end = index + A_PAGE
    return Leaf(
        shown=[one.id for _place, one in fitting[index:end]],
        first=index + 1,
        found=len(fitting),
        before=fitting[max(0, index - A_PAGE)][0] if index else None,
        after=fitting[end][0] if end < len(fitting) else None,
    )


def question(wanted: Wanted, start: int = 1) -> str:
    """The question part of the address that shows this."""
    asked = {name: value for name, value in asdict(wanted).items() if value}
    return urlencode(asked | ({"from": str(start)} if start > 1 else {}))


def _fits(one: Entry, wanted: Wanted, ticked: Collection[str]) -> bool:
    return (
        wanted.kind in ("", one.kind)
        and wanted.organisation in ("", *one.organisations)
        and wanted.length in ("", length(one.minutes))
        and wanted.mine in ("", "ticked" if one.id in ticked else "open")
        and all(word in _text(one) for word in plain(wanted.words).split())
    )


def length(minutes: int) -> str:
    if minutes <= 30:
        return "short"
    return "medium" if minutes <= 60 else "long"


def _text(one: Entry) -> str:
    return plain(" ".join([one.words, *one.organisations.values()]))
