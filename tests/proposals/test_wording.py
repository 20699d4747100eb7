import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.proposals.wording import Piece, changes, compared
from eventapp.proposals.words import ProposalWords


def test_what_differs_is_marked_word_by_word() -> None:
    old, new = compared("We prune old roses.", "We prune and smell roses.")

    assert old == [Piece("We prune "), Piece("old", differs=True), Piece(" roses.")]
    assert new == [Piece("We prune "), Piece("and smell", differs=True), Piece(" roses.")]


@pytest.mark.parametrize(("old", "new"), [("", ""), ("", "Roses."), ("Roses.", ""), ("Roses.", "Roses.")])
def test_what_is_all_there_or_not_at_all(old: str, new: str) -> None:
    pieces = compared(old, new)

    assert [[piece.text for piece in side] for side in pieces] == [[text] if text else [] for text in (old, new)]
    assert {piece.differs for side in pieces for piece in side} <= {old != new}


@given(st.text(alphabet="ab \n", max_size=200), st.text(alphabet="ab \n", max_size=200))
def test_the_pieces_are_the_texts(old: str, new: str) -> None:
    before, after = compared(old, new)

    assert ("".join(piece.text for piece in before), "".join(piece.text for piece in after)) == (old, new)
    assert [piece for piece in before if not piece.differs] == [piece for piece in after if not piece.differs]


def test_only_what_differs_is_a_change_and_a_length_left_empty_is_none() -> None:
    words = ProposalWords("Roses", "We prune.", minutes=60, content_notes="Thorns.")

    assert changes(words, {"title": "Tulips", "what_happens": "We prune.", "minutes": None, "content_notes": ""}) == {
        "title": "Tulips",
        "content_notes": "",
    }
