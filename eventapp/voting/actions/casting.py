"""Voting."""

from collections.abc import Collection

from eventapp.errors import Refused
from eventapp.people.tables import Person
from eventapp.texts import _, ngettext
from eventapp.voting.actions.ballot_box import put_in
from eventapp.voting.actions.parts import candidate_ids
from eventapp.voting.reading import OwnBallot, organisations_of_voters
from eventapp.voting.tables import Round


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
    wanted = OwnBallot(frozenset(marks), frozenset(stars), abstains)
    await put_in(round_, person, lambda _before, now: _checked(now, wanted))


async def change_ballot(
    round_: Round, person: Person, shown: Collection[str], marks: Collection[str], stars: Collection[str] = ()
) -> OwnBallot:
    """Changes what this person's ballot says about the candidates `shown`, and returns all that it says then.

    What a page did not show stays as it was, whatever is in `marks` and `stars`: so two pages never undo each other. A
    star on what was not ticked ticks it; on what is no longer ticked it goes too. Raises `Refused` as `cast_ballot`
    does.
    """
    await _check_voter(round_, person, {*shown, *marks, *stars})
    here, marked, starred = frozenset(shown), frozenset(marks), frozenset(stars)

    def change(before: OwnBallot, now: Round) -> OwnBallot:
        ticked = here & (marked | (starred - before.marks))
        all_marks = before.marks - here | ticked
        all_stars = before.stars - here | (starred & ticked)
        return _checked(now, OwnBallot(all_marks, all_stars, before.abstains and not all_marks))

    return await put_in(round_, person, change)


async def _check_voter(round_: Round, person: Person, named: Collection[str]) -> None:
    """Whether this person votes at all, and these are candidates.

    Before the ballot is put in, which holds others up: candidates stay the same from the opening on, and the ballot
    of somebody who leaves meanwhile falls away at closing.
    """
    if not await organisations_of_voters(round_.event, person):
        raise Refused(_("To vote you need to belong to an organisation that takes part."))
    if not set(named) <= await candidate_ids(round_):
        raise Refused(_("Choose from the proposals in this vote."))


def _checked(round_: Round, wanted: OwnBallot) -> OwnBallot:
    if not wanted.stars <= wanted.marks:
        raise Refused(_("Choose from the proposals in this vote."))
    if wanted.abstains and wanted.marks:
        raise Refused(_("You can abstain or tick, not both."))
    if len(wanted.stars) > round_.stars:
        raise TooManyStars(_most_stars(round_.stars))
    return wanted


def _most_stars(most: int) -> str:
    if most == 0:
        return _("There are no stars in this vote.")
    text = ngettext(
        "You can give %(count)s star, and you have given it. Take it away first.",
        "You can give %(count)s stars, and you have given them. Take one away first.",
        most,
    )
    return text % {"count": most}
