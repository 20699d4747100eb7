"""Forms for booking, for My day, and for the desk."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of the version before
from wtforms.validators import NumberRange, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.booking.decide import MOST_TOGETHER, SessionFacts
from eventapp.booking.needs import NEEDS
from eventapp.forms import Form, email_address, longest, offered, optional, required
from eventapp.numbers import whole_number
from eventapp.texts import _, lazy, ngettext, times_words

ANY_SLOT = ""


def _name() -> StringField:
    return StringField(
        lazy("What should we call you?"),
        [required(lazy("Tell us what to call you. Any name is fine.")), longest(80)],
        description=lazy("Any name you like. It does not have to be your own."),
        render_kw={"autocomplete": "nickname"},
    )


def _email() -> EmailField:
    return EmailField(
        lazy("Email for messages"),
        [optional(), email_address(), longest(200)],
        description=lazy(
            "Only if you want to hear from us when a place becomes free or something changes. "
            "We use it for nothing else, and delete it 30 days after the event."
        ),
        render_kw={"autocomplete": "email"},
    )


def _reminders() -> BooleanField:
    return BooleanField(
        lazy("Remind me by email"), description=lazy("On the day before, and on the morning. Leave it empty for none.")
    )


def _needs() -> SelectMultipleField:
    return SelectMultipleField(
        lazy("What would help you take part?"),
        [optional()],
        choices=offered(NEEDS),
        option_widget=CheckboxInput(),
        description=lazy(
            "Leave this empty if you like. If you tick or write something, you agree that the organisers see it, "
            "to get it ready. It is deleted 7 days after the event."
        ),
    )


def _own_words() -> TextAreaField:
    return TextAreaField(lazy("Anything else that would help"), [optional(), longest(500)])


# How many places there are is decided where they are booked: a form that is sent asks the database nothing before, and
# makes no choices that nobody sees.
def _places() -> SelectField:
    return SelectField(
        lazy("How many places?"),
        [_number_from(1)],
        coerce=int,
        validate_choice=False,
        default=1,
        description=lazy(
            "Count yourself, and everyone who comes with you. They need no name and no booking of their own."
        ),
    )


def _number_from(least: int) -> NumberRange:
    return NumberRange(least, MOST_TOGETHER, message=lazy("Choose one of the answers offered."))


def _fewer_than_places(form: Any, field: SelectField) -> None:
    if isinstance(field.data, int) and isinstance(form.places.data, int) and field.data >= form.places.data:
        raise ValidationError(_("Count everyone under “places”, those who support somebody too."))


def _supporters() -> SelectField:
    return SelectField(
        lazy("How many of them come to support somebody?"),
        [_number_from(0), _fewer_than_places],
        coerce=int,
        validate_choice=False,
        default=0,
        description=lazy("Some sessions keep places for supporters."),
    )


def _slot() -> RadioField:
    return RadioField(
        lazy("Which time?"),
        coerce=_minutes,
        validate_choice=False,
        default=None,
        description=lazy("It is for you alone, or with those who come along with you."),
    )


def _minutes(value: Any) -> int | None:
    return whole_number(str(value), digits=4)


def offer_places(form: Any, most: int) -> None:
    """Lets a form's `places` be chosen, up to so many; and `supporters`, where it asks for them."""
    form.places.choices = [
        SelectChoice(count, ngettext("%(count)s place", "%(count)s places", count) % {"count": count})
        for count in range(1, most + 1)
    ]
    if "supporters" in form:
        form.supporters.choices = [SelectChoice(count, str(count)) for count in range(most)]


def most_places(rules: SessionFacts) -> int:
    """How many places one booking of the session can have."""
    if rules.slot_minutes or rules.places is None:
        return rules.most_together
    return max(1, min(rules.most_together, rules.places))


def offer_slots(form: Any, rules: SessionFacts, free: Iterable[int], zone: str) -> None:
    """Lets a form's `slot` be chosen from those that are free, or any of them."""
    length = timedelta(minutes=rules.slot_minutes or 0)
    starts = {slot: rules.starts_at + timedelta(minutes=slot) for slot in free}
    form.slot.choices = [
        SelectChoice(ANY_SLOT, _("Any of these times")),
        *(SelectChoice(slot, times_words(start, start + length, zone)) for slot, start in starts.items()),
    ]


class BookingForm(Form):
    """Books for somebody new. `form_key` is random: a form that arrives twice books once."""

    form_key = HiddenField(validators=[longest(60)])
    name = _name()
    slot = _slot()
    places = _places()
    supporters = _supporters()
    needs = _needs()
    own_words = _own_words()
    email = _email()
    reminders = _reminders()

    def validate_reminders(self, field: BooleanField) -> None:
        if field.data and not self.email.data and not self.email.errors:
            raise ValidationError(_("Write your email address too, or leave this empty."))


class AgainForm(Form):
    """Books for somebody whom this device knows."""

    slot = _slot()
    places = _places()
    supporters = _supporters()


class FindForm(Form):
    """Finds My day by code and name. `next` is the page of a session to go on to."""

    next = HiddenField(validators=[longest(200)])
    code = StringField(
        lazy("Your code"),
        [required(lazy("Write your code: six letters and numbers.")), longest(20)],
        description=lazy("Six letters and numbers, such as KM P4 TX."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    name = StringField(
        lazy("The name you booked with"),
        [required(lazy("Write the name that you booked with.")), longest(80)],
        render_kw={"autocomplete": "nickname"},
    )


class DetailsForm(Form):
    """Changes what somebody told us."""

    name = _name()
    email = _email()
    reminders = _reminders()
    needs = _needs()
    own_words = _own_words()


class DeskForm(Form):
    """Looks somebody up at the desk."""

    words = StringField(lazy("Name or code"), [optional(), longest(80)], render_kw={"autocomplete": "off"})


class BookForForm(Form):
    """Books for somebody who phoned, wrote or stands here."""

    form_key = HiddenField(validators=[longest(60)])
    session = SelectField(lazy("Session"), [required(lazy("Choose a session."))])
    code = StringField(
        lazy("Their code, if they have booked before"), [optional(), longest(20)], render_kw={"autocomplete": "off"}
    )
    name = StringField(
        lazy("What should we call them?"),
        [optional(), longest(80)],
        description=lazy("Any name they like. Leave it empty if you wrote their code."),
        render_kw={"autocomplete": "off"},
    )
    places = SelectField(
        lazy("How many places?"), coerce=int, default=1, description=lazy("Count anyone who supports them.")
    )
    supporters = _supporters()
    wait = BooleanField(lazy("If it is full, put them on the waiting list"))
    reason = StringField(
        lazy("If it is full or closed, book them all the same, because"),
        [optional(), longest(200)],
        description=lazy("Leave it empty to keep to the rules. The log says what you write here, and your name."),
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        lazy("Email for messages"),
        [optional(), email_address(), longest(200)],
        description=lazy("Only if they want messages."),
        render_kw={"autocomplete": "off"},
    )
    reminders = BooleanField(lazy("Remind them by email, on the day before and on the morning"))
    needs = SelectMultipleField(
        lazy("What would help them take part?"),
        [optional()],
        choices=offered(NEEDS),
        option_widget=CheckboxInput(),
        description=lazy("Ask if you may note it: organisers see it. It is deleted 7 days after the event."),
    )
    own_words = TextAreaField(lazy("Anything else that would help"), [optional(), longest(500)])


def offer_sessions(form: BookForForm, sessions: list[tuple[str, str]]) -> None:
    """Lets the session be chosen from these pairs of id and words."""
    form.session.choices = offered({"": _("Choose a session"), **dict(sessions)})
