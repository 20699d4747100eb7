"""Forms for voting on paper: who does, and what is on a ballot."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField

from eventapp.forms import Form, Posted, longest, required
from eventapp.people.tables import Organisation, Person
from eventapp.texts import _, lazy
from eventapp.voting.secrecy import read_code

NOT_CHOSEN = ""


class PersonForm(Form):
    person = SelectField(lazy("Who votes on paper?"), [required(lazy("Choose a person."))])


def person_form(people: Sequence[Person], posted: Posted | None = None) -> PersonForm:
    """One of these people, to vote on paper."""
    form = PersonForm(posted)
    form.person.choices = [(NOT_CHOSEN, _("Choose a person")), *((one.id, one.name) for one in people)]
    return form


class NameForm(Form):
    name = StringField(lazy("Name"), [required(lazy("Write the name.")), longest(200)])
    organisation = SelectField(lazy("Votes for"), [required(lazy("Choose an organisation."))])


def name_form(organisations: Sequence[Organisation], posted: Posted | None = None) -> NameForm:
    """Somebody without a sign-in, to vote on paper for one of these."""
    form = NameForm(posted)
    form.organisation.choices = [
        (NOT_CHOSEN, _("Choose an organisation")),
        *((one.id, one.name) for one in organisations),
    ]
    return form


class CodeForm(Form):
    code = StringField(lazy("Code on the ballot"), [required(lazy("Write the code.")), longest(50)])


class BackForm(Form):
    code = StringField(
        lazy("Code on the ballot that was given back"),
        [longest(50)],
        description=lazy(
            "Leave it empty if there is none. Then the ballots of this organisation must be printed again."
        ),
    )


class TypingForm(Form):
    """What is on a paper ballot, in the order in which it is printed. `code` was asked for before."""

    code = HiddenField(validators=[longest(50)])
    ticked = SelectMultipleField(lazy("Ticked"))
    star = SelectMultipleField(lazy("Star"))
    nothing = BooleanField(lazy("Nothing is ticked on it"))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if valid and bool(self.ticked.data) == bool(self.nothing.data):
            self.nothing.errors = [_("Tick here what is ticked on the paper, or say that nothing is.")]
            return False
        if valid and not set(self.star.data or []) <= set(self.ticked.data or []):
            self.star.errors = [_("A star only counts beside a tick.")]
            return False
        return valid


def typing_form(code: str, ids: Sequence[str], posted: Posted | None = None) -> TypingForm:
    """The form for the ballot with this code, with these candidates (ids) on it."""
    form = TypingForm(posted, data={"code": said(code)})
    form.ticked.choices = form.star.choices = [(id_, id_) for id_ in ids]
    return form


def said(code: str) -> str:
    """A code in two halves, as it is printed and read aloud."""
    plain = read_code(code)
    return f"{plain[:4]} {plain[4:]}"
