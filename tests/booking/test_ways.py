"""What My day says of the way from room to room."""

import pytest

from eventapp.booking.ways import way_words
from eventapp.programme.edition import EditionRoom


def room(name: str, floor: str = "Ground floor") -> EditionRoom:
    return EditionRoom(name, floor, "", ())


@pytest.mark.parametrize(
    ("here", "there", "words"),
    [
        (room("Room 1"), room("Room 1"), "You stay in the same room."),
        (room("Room 1"), room("Room 2"), "The next room is another one on the same floor."),
        (room("Room 1"), room("Gallery", "First floor"), "The next room is on another floor: First floor."),
        (
            room("Room 1"),
            room("Garden", ""),
            "The next room is another one. We do not know if it is on the same floor.",
        ),
        (room("Room 1"), None, ""),
    ],
)
def test_the_way_is_told_as_far_as_it_is_known(here: EditionRoom, there: EditionRoom | None, words: str) -> None:
    assert way_words(here, there) == words
