"""Made-up votes to try a round's rules with."""

from collections import Counter
from fractions import Fraction

from eventapp.voting.made_up import Idea, made_up_votes
from eventapp.voting.tally import BallotValue

VOTERS = {f"person {number}": "trust" if number < 40 else f"group {number}" for number in range(50)}
IDEAS = [Idea(f"idea {number}", frozenset({"trust"} if number % 2 else {"group 41"})) for number in range(20)]


def votes(seed: str = "1", stars: int = 3) -> list[BallotValue]:
    return made_up_votes(VOTERS, IDEAS, seed, weighting="organisation", stars=stars)


def test_the_same_seed_makes_the_same_votes_and_another_makes_others() -> None:
    assert votes("1") == votes("1")
    assert votes("1") != votes("2")


def test_votes_do_not_depend_on_the_order_of_people_and_ideas() -> None:
    backwards = made_up_votes(dict(reversed(VOTERS.items())), IDEAS[::-1], "1", weighting="organisation", stars=3)

    assert backwards == votes("1")


def test_most_people_vote_and_each_ticks_something_that_there_is() -> None:
    found = votes()

    assert 25 <= len(found) <= 45
    assert all(ballot.marks and ballot.marks <= {idea.id for idea in IDEAS} for ballot in found)
    assert len(frozenset().union(*(ballot.marks for ballot in found))) > 0


def test_stars_are_on_what_is_ticked_and_no_more_than_allowed() -> None:
    found = votes(stars=2)

    assert all(ballot.stars <= ballot.marks and len(ballot.stars) <= 2 for ballot in found)
    assert any(len(ballot.stars) == 2 for ballot in found)
    assert not any(ballot.stars for ballot in votes(stars=0))


def test_their_own_ideas_are_ticked_most() -> None:
    ticks = Counter(id_ for ballot in votes() if ballot.group == "trust" for id_ in ballot.marks)
    own = {idea.id for idea in IDEAS if "trust" in idea.organisations}

    assert sum(ticks[id_] for id_ in own) > sum(ticks[id_] for id_ in ticks if id_ not in own)


def test_small_organisations_are_pooled_as_in_a_real_vote() -> None:
    found = votes()

    assert {ballot.group for ballot in found} == {"trust", "pooled"}
    assert sum(ballot.weight for ballot in found if ballot.group == "trust") == Fraction(1)


def test_without_people_or_ideas_there_are_no_votes() -> None:
    assert made_up_votes({}, IDEAS, "1", weighting="person", stars=3) == []
    assert made_up_votes(VOTERS, [], "1", weighting="person", stars=3) == []
