"""Forms: every problem at once, in our words, with what was typed kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)

from eventapp.forms import Form, Posted, between, clean, email_address, longest, optional, required, ticked_or_chosen
from eventapp.texts import lazy


class Tea(Form):
    name = StringField("Name", [required(lazy("Write a name.")), longest(10)])
    email = EmailField("Email", [optional(), email_address()])
    cups = IntegerField("Cups", [ticked_or_chosen("Write how many cups."), between(0, 5)])
    day = DateField("Day", [required("Choose a day.")])
    time = TimeField("Time", [optional()])
    kind = SelectField("Kind", choices={"black": "Black", "green": "Green"})
    extras = SelectMultipleField("Extras", choices={"milk": "Milk", "sugar": "Sugar"})
    sweet = BooleanField("Sweet")
    notes = TextAreaField("Notes", [longest(20)])


RIGHT = {"name": ["Jo"], "cups": ["2"], "day": ["2026-11-28"], "kind": ["black"]}


def tea(**changes: list[Any]) -> Tea:
    return Tea(Posted(RIGHT | changes))


def errors(form: Tea) -> dict[str, list[str]]:
    form.validate()
    return {str(name): [str(error) for error in found] for name, found in form.errors.items()}


def test_a_form_that_is_filled_in_has_no_problems() -> None:
    assert errors(tea(extras=["milk", "sugar"], sweet=["y"], email=[""], time=["10:30"])) == {}


def test_every_problem_is_said_at_once_in_our_words() -> None:
    form = tea(name=[" "], email=["jo"], cups=["9"], day=["soon"], time=["late"], kind=["red"], extras=["salt"])

    assert errors(form) == {
        "name": ["Write a name."],
        "email": ["Write an email address in full, such as name@example.org."],
        "cups": ["Write a number from 0 to 5."],
        "day": ["Write a date, such as 2026-11-28."],
        "time": ["Write a time, such as 10:30."],
        "kind": ["Choose one of the answers offered."],
        "extras": ["Choose from the answers offered."],
    }


def test_an_empty_form_says_what_to_fill_in() -> None:
    found = errors(Tea(Posted({"x": ["y"]})))

    assert found == {
        "name": ["Write a name."],
        "cups": ["Write how many cups."],
        "day": ["Choose a day."],
        "kind": ["Choose one of the answers offered."],
    }


def test_zero_is_an_answer() -> None:
    assert errors(tea(cups=["0"])) == {}


@pytest.mark.parametrize("cups", ["two", "1.5", "", "1e3", "٣x", "9" * 5000])
def test_what_is_no_number_is_said_and_never_a_fault(cups: str) -> None:
    assert list(errors(tea(cups=[cups]))) == ["cups"]


def test_what_was_typed_is_kept() -> None:
    form = tea(cups=["many"], day=["soon"], name=["x" * 11])
    form.validate()

    shown = [str(form["cups"]()), str(form["day"]()), str(form["name"]())]
    assert [f'value="{typed}"' in field for typed, field in zip(("many", "soon", "x" * 11), shown, strict=True)] == [
        True,
        True,
        True,
    ]


def test_length_counts_letters_after_blanks_are_taken_off() -> None:
    assert errors(tea(name=["  " + "x" * 10 + "  "])) == {}
    assert errors(tea(name=["x" * 11])) == {"name": ["Write at most 10 characters."]}


def test_one_character_is_a_character_in_any_script() -> None:
    assert errors(tea(name=["你" * 10])) == {}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jo ", "Jo"),
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("\x00J\x07o\x1f", "Jo"),
        ("tab\tstays", "tab\tstays"),
        ("\ud800J", "J"),
        ("\x00", ""),
        (None, None),
        (5, 5),
    ],
)
def test_texts_are_cleaned(typed: Any, kept: Any) -> None:
    assert clean(typed) == kept


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_cleaned_can_be_stored_and_is_clean_already(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert "\x00" not in cleaned.encode().decode()


def test_a_field_s_own_filters_run_before_cleaning() -> None:
    class Code(Form):
        code = StringField("Code", filters=[lambda code: (code or "").replace("-", " ")])

    assert Code(Posted({"code": ["12-34-"]})).code.data == "12 34"


def test_texts_of_a_form_leave_files_out() -> None:
    assert Posted({"a": ["1", "2"], "file": [object()], "b": [""]}).texts() == [("a", "1"), ("a", "2"), ("b", "")]
