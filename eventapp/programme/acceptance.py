"""What organisers should know of a timetable before they publish it, and which of that they said may stay."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from eventapp import db
from eventapp.ids import fingerprint
from eventapp.people.tables import Person
from eventapp.programme.tables import AcceptedWarning, Edition
from eventapp.timetable.checks.problems import problem_words, problems
from eventapp.timetable.planned import PlannedSession, Timetable


@dataclass(frozen=True)
class TimetableWarning:
    """Something that stops nobody, in the words in which it is accepted, and the sessions that it is about."""

    words: str
    sessions: tuple[PlannedSession, ...]

    @property
    def key(self) -> str:
        """Stands for the words in a form."""
        return fingerprint(self.words)[:16]


def warnings_of(timetable: Timetable) -> list[TimetableWarning]:
    """The warnings of the timetable, in order of time. Each is there once."""
    found: dict[str, TimetableWarning] = {}
    for problem in problems(timetable):
        if not problem.stops:
            words = problem_words(problem, timetable.zone)
            found.setdefault(words, TimetableWarning(words, problem.sessions))
    return list(found.values())


async def accepted_before(event_id: str) -> dict[str, str]:
    """The words of all warnings that were accepted with the event's editions, and who accepted them ("" if gone)."""
    rows = await (
        AcceptedWarning.select(AcceptedWarning.words, AcceptedWarning.accepted_by.name.as_alias("name"))
        .where(AcceptedWarning.edition.event == event_id)
        .order_by(AcceptedWarning.edition.number)
    )
    return {row["words"]: row["name"] or "" for row in rows}


def not_accepted(
    warnings: Iterable[TimetableWarning], before: Mapping[str, str], accepted: Collection[str]
) -> list[TimetableWarning]:
    """The warnings that nobody accepted, now or with an earlier edition."""
    return [warning for warning in warnings if warning.words not in before and warning.words not in accepted]


async def keep_accepted(edition: Edition, by: Person | None, words: Iterable[str]) -> None:
    """Stores who accepted what, in the transaction of publishing."""
    rows = [
        AcceptedWarning(edition=edition.id, words=each, accepted_by=by.id if by else None)
        for each in dict.fromkeys(words)
    ]
    await db.insert_all(AcceptedWarning, rows)


async def accepted_with(edition: Edition) -> list[tuple[str, str]]:
    """The words of the warnings that were accepted with this edition, and by whom ("" if gone)."""
    rows = await (
        AcceptedWarning.select(AcceptedWarning.words, AcceptedWarning.accepted_by.name.as_alias("name"))
        .where(AcceptedWarning.edition == edition.id)
        .order_by(AcceptedWarning.words)
    )
    return [(row["words"], row["name"] or "") for row in rows]
