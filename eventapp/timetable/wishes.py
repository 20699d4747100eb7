"""What people who voted wish for, from ballots that nobody can tie to them any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventapp.people.tables import Organisation
from eventapp.voting.reading import anonymous_ballots
from eventapp.voting.shares import FEWEST
from eventapp.voting.tables import Candidate, Round
from eventapp.voting.tally import BallotValue


@dataclass(frozen=True)
class Voter:
    """One ballot: the sessions (ids) that it wants, and what it weighs.

    `group` is the name of the organisation that it is counted for, empty where it was put together with others.
    """

    wants: frozenset[str]
    weight: float = 1.0
    group: str = ""


async def wishes_of(event_id: str, session_of: Mapping[str, str]) -> tuple[Voter, ...]:
    """The ballots of the event's last final vote that want any of these sessions, in no order that means anything.

    `session_of` gives the session of each proposal (ids). None before a result is confirmed, and none where so few
    voted that numbers about them would show who wants what. As many queries, however many ballots there are.
    """
    last = await last_final_vote(event_id)
    if last is None:
        return ()
    rows = await Candidate.select(Candidate.id, Candidate.proposal).where(Candidate.round == last.id)
    session = {row["id"]: session_of[row["proposal"]] for row in rows if row["proposal"] in session_of}
    ballots = await anonymous_ballots(last)
    names = await _names(ballots)
    all_ = (
        Voter(
            frozenset(session[candidate] for candidate in ballot.marks if candidate in session),
            float(ballot.weight),
            names.get(ballot.group, ""),
        )
        for ballot in ballots
    )
    voters = tuple(voter for voter in all_ if voter.wants)
    return voters if len(voters) >= FEWEST else ()


async def last_final_vote(event_id: str) -> Round | None:
    """The vote whose result was confirmed last. One query."""
    is_final = Round.closed_at.is_not_null() & Round.counted_at.is_not_null() & Round.confirmed_at.is_not_null()
    rounds = Round.objects().where((Round.event == event_id) & is_final)
    return await rounds.order_by(Round.confirmed_at, Round.id, ascending=False).first()


def supporters_of(voters: Sequence[Voter]) -> dict[str, int]:
    """For each session (id) who wants it: a number with a bit for each of these voters."""
    found: dict[str, bytearray] = {}
    for number, voter in enumerate(voters):
        for session in voter.wants:
            bits = found.setdefault(session, bytearray(len(voters) // 8 + 1))
            bits[number // 8] |= 1 << number % 8
    return {session: int.from_bytes(bits, "little") for session, bits in found.items()}


async def _names(ballots: Sequence[BallotValue]) -> dict[str, str]:
    """What each group is called that is an organisation. One query."""
    groups = sorted({ballot.group for ballot in ballots})
    rows = await Organisation.select(Organisation.id, Organisation.name).where(Organisation.id.is_in(groups))
    return {row["id"]: row["name"] for row in rows}
