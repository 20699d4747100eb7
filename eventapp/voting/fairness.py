"""What a result gives to those who voted, to those who proposed, and to each kind of activity. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eventapp.voting.shares import POOLED
from eventapp.voting.tally import BallotValue


@dataclass(frozen=True)
class Ticks:
    """How many ballots each weight group has, and how many of these tick each candidate (ids)."""

    people: Mapping[str, int]
    marks: Mapping[str, Mapping[str, int]]

    @property
    def everybody(self) -> int:
        return sum(self.people.values())


def ticks_of(ballots: Sequence[BallotValue]) -> Ticks:
    """The same from ballots that are at hand."""
    people: dict[str, int] = {}
    marks: dict[str, dict[str, int]] = {}
    for ballot in ballots:
        people[ballot.group] = people.get(ballot.group, 0) + 1
        of_group = marks.setdefault(ballot.group, {})
        for id_ in ballot.marks:
            of_group[id_] = of_group.get(id_, 0) + 1
    return Ticks(people, marks)


@dataclass(frozen=True)
class Part:
    """How many minutes somebody asked for, and how many of these they got.

    `people` is how many of them voted, where it is about voters: then the minutes are of all of them together.
    """

    name: str
    asked: int
    got: int
    people: int = 0

    @property
    def percent(self) -> int:
        """Of a hundred minutes asked for, how many were got; rounded down, so that 100 means all."""
        return 100 * self.got // self.asked if self.asked else 0

    @property
    def asked_each(self) -> int:
        """What each of these people asked for on average, in minutes."""
        return round(self.asked / (self.people or 1))

    @property
    def got_each(self) -> int:
        return round(self.got / (self.people or 1))


def parts_of_groups(
    ticks: Ticks, minutes: Mapping[str, int], chosen: Collection[str], name: Callable[[str], str]
) -> list[Part]:
    """One part for each weight group, by name, the pooled ones last. `minutes` are of each candidate that counts."""
    parts = []
    for group in sorted(ticks.people, key=lambda group: (group == POOLED, name(group).casefold(), group)):
        ticked = {id_: number for id_, number in ticks.marks.get(group, {}).items() if id_ in minutes}
        asked = sum(minutes[id_] * number for id_, number in ticked.items())
        got = sum(minutes[id_] * number for id_, number in ticked.items() if id_ in chosen)
        parts.append(Part(name(group), asked, got, ticks.people[group]))
    return parts


def parts_by(proposed: Iterable[tuple[Sequence[str], int, bool]]) -> list[Part]:
    """One part for each name among proposals: (names that it counts for, minutes, chosen). By name."""
    asked: dict[str, int] = {}
    got: dict[str, int] = {}
    for names, minutes, chosen in proposed:
        for name in names:
            asked[name] = asked.get(name, 0) + minutes
            got[name] = got.get(name, 0) + minutes * chosen
    return [Part(name, asked[name], got[name]) for name in sorted(asked, key=str.casefold)]


@dataclass(frozen=True)
class OtherRule:
    """The result beside what another rule chooses: ids only there, ids only here, and each group's part under both."""

    only_there: Sequence[str]
    only_here: Sequence[str]
    groups: Sequence[tuple[Part, Part]]

    @property
    def same(self) -> bool:
        return not self.only_there and not self.only_here

    @property
    def worse_off(self) -> list[tuple[Part, Part]]:
        """The groups (here, there) that would get less by the other rule."""
        return [(here, there) for here, there in self.groups if there.got < here.got]


def beside(
    here: Sequence[str],
    there: Sequence[str],
    ticks: Ticks,
    minutes: Mapping[str, int],
    name: Callable[[str], str],
) -> OtherRule:
    """Compares what two rules chose, given in the order that each chose."""
    return OtherRule(
        only_there=[id_ for id_ in there if id_ not in here],
        only_here=[id_ for id_ in here if id_ not in there],
        groups=list(
            zip(
                parts_of_groups(ticks, minutes, here, name),
                parts_of_groups(ticks, minutes, there, name),
                strict=True,
            )
        ),
    )
