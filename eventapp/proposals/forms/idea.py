"""The form of an idea: three fields, and where it came from."""

from collections.abc import Sequence

from wtforms import (
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)

from eventapp.forms import Form, Posted, longest, offered, required
from eventapp.people.tables import Organisation
from eventapp.proposals.words import one_line
from eventapp.texts import lazy


class IdeaForm(Form):
    """The three fields of an idea, and where it came from."""

    title = StringField(
        lazy("What would you call it?"),
        [required(lazy("Give your idea a name.")), longest(150)],
        filters=[one_line],
    )
    what_happens = TextAreaField(
        lazy("What happens there?"),
        [required(lazy("Say what happens there, in a sentence or two.")), longest(4000)],
        description=lazy("In your own words. You can add to them later."),
    )
    contact = StringField(
        lazy("How can partners reach you?"),
        [longest(300)],
        description=lazy(
            "An email address or a phone number. Only partners who are signed in see it. You can leave it empty."
        ),
        filters=[one_line],
    )
    organisation = RadioField(lazy("Which organisation is it from?"))
    workshop = HiddenField()
    theme = HiddenField()


def idea_form(own: Sequence[Organisation], posted: Posted | None = None, **first: str) -> IdeaForm:
    """The form for somebody who belongs to these organisations. Only several of them make it a question."""
    form = IdeaForm(posted, data=first)
    if len(own) > 1:
        form.organisation.choices = offered({one.id: one.name for one in own})
    else:
        del form.organisation
    return form
