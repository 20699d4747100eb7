"""Forms for those who work at the desk, and for getting ready what would help."""

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from eventapp.booking.arranging import ARRANGED, ASKED, CANNOT
from eventapp.forms import Form, longest, offered, optional, required
from eventapp.texts import _, lazy


class WalkInForm(Form):
    """Somebody stands here without a booking."""

    session = SelectField(lazy("Session"), [required(lazy("Choose a session."))])
    name = StringField(
        lazy("What should we call them?"),
        [optional(), longest(80)],
        description=lazy("Only if they want to tell you."),
        render_kw={"autocomplete": "off"},
    )


class SheetForm(Form):
    """Codes that were ticked on a list on paper."""

    sheet = HiddenField(validators=[required(lazy("Please open this page again.")), longest(60)])
    codes = TextAreaField(
        lazy("Codes"),
        [required(lazy("Write at least one code.")), longest(20_000)],
        description=lazy("One on each line, as they stand on the list."),
        render_kw={"autocomplete": "off"},
    )


class NeedForm(Form):
    """How far organisers are with something that would help."""

    TOLD = "told"

    state = SelectField(lazy("How far it is"))


def offer_states(form: NeedForm) -> None:
    form.state.choices = offered(
        {ASKED: _("Asked for"), ARRANGED: _("Arranged"), CANNOT: _("Not possible"), NeedForm.TOLD: _("Told")}
    )
