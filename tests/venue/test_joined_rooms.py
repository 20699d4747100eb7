"""Rooms that are made of others."""

from eventapp.venue.joined_rooms import contained, features_from_parts, sharing

HALLS: dict[str, tuple[str, ...]] = {
    "left": (),
    "middle": (),
    "right": (),
    "left half": ("left", "middle"),
    "right half": ("middle", "right"),
    "hall": ("left half", "right"),
    "kitchen": (),
}


def test_a_room_is_made_of_all_that_its_parts_are_made_of() -> None:
    assert contained("hall", HALLS) == ("left", "left half", "middle", "right")
    assert contained("kitchen", HALLS) == ()


def test_rooms_with_some_floor_in_common_are_used_together() -> None:
    shared = sharing(HALLS)

    assert shared["left"] == ("hall", "left half")
    assert shared["left half"] == ("hall", "left", "middle", "right half")
    assert shared["hall"] == ("left", "left half", "middle", "right", "right half")
    assert shared["kitchen"] == ()


def test_a_joined_room_has_the_rights_of_all_its_parts_and_whatever_else_one_of_them_has() -> None:
    own = {
        "left": {"step-free", "quiet", "sink"},
        "middle": {"step-free", "daylight"},
        "right": {"step-free", "hearing-loop"},
        "left half": {"hearing-loop"},
    }

    assert features_from_parts("left half", HALLS, own) == {"step-free", "sink", "daylight"}
    assert features_from_parts("hall", HALLS, own) == {"step-free", "hearing-loop", "sink", "daylight"}
    assert features_from_parts("kitchen", HALLS, own) == frozenset()
    assert features_from_parts("a", {"a": ("b",), "b": ("a",)}, {"b": {"quiet"}}) == {"quiet"}


def test_rooms_that_are_made_of_each_other_come_to_an_end() -> None:
    assert contained("a", {"a": ("b",), "b": ("a",)}) == ("b",)
