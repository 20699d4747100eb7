"""Texts, dates and times as people read them."""

from datetime import UTC, date, datetime
from gettext import NullTranslations

import pytest

from eventapp.texts import (
    day_words,
    day_year_words,
    gettext,
    lazy,
    list_words,
    marked,
    minutes_words,
    moment_words,
    ngettext,
    speaking,
    time_words,
    times_words,
    written,
)

LONDON = "Europe/London"


class Reversed(NullTranslations):
    def gettext(self, message: str) -> str:
        return message[::-1]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return (msgid1 if n == 1 else msgid2)[::-1]


def at(hour: int, minute: int = 0, month: int = 11, day: int = 28) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(10, 30), "10:30am"),
        (at(16), "4pm"),
        (at(0), "12\N{NO-BREAK SPACE}midnight"),
        (at(12), "12\N{NO-BREAK SPACE}noon"),
        (at(10, 30, 7), "11:30am"),
    ],
)
def test_a_time_is_short_and_local(moment: datetime, words: str) -> None:
    assert time_words(moment, LONDON) == words


def test_a_span_says_when_it_starts_and_ends() -> None:
    assert times_words(at(10, 30), at(11, 30), LONDON) == "10:30am to 11:30am"


def test_a_span_over_a_clock_change_says_so() -> None:
    words = times_words(at(0, 30, 10, 25), at(1, 30, 10, 25), LONDON)

    assert words == "1:30am to 1:30am (BST / GMT)"


def test_a_day_is_written_out() -> None:
    day = date(2026, 11, 28)

    assert (day_words(day), day_year_words(day)) == ("Saturday 28 November", "Saturday 28 November 2026")


def test_a_moment_has_its_local_day() -> None:
    assert moment_words(at(23, 30, 7, 3), LONDON) == "Saturday 4 July, 12:30am"
    assert moment_words(at(10, 30), "Pacific/Auckland") == "Saturday 28 November, 11:30pm"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
    ],
)
def test_a_length_is_said_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert minutes_words(minutes) == words


@pytest.mark.parametrize(
    ("names", "words"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names_are_joined_as_in_a_sentence(names: list[str], words: str) -> None:
    assert list_words(names) == words


@pytest.mark.parametrize(("tag", "words_are_in"), [("pl", "pl"), ("en-GB", "en-GB"), ("bfi", None)])
def test_nobody_writes_in_a_language_that_is_signed(tag: str, words_are_in: str | None) -> None:
    assert written(tag) == words_are_in


def test_texts_are_in_the_reader_s_language_and_only_there() -> None:
    with speaking(Reversed()):
        inside = (gettext("abc"), ngettext("one", "many", 2))

    assert (inside, gettext("abc"), ngettext("one", "many", 2)) == (("cba", "ynam"), "abc", "many")


def test_a_lazy_text_is_looked_up_when_it_is_shown() -> None:
    label = lazy("abc")

    with speaking(Reversed()):
        inside = str(label)

    assert (inside, str(label)) == ("cba", "abc")


def test_a_marked_text_stays_as_it_is() -> None:
    with speaking(Reversed()):
        assert marked("published edition") == "published edition"
