from eventapp.numbers import whole_number
from eventapp.paging import page_number


def test_what_is_written_in_digits_is_a_number() -> None:
    assert [whole_number(text, digits=3) for text in ("0", "7", "042", "999")] == [0, 7, 42, 999]


def test_anything_else_is_none() -> None:
    others = ["", " 7", "-1", "+1", "1_0", "1.0", "٣", "²", "1000", "9" * 5000]

    assert [whole_number(text, digits=3) for text in others] == [None] * len(others)


def test_an_address_that_asks_for_a_page_of_thousands_of_digits_gets_the_first() -> None:
    assert [page_number(text) for text in ("000000001" + "0" * 5000, "100001", "0", "12")] == [1, 1, 1, 12]
