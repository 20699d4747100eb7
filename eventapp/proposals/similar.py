"""Which proposals may be the same idea, by their words. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from math import log
from typing import NamedTuple

from eventapp.letters import plain

# Among the 496 pairs of the sample's ideas, which are all different, 4 are as alike as this.
ALIKE = 0.27
MOST = 3
# From here on two titles may be one, written with a slip.
ALMOST = 0.8


def similar(title: str, text: str, others: Sequence[tuple[str, str, str]]) -> list[str]:
    """The ids of those `others` (id, title, text) that may be the same idea, the likeliest first, at most three.

    A word counts the more, the fewer others have it, and in a title twice.
    """
    stems = [_Stems(set(_stems(one)), set(_stems(more))) for _id, one, more in [("", title, text), *others]]
    rarity = _rarity(stems)
    mine, *theirs = [_weights(one, rarity) for one in stems]
    found = []
    for (other_id, other_title, _text), weights in zip(others, theirs, strict=True):
        score = max(_overlap(mine, weights), _like(title, other_title))
        if score >= ALIKE:
            found.append((-score, other_title.casefold(), other_id))
    return [other_id for _score, _title, other_id in sorted(found)[:MOST]]


class _Stems(NamedTuple):
    title: set[str]
    text: set[str]


def _stems(text: str) -> list[str]:
    """The words of a text, without marks and endings, so that "gardens" and "gardening" are like "garden"."""
    words = re.findall(r"[^\W\d_]{3,}", plain(text))
    return [re.sub(r"(?<=\w{4})(?:ings?|ers?|ed|es|s)$", "", word) for word in words]


def _rarity(texts: Sequence[_Stems]) -> dict[str, float]:
    having = Counter(stem for one in texts for stem in one.title | one.text)
    return {stem: log(1 + len(texts) / count) for stem, count in having.items()}


def _weights(one: _Stems, rarity: dict[str, float]) -> dict[str, float]:
    return {stem: rarity[stem] * (2 if stem in one.title else 1) for stem in one.title | one.text}


def _overlap(mine: dict[str, float], others: dict[str, float]) -> float:
    """How much of the shorter of the two the other has too, from 0 to 1."""
    least = min(sum(mine.values()), sum(others.values()))
    # A few words that everybody writes make no likeness.
    if len(mine) < 2 or len(others) < 2 or not least:
        return 0.0
    return sum(min(weight, others[stem]) for stem, weight in mine.items() if stem in others) / least


def _like(title: str, other: str) -> float:
    """How alike two titles are, letter by letter: for slips of the pen."""
    matcher = SequenceMatcher(None, title.casefold(), other.casefold(), autojunk=False)
    # The quick ones are never less, and spare most of the work.
    if matcher.real_quick_ratio() < ALMOST or matcher.quick_ratio() < ALMOST:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ALMOST else 0.0
