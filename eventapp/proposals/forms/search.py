"""The form that finds proposals."""

from collections.abc import Sequence

from wtforms import (
    BooleanField,
    SelectField,
    StringField,
)

from eventapp.forms import Form, Posted, longest, offered
from eventapp.people.tables import Organisation
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.reading import Search
from eventapp.proposals.states import STATES
from eventapp.proposals.words import one_line
from eventapp.texts import _, lazy


class SearchForm(Form):
    """Which proposals to list. What is not offered is left out, not refused: addresses are typed and kept."""

    state = SelectField(lazy("State"), default="")
    kind = SelectField(lazy("Kind"), default="")
    organisation = SelectField(lazy("Organisation"), default="")
    source = SelectField(lazy("Where it came from"), default="")
    cohost = BooleanField(lazy("Looking for a co-host"))
    words = StringField(lazy("With these words"), [longest(100)], default="", filters=[one_line])


def search_form(asked: Posted, organisations: Sequence[Organisation]) -> SearchForm:
    form = SearchForm(asked)
    names = {one.id: one.name for one in organisations}
    form.state.choices = offered({"": _("Any but withdrawn"), **{key: state.word for key, state in STATES.items()}})
    form.kind.choices = offered({"": _("Any kind"), **KINDS})
    form.organisation.choices = offered({"": _("Any organisation"), **names})
    form.source.choices = offered(
        {
            "": _("Anywhere"),
            "survey": _("The survey"),
            "workshop": _("A workshop"),
            "own": _("Somebody’s own idea"),
        }
    )
    form.validate()
    for field in form:
        if field.errors:
            field.data, field.errors = "", []
    return form


def search(form: SearchForm) -> Search:
    """What this form asks for."""
    return Search(**form.data | {"words": form.words.data or ""})
