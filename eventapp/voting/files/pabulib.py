"""Pabulib files (`.pb`): votes on a budget, as text that other tools read too. The format: https://pabulib.org/format.

Three tables, META, PROJECTS and VOTES, each a line of names and then rows, with `;` between fields. Columns come in any
order. Of our own are the columns `eligible` (0 or 1) of projects, and `stars`, `group`, `weight` and `organisation` of
votes.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from eventapp.voting.files.pabulib_tables import TOLD_ONCE, Table, tables
from eventapp.voting.files.pabulib_tables import NotReadable as NotReadable

_AMOUNT = re.compile(r"[0-9]{1,30}([.,][0-9]{1,30})?")
_FRACTION = re.compile(r"[0-9]{1,60}(/[0-9]{1,60})?")


@dataclass(frozen=True)
class Project:
    """Something to vote on. `kind` is the column `category`. `selected`: what the file says of the result."""

    id: str
    cost: Fraction
    name: str = ""
    kind: str = ""
    selected: bool | None = None
    eligible: bool = True


@dataclass(frozen=True)
class Vote:
    """The ids that one person marked, and what of it counts twice. `weight` where the file gives one."""

    voter: str
    marks: frozenset[str]
    stars: frozenset[str] = frozenset()
    organisation: str = ""
    group: str = ""
    weight: Fraction | None = None


@dataclass(frozen=True)
class Election:
    """What a file holds. `facts` is the rest of META. `notes` are sentences about how it was read."""

    budget: Fraction
    projects: tuple[Project, ...]
    votes: tuple[Vote, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = field(default=(), compare=False)


def plain(amount: Fraction) -> str:
    """An amount as people write it, exact where it has an end: `1200`, `0.25`; else as a fraction such as `1/3`."""
    if amount.denominator == 1:
        return str(amount.numerator)
    places = next((places for places in range(1, 61) if 10**places % amount.denominator == 0), None)
    if places is None:
        return str(amount)
    whole, rest = divmod(abs(amount.numerator) * 10**places // amount.denominator, 10**places)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:0{places}}"


def parse_amount(text: str) -> Fraction | None:
    """An amount above 0 as people write it, with a point or a comma; None for anything else."""
    if not _AMOUNT.fullmatch(text.strip()):
        return None
    return Fraction(text.strip().replace(",", ".")) or None


def parse_fraction(text: str) -> Fraction | None:
    """A fraction above 0 such as `1/3`, or a whole number; None for anything else."""
    if not _FRACTION.fullmatch(text.strip()):
        return None
    over, _, under = text.strip().partition("/")
    return Fraction(int(over), int(under or 1)) if int(over) and int(under or 1) else None


# Writing


def write(election: Election) -> str:
    """The file, for UTF-8. Columns that nothing is in are left out. Ids must be free of commas and outer spaces."""
    written = io.StringIO(newline="")
    # The default end of a line: it makes csv quote a field that holds either character of it.
    rows = csv.writer(written, delimiter=";")
    supporters = _supporters(election.votes)
    own = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(len(election.votes)),
        "budget": plain(election.budget),
        "vote_type": "approval",
    }
    rows.writerows([["META"], ["key", "value"], *{**election.facts, **own}.items()])
    projects = [
        {
            "project_id": _writable(project.id),
            "cost": plain(project.cost),
            "votes": str(supporters.get(project.id, 0)),
            "name": project.name,
            "category": project.kind,
            "selected": "" if project.selected is None else str(int(project.selected)),
            "eligible": "" if project.eligible else "0",
        }
        for project in election.projects
    ]
    rows.writerows([["PROJECTS"], *_lines(projects, ("project_id", "cost", "votes"))])
    votes = [
        {
            "voter_id": vote.voter,
            "vote": _ids(vote.marks),
            "stars": _ids(vote.stars),
            "organisation": vote.organisation,
            "group": vote.group,
            "weight": "" if vote.weight is None else str(vote.weight),
        }
        for vote in election.votes
    ]
    rows.writerows([["VOTES"], *_lines(votes, ("voter_id", "vote"))])
    return written.getvalue()


def _supporters(votes: Sequence[Vote]) -> dict[str, int]:
    found: dict[str, int] = {}
    for vote in votes:
        for id_ in vote.marks:
            found[id_] = found.get(id_, 0) + 1
    return found


def _lines(rows: Sequence[Mapping[str, str]], always: Sequence[str]) -> Iterator[list[str]]:
    names = rows[0].keys() if rows else always
    used = [name for name in names if name in always or any(row[name] for row in rows)]
    yield used
    for row in rows:
        yield [row[name] for name in used]


def _ids(ids: frozenset[str]) -> str:
    return ",".join(_writable(id_) for id_ in sorted(ids))


def _writable(id_: str) -> str:
    if not id_ or id_ != id_.strip() or "," in id_ or id_.lower() == "none":
        raise ValueError(f"{id_!r} cannot be an id in a Pabulib file")
    return id_


# Reading


def read(file: bytes) -> Election:
    """What the file holds. Raises `NotReadable`."""
    found = tables(file)
    facts = found["META"].facts
    notes: list[str] = []
    projects = _projects(found["PROJECTS"])
    votes = _votes(found["VOTES"], {project.id for project in projects}, facts.get("vote_type", ""), notes)
    _compare(facts, "num_projects", len(projects), notes)
    _compare(facts, "num_votes", len(votes), notes)
    if threshold := facts.get("min_project_score_threshold"):
        notes.append(
            f"The file asks for at least {threshold} votes for a project (min_project_score_threshold). "
            "This is not applied."
        )
    return Election(
        budget=_budget(facts),
        projects=projects,
        votes=votes,
        facts={name: value for name, value in facts.items() if name not in TOLD_ONCE},
        notes=tuple(notes),
    )


def _budget(facts: Mapping[str, str]) -> Fraction:
    if not facts.get("budget"):
        raise NotReadable("META has no budget.")
    return _amount(facts["budget"], "The budget")


def _amount(text: str, what: str) -> Fraction:
    amount = parse_amount(text)
    if amount is None:
        raise NotReadable(f"{what} is “{text.strip()}”. It must be a number above 0, such as 1200 or 99.50.")
    return amount


def _projects(table: Table) -> tuple[Project, ...]:
    found: dict[str, Project] = {}
    for line, row in table.rows:
        id_ = row["project_id"].strip()
        if not id_:
            raise NotReadable(f"Line {line}: the project has no id.")
        if id_ in found:
            raise NotReadable(f"Line {line}: there is a second project “{id_}”.")
        found[id_] = Project(
            id=id_,
            cost=_amount(row.get("cost", ""), f"Line {line}: the cost of project “{id_}”"),
            name=row.get("name", ""),
            kind=row.get("category", ""),
            # Others are what a city added by other rules than by votes.
            selected={"0": False, "1": True}.get(row.get("selected", "").strip()),
            eligible=row.get("eligible", "").strip() != "0",
        )
    return tuple(found.values())


def _votes(table: Table, projects: set[str], vote_type: str, notes: list[str]) -> tuple[Vote, ...]:
    votes, voters, empty = [], set(), 0
    for line, row in table.rows:
        voter = row.get("voter_id", "").strip()
        if voter and voter in voters:
            raise NotReadable(f"Line {line}: there is a second vote of voter “{voter}”.")
        voters.add(voter)
        marks = _marks(row, line, projects)
        empty += not marks
        stars = _known(_listed(row.get("stars", "")), line, projects)
        votes.append(
            Vote(
                voter=voter,
                marks=marks,
                stars=stars,
                organisation=row.get("organisation", row.get("organization", "")).strip(),
                group=row.get("group", "").strip(),
                weight=_weight(row.get("weight", ""), line),
            )
        )
        if (votes[-1].weight is None) != (votes[0].weight is None):
            raise NotReadable(f"Line {line}: some votes have a weight and some have none.")
    if vote_type != "approval":
        points = ", where it has more than 0 points" if "points" in table.header else ""
        notes.append(
            f"The votes are of the type “{vote_type}”. They are counted as approval of each project marked{points}."
        )
    if empty:
        notes.append(f"{empty} of {len(votes)} votes mark no project. Each counts as a voter whose share buys nothing.")
    return tuple(votes)


def _marks(row: Mapping[str, str], line: int, projects: set[str]) -> frozenset[str]:
    marks, points = _listed(row.get("vote", "")), _listed(row.get("points", ""))
    if points:
        if len(points) != len(marks):
            raise NotReadable(f"Line {line}: {len(marks)} projects are marked, with {len(points)} numbers of points.")
        marks = [mark for mark, text in zip(marks, points, strict=True) if _is_above_0(text, line)]
    return _known(marks, line, projects)


def _listed(text: str) -> list[str]:
    found = [part.strip() for part in text.split(",")]
    return [part for part in found if part and part.lower() != "none"]


def _known(ids: Sequence[str], line: int, projects: set[str]) -> frozenset[str]:
    known = frozenset(ids)
    if not known <= projects:
        unknown = next(id_ for id_ in ids if id_ not in projects)
        raise NotReadable(f"Line {line}: the vote is for project “{unknown}”. There is no such project.")
    return known


def _is_above_0(text: str, line: int) -> bool:
    if not _AMOUNT.fullmatch(text.removeprefix("-")):
        raise NotReadable(f"Line {line}: “{text}” is no number of points.")
    return parse_amount(text) is not None


def _weight(text: str, line: int) -> Fraction | None:
    if not text.strip():
        return None
    weight = parse_fraction(text)
    if weight is None:
        raise NotReadable(f"Line {line}: the weight “{text.strip()}” must be a number above 0, such as 1 or 1/3.")
    return weight


def _compare(facts: Mapping[str, str], name: str, there: int, notes: list[str]) -> None:
    if facts.get(name, str(there)) != str(there):
        notes.append(f"META says {name} {facts[name]}, but there are {there}. Is the file complete?")
