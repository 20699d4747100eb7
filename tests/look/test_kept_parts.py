"""Fields that nobody has typed into are rendered once, and what somebody typed is not kept."""

from collections.abc import Iterator
from typing import Any

import pytest
from markupsafe import Markup, escape

from eventapp import kept_parts
from eventapp.kept_parts import once


class Part:
    """A macro that counts how often it is asked."""

    name = "part"

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, params: dict[str, Any]) -> Markup:
        self.asked += 1
        return escape(params["text"])


@pytest.fixture(autouse=True)
def part() -> Iterator[Part]:
    kept_parts.forget()
    yield Part()
    kept_parts.forget()


def test_the_same_field_is_rendered_once(part: Part) -> None:
    shown = [once(part, {"text": "Name", "hint": {"text": "Any name."}}) for _ in range(3)]

    assert (shown, part.asked) == (["Name"] * 3, 1)


@pytest.mark.parametrize("typed", [{"value": "Ray"}, {"errorMessage": {"text": "There is no Ray."}}])
def test_what_somebody_typed_is_not_kept(part: Part, typed: dict[str, Any]) -> None:
    for _ in range(2):
        once(part, {"text": "Name", **typed})

    assert part.asked == 2


def test_html_is_not_mistaken_for_the_text_that_it_is_written_with(part: Part) -> None:
    once(part, {"text": Markup("<b>Name</b>")})

    assert once(part, {"text": "<b>Name</b>"}) == "&lt;b&gt;Name&lt;/b&gt;"


def test_a_tick_is_not_mistaken_for_a_number(part: Part) -> None:
    once(part, {"text": True})

    assert once(part, {"text": 1}) == "1"


def test_no_more_is_kept_than_there_is_room_for(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_parts, "_MOST", 2)

    shown = [once(part, {"text": str(number % 5)}) for number in range(50)]

    assert (shown, len(kept_parts._kept) <= 2) == ([str(number % 5) for number in range(50)], True)
