"""What an event may be called in addresses, and when it may be."""

from datetime import date, time

import pytest

from eventapp.event.rules import RESERVED, days_problem, hours_problem, slug_problem, zone_problem


@pytest.mark.parametrize("slug", ["ab", "day", "peer-support-day-2026", "2026", "a" * 40])
def test_small_letters_digits_and_hyphens_make_an_address(slug: str) -> None:
    assert slug_problem(slug) == ""


@pytest.mark.parametrize("slug", ["", "a", "a" * 41, "Day", "a b", "a/b", "a.b", "dáy", "day\n", "٣٤", "-day", "day-"])
def test_other_addresses_are_refused(slug: str) -> None:
    assert slug_problem(slug) != ""


def test_words_that_the_program_uses_are_refused() -> None:
    assert all(slug_problem(word) for word in RESERVED)


def test_an_event_lasts_from_1_to_14_days() -> None:
    first = date(2026, 11, 28)

    assert [days_problem(first, last) == "" for last in (first, date(2026, 12, 11), date(2026, 12, 12))] == [
        True,
        True,
        False,
    ]
    assert days_problem(first, date(2026, 11, 27)) != ""


def test_doors_close_after_they_open() -> None:
    assert [hours_problem(time(10), closes) == "" for closes in (time(10, 1), time(10), time(9))] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kathmandu", "UTC"])
def test_a_time_zone_is_named_by_its_place(zone: str) -> None:
    assert zone_problem(zone) == ""


@pytest.mark.parametrize(
    "zone", ["", "London", "Europe/Norwich", "../../etc/passwd", "localtime", "GMT0", "europe/london"]
)
def test_unknown_time_zones_are_refused(zone: str) -> None:
    assert zone_problem(zone) != ""
