"""Who wants what: wishes from a file, or made up where there are none."""

import csv
import io
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from eventapp.timetable.solver.instance import Session, Voter

VOTERS, TRACKS_LIKED, FEWEST_WISHES, MOST_WISHES = 200, 3, 5, 18
# What a session of a liked track counts, and how unequal sessions are (a Pareto distribution).
_LIKED, _UNEQUAL = 6, 1.6
_HEADINGS = {"voter", "person", "attendee", "ballot"}


class NotWishes(Exception):
    """What is wrong with a file of wishes, in a sentence."""


def made_up(sessions: Sequence[Session], seed: int) -> tuple[Voter, ...]:
    """200 people who like three tracks each and some sessions more than others. The same seed, the same wishes."""
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    tracks = sorted({session.track for session in sessions})
    popular = [chance.paretovariate(_UNEQUAL) for _session in sessions]
    voters = []
    for _voter in range(VOTERS):
        liked = set(chance.sample(tracks, min(TRACKS_LIKED, len(tracks))))
        pull = [popular[number] * (_LIKED if session.track in liked else 1) for number, session in enumerate(sessions)]
        drawn = chance.choices(range(len(sessions)), pull, k=chance.randint(FEWEST_WISHES, MOST_WISHES))
        voters.append(Voter(frozenset(drawn)))
    return tuple(voters)


def read(data: bytes, ids: Sequence[Iterable[str]]) -> tuple[tuple[Voter, ...], int]:
    """The wishes of a file, and how many of them name no session. `ids` are the names that each session goes by.

    CSV: a line for each wish, voter and session, or for each voter with all sessions behind. JSON: an object of voters
    with lists of sessions, or a list of objects with `sessions` and, if wished, `weight`. Raises `NotWishes`.
    """
    known = {name: number for number, names in enumerate(ids) for name in names if name}
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise NotWishes("The wishes are not written in UTF-8.") from problem
    found = list(_from_json(text) if text.lstrip()[:1] in {"{", "["} else _from_csv(text))
    if not found:
        raise NotWishes("There are no wishes in this file.")
    lost = sum(name not in known for names, _weight in found for name in names)
    voters = [Voter(frozenset(known[name] for name in names if name in known), weight) for names, weight in found]
    return tuple(voter for voter in voters if voter.wants), lost


def _from_csv(text: str) -> Iterator[tuple[list[str], float]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    wishes: dict[str, list[str]] = defaultdict(list)
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            cells = [cell.strip() for cell in row]
            if len(cells) > 1 and cells[0].casefold() not in _HEADINGS:
                wishes[cells[0]] += [cell for cell in cells[1:] if cell]
    except csv.Error as problem:
        raise NotWishes(f"The wishes cannot be read as CSV: {problem}.") from problem
    yield from ((names, 1.0) for names in wishes.values())


def _from_json(text: str) -> Iterator[tuple[list[str], float]]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise NotWishes("The wishes cannot be read as JSON.") from problem
    voters = list(read.values()) if isinstance(read, dict) else read
    for voter in voters:
        names = voter.get("sessions") if isinstance(voter, dict) else voter
        weight = voter.get("weight", 1) if isinstance(voter, dict) else 1
        if not isinstance(names, list) or not isinstance(weight, int | float) or not 0 < weight < 1e9:
            raise NotWishes("Each voter needs a list of sessions, and a weight above 0 if any.")
        yield [str(name) for name in names], float(weight)
