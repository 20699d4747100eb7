"""What is stored about the ballots of a closed round, added up: a page of many ballots needs only the sums."""

from collections.abc import Collection

from piccolo.query.functions import Count

from eventapp.people.tables import Organisation
from eventapp.voting.fairness import Ticks
from eventapp.voting.tables import Ballot, BallotMark, Round


async def ticks_of_round(round_: Round) -> Ticks:
    """How many ballots each weight group has, and how many of these tick each candidate. Two queries."""
    ballots = (
        await Ballot.select(Ballot.weight_group, Count(alias="ballots"))
        .where(Ballot.round == round_.id)
        .group_by(Ballot.weight_group)
    )
    ticked = (
        await BallotMark.select(
            BallotMark.ballot.weight_group.as_alias("group_ticking"), BallotMark.candidate, Count(alias="ticks")
        )
        .where(BallotMark.ballot.round == round_.id)
        .group_by(BallotMark.ballot.weight_group, BallotMark.candidate)
    )
    marks: dict[str, dict[str, int]] = {}
    for row in ticked:
        marks.setdefault(str(row["group_ticking"]), {})[str(row["candidate"])] = int(row["ticks"])
    return Ticks({str(row["weight_group"]): int(row["ballots"]) for row in ballots}, marks)


async def left_with_nothing(round_: Round, chosen: Collection[str]) -> int:
    """How many ballots have nothing that they tick among the chosen (ids). Two queries."""
    ballots = int(await Ballot.count().where(Ballot.round == round_.id))
    if not chosen:
        return ballots
    with_something = (
        await BallotMark.select(BallotMark.ballot)
        .where((BallotMark.ballot.round == round_.id) & BallotMark.candidate.is_in(list(chosen)))
        .group_by(BallotMark.ballot)
    )
    return ballots - len(with_something)


async def names_of_organisations(ids: Collection[str]) -> dict[str, str]:
    """The names of organisations, by id."""
    if not ids:
        return {}
    rows = await Organisation.select(Organisation.id, Organisation.name).where(Organisation.id.is_in(list(ids)))
    return {str(row["id"]): str(row["name"]) for row in rows}
