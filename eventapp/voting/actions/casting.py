"""Voting."""

from collections.abc import Collection

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.people.tables import Person
from eventapp.texts import _, ngettext
from eventapp.voting.actions.parts import candidate_ids, locked_round
from eventapp.voting.paper import votes_on_paper
from eventapp.voting.reading import OwnBallot, organisations_of_voters, own_ballot
from eventapp.voting.rows import insert
from eventapp.voting.secrecy import ballot_id
from eventapp.voting.states import is_over, state_of
from eventapp.voting.tables import Ballot, BallotMark, Round


class TooManyStars(Refused):
    """More stars than the round allows."""


async def cast_ballot(
    round_: Round, person: Person, marks: Collection[str], stars: Collection[str] = (), *, abstains: bool = False
) -> None:
    """This person's ballot, in place of an earlier one. Without marks it takes the vote back, unless it abstains.

    `marks` and `stars` are ids of candidates, the stars among the marks. Nothing is logged, and no time is kept.
    Raises `Refused` when the round is not open or its time has passed, for people who may not vote, for ids that are
    not in this round, and for more stars than the round allows.
    """
    await _check_voter(round_, person, {*marks, *stars})
    async with db.transaction():
        now = await _held(round_, person)
        wanted = OwnBallot(frozenset(marks), frozenset(stars), abstains)
        _check(now, wanted)
        await _put(now, person, await own_ballot(now, person), wanted)


async def change_ballot(
    round_: Round, person: Person, shown: Collection[str], marks: Collection[str], stars: Collection[str] = ()
) -> OwnBallot:
    """Changes what this person's ballot says about the candidates `shown`, and returns all that it says then.

    What a page did not show stays as it was, whatever is in `marks` and `stars`: so two pages never undo each other. A
    star on what was not ticked ticks it; on what is no longer ticked it goes too. Raises `Refused` as `cast_ballot`
    does.
    """
    await _check_voter(round_, person, {*shown, *marks, *stars})
    async with db.transaction():
        now = await _held(round_, person)
        before = await own_ballot(now, person)
        here = frozenset(shown)
        ticked = here & (frozenset(marks) | (frozenset(stars) - before.marks))
        wanted = OwnBallot(
            before.marks - here | ticked, before.stars - here | (frozenset(stars) & ticked), before.abstains
        )
        if wanted.marks:
            wanted = OwnBallot(wanted.marks, wanted.stars)
        _check(now, wanted)
        await _put(now, person, before, wanted)
        return wanted


async def _check_voter(round_: Round, person: Person, named: Collection[str]) -> None:
    """Whether this person votes at all, and these are candidates.

    Before the transaction, which holds everybody else up: candidates stay the same from the opening on, and the ballot
    of somebody who leaves meanwhile falls away at closing.
    """
    if not await organisations_of_voters(round_.event, person):
        raise Refused(_("To vote you need to belong to an organisation that takes part."))
    if not set(named) <= await candidate_ids(round_):
        raise Refused(_("Choose from the proposals in this vote."))


async def _held(round_: Round, person: Person) -> Round:
    """The round, held until the transaction ends, so that it closes before this ballot or after it."""
    now = await locked_round(round_)
    if state_of(now) != "open" or is_over(now, clock.now()):
        raise Refused(_("Voting is closed. What you saved before counts, and this change does not."))
    if await votes_on_paper(now, person):
        raise Refused(_("You vote on paper, so you have no vote here. An organiser can change that."))
    return now


def _check(round_: Round, wanted: OwnBallot) -> None:
    if not wanted.stars <= wanted.marks:
        raise Refused(_("Choose from the proposals in this vote."))
    if wanted.abstains and wanted.marks:
        raise Refused(_("You can abstain or tick, not both."))
    if len(wanted.stars) > round_.stars:
        raise TooManyStars(_most_stars(round_.stars))


def _most_stars(most: int) -> str:
    if most == 0:
        return _("There are no stars in this vote.")
    text = ngettext(
        "You can give %(count)s star, and you have given it. Take it away first.",
        "You can give %(count)s stars, and you have given them. Take one away first.",
        most,
    )
    return text % {"count": most}


async def _put(round_: Round, person: Person, before: OwnBallot, wanted: OwnBallot) -> None:
    """Stores only what differs: one tick more is one row more."""
    mine = ballot_id(round_.ballot_key, person.id)
    if before.is_cast and not wanted.is_cast:
        # A ballot that says nothing would only make the ballots of its organisation weigh less.
        await Ballot.delete().where(Ballot.id == mine)
        return
    if not before.is_cast and wanted.is_cast:
        await Ballot.insert(Ballot(id=mine, round=round_.id, weight_group="", weight="", abstains=wanted.abstains))
    elif before.abstains != wanted.abstains:
        await Ballot.update({Ballot.abstains: wanted.abstains}).where(Ballot.id == mine)
    stale = {id_ for id_ in before.marks if id_ not in wanted.marks or (id_ in before.stars) != (id_ in wanted.stars)}
    if stale:
        await BallotMark.delete().where((BallotMark.ballot == mine) & BallotMark.candidate.is_in(sorted(stale)))
    fresh = sorted(wanted.marks - (before.marks - stale))
    await insert(BallotMark, [BallotMark(ballot=mine, candidate=id_, star=id_ in wanted.stars) for id_ in fresh])
