"""Page numbers and addresses of long lists."""

import pytest

from eventapp.paging import page_address, page_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("9" * 30, 1), ("٣", 1), ("", 1), ("100000", 100_000), ("100001", 1)],
)
def test_what_is_no_page_number_is_the_first_page(text: str, number: int) -> None:
    assert page_number(text) == number


def test_another_page_asks_for_the_same_things() -> None:
    asked = [("kind", "talk"), ("page", "2"), ("state", "idea & more")]

    assert page_address("/day/proposals", asked, 3) == "/day/proposals?kind=talk&state=idea+%26+more&page=3"
