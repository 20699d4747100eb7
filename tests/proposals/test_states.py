import pytest

from eventapp.proposals.states import STATES, may_be_revised, may_become, must_be_whole


def test_its_own_people_bring_a_proposal_only_where_the_table_says() -> None:
    moves = {(state, other) for state in STATES for other in STATES if may_become(state, other)}

    assert moves == {
        ("idea", "submitted"),
        ("idea", "withdrawn"),
        ("submitted", "withdrawn"),
        ("withdrawn", "idea"),
        ("withdrawn", "submitted"),
    }


@pytest.mark.parametrize(
    ("state", "while_open", "while_closed"),
    [
        ("idea", True, False),
        ("submitted", True, True),
        ("selected", True, True),
        ("not-this-time", False, False),
        ("withdrawn", False, False),
    ],
)
def test_when_the_words_can_be_changed(state: str, while_open: bool, while_closed: bool) -> None:  # noqa: FBT001
    found = may_be_revised(state, proposals_open=True), may_be_revised(state, proposals_open=False)

    assert found == (while_open, while_closed)


def test_what_others_count_on_must_stay_whole() -> None:
    assert {state for state in STATES if must_be_whole(state)} == {"submitted", "selected"}


def test_every_state_has_its_words_and_says_what_happens_next() -> None:
    assert [str(state.word) for state in STATES.values()] == [
        "Idea",
        "Put forward",
        "Chosen",
        "Not this time",
        "Withdrawn",
    ]
    assert all(str(state.next) for state in STATES.values())
