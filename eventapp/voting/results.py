"""The result of a round, in order and in words, and as a file that anybody can count again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventapp.texts import _
from eventapp.voting import reasons
from eventapp.voting.counting import encode
from eventapp.voting.equal_shares import BallotValue
from eventapp.voting.reading import Contender
from eventapp.voting.shares import FEWEST
from eventapp.voting.tables import Round


@dataclass(frozen=True)
class Line:
    """A candidate in the result. `people` is None where telling it could show who voted what."""

    contender: Contender
    chosen: bool
    people: int | None
    why: str
    changed: str


def lines(contenders: Sequence[Contender], ballots_cast: int) -> list[Line]:
    """The chosen ones in buying order, then those that an organiser added, then the others by support and title."""
    titles = {one.candidate.id: one.proposal.title for one in contenders}
    return sorted((_line(one, ballots_cast, titles) for one in contenders), key=_place)


def _line(one: Contender, ballots_cast: int, titles: Mapping[str, str]) -> Line:
    candidate, reason = one.candidate, reasons.read(one.candidate.reason)
    why = reasons.words(reason, candidate.minutes, titles)
    if reason.counted_in and not candidate.chosen and not reason.changed:
        why = _("The people who proposed it took it back after the count.")
    return Line(
        contender=one,
        chosen=bool(candidate.chosen),
        people=candidate.support if ballots_cast >= FEWEST else None,
        why=why,
        changed=reason.changed,
    )


def _place(line: Line) -> tuple[bool, int, int, str, str]:
    candidate = line.contender.candidate
    bought_in_turn = candidate.turn or 1_000_000
    return (
        not line.chosen,
        bought_in_turn,
        -(line.people or 0),
        line.contender.proposal.title.casefold(),
        candidate.id,
    )


def minutes_given(found: Sequence[Line]) -> int:
    """The room time that the chosen ones take."""
    return sum(line.contender.candidate.minutes for line in found if line.chosen)


def result_file(round_: Round, contenders: Sequence[Contender], ballots: Sequence[BallotValue]) -> bytes:
    """JSON: everything that the count went by, without names or times, and what came out.

    Groups of ballots are numbered, since their names tell nothing about the count. With fewer than three ballots none
    are told.
    """
    told = ballots if len(ballots) >= FEWEST else []
    names = {group: str(number) for number, group in enumerate(sorted({ballot.group for ballot in told}), 1)}
    return encode(
        {
            "title": round_.title,
            "rules": round_.rules,
            "method": "equal shares",
            "budget_minutes": round_.budget_minutes,
            "seed": round_.seed,
            "ballots_cast": len(ballots),
            "candidates": [_candidate(line) for line in lines(contenders, len(ballots))],
            "ballots": sorted(
                ({"group": names[one.group], "weight": one.weight, "marks": sorted(one.marks)} for one in told),
                key=lambda one: (one["group"], one["marks"]),
            ),
        }
    )


def _candidate(line: Line) -> dict[str, object]:
    candidate, reason = line.contender.candidate, reasons.read(line.contender.candidate.reason)
    told: dict[str, object] = {
        "id": candidate.id,
        "title": line.contender.proposal.title,
        "minutes": candidate.minutes,
        "chosen": line.chosen,
        "counted_in": reason.counted_in,
        "turn": candidate.turn,
        "why": reason.why,
        "changed": reason.changed,
    }
    if line.people is not None:
        told |= {"people": line.people, "weight": reason.weight, "held": reason.held, "left": reason.left}
    return told
