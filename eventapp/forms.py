"""Forms: every problem said at once, beside its field, with what was typed kept."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import Field
from wtforms import Form as WTForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of the version before
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, StopValidation

from eventapp.texts import _, gettext, lazy, ngettext

# What WTForms itself says, in our words. Its own catalogues say the same things to programmers.
_PLAIN_WORDS = {
    "This field is required.": lazy("Fill this in."),
    "Not a valid integer value.": lazy("Write a whole number, such as 12."),
    "Not a valid decimal value.": lazy("Write a number, such as 12."),
    "Not a valid date value.": lazy("Write a date, such as 2026-11-28."),
    "Not a valid time value.": lazy("Write a time, such as 10:30."),
    "Not a valid datetime value.": lazy("Write a day and a time, such as 2026-11-28 10:30."),
    "Not a valid choice.": lazy("Choose one of the answers offered."),
    "Invalid Choice: could not coerce.": lazy("Choose one of the answers offered."),
    "Invalid choice(s): one or more data inputs could not be coerced.": lazy("Choose from the answers offered."),
    "Invalid email address.": lazy("Write an email address in full, such as name@example.org."),
}


class _Words:
    """The translations object that WTForms asks for its messages."""

    def gettext(self, text: str) -> str:
        return str(_PLAIN_WORDS.get(text) or gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        if "not a valid choice" in one or "not valid choices" in many:
            return _("Choose from the answers offered.")
        return ngettext(one, many, count)


class Form(WTForm):
    """A form whose texts are stripped and free of characters that no database stores."""

    class Meta:
        def get_translations(self, form: WTForm) -> _Words:
            return _Words()

        def bind_field(self, form: WTForm, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = unbound_field.kwargs.get("filters", [])
            return unbound_field.bind(form=form, filters=[*filters, clean], **options)


# NUL and lone surrogates are refused by PostgreSQL; other control characters break XML and calendars.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(value: Any) -> Any:
    """Text without control characters and outer blanks, with plain line ends; any other value as it is."""
    if not isinstance(value, str):
        return value
    return _UNWANTED.sub("", value).replace("\r\n", "\n").replace("\r", "\n").strip()


class Posted:
    """What a browser sent, as WTForms reads it."""

    def __init__(self, values: Mapping[str, list[Any]]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def getlist(self, name: str) -> list[Any]:
        return self._values.get(name, [])

    def texts(self) -> list[tuple[str, str]]:
        """Each name with each of its values, files left out."""
        return [(name, value) for name, values in self._values.items() for value in values if isinstance(value, str)]


def offered(words: Mapping[str, str]) -> list[Any]:
    """Choices from values and their words."""
    return [SelectChoice(value, word) for value, word in words.items()]


class _Required(DataRequired):
    """Says nothing where something was typed that is no date or number: that is said already, and better."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.process_errors and any(str(typed).strip() for typed in field.raw_data or ()):
            raise StopValidation
        super().__call__(form, field)


def required(sentence: Any) -> DataRequired:
    """The field must be filled in; `sentence` says so in its own words."""
    return _Required(message=sentence)


def ticked_or_chosen(sentence: Any) -> InputRequired:
    """One of the answers must be chosen, and the chosen value may be 0 or empty."""
    return InputRequired(message=sentence)


def optional() -> Optional:
    """The field may be left empty; then no other rule is checked."""
    return Optional()


def longest(most: int) -> Length:
    """At most this many characters."""
    return Length(max=most, message=lazy("Write at most %(max)d characters."))


def between(least: int, most: int) -> NumberRange:
    """A whole number within these bounds, both allowed."""
    return NumberRange(min=least, max=most, message=lazy("Write a number from %(min)s to %(max)s."))


def email_address() -> Email:
    """An email address that could exist; nothing is looked up."""
    return Email(message=lazy("Write an email address in full, such as name@example.org."))
