"""The form that asks somebody to do it together."""

from collections.abc import Sequence

from wtforms import SelectField, TextAreaField

from eventapp.forms import Form, Posted, longest, offered, optional, required
from eventapp.people.tables import Organisation
from eventapp.texts import _, lazy


class TogetherForm(Form):
    """Asking an organisation, or asking for one's own."""

    organisation = SelectField(lazy("Which organisation?"), [required(lazy("Choose an organisation."))], default="")
    words = TextAreaField(
        lazy("A few words to them"),
        [optional(), longest(1000)],
        description=lazy("Such as: what you would bring, or what you need."),
    )


def together_form(organisations: Sequence[Organisation], posted: Posted | None = None) -> TogetherForm:
    """The form to choose one of these organisations. Only several of them make it a question."""
    form = TogetherForm(posted)
    if len(organisations) == 1:
        del form.organisation
    else:
        form.organisation.choices = offered({"": _("Choose one"), **{one.id: one.name for one in organisations}})
    return form
