"""Forms for changing one's own bookings."""

from collections.abc import Iterable

from wtforms import SelectField

from eventapp.booking.swapping import Choice
from eventapp.event.tables import Event
from eventapp.forms import Form, offered, required
from eventapp.texts import _, lazy, moment_words


class SwapForm(Form):
    """Gives up one booking for another session, or for another time of the same one."""

    session = SelectField(lazy("What would you like instead?"), [required(lazy("Choose a session."))])


def offer_swaps(form: SwapForm, event: Event, choices: Iterable[Choice]) -> None:
    """Lets the session be one of these."""
    words = {choice.key: f"{moment_words(choice.starts_at, event.time_zone)}: {choice.title}" for choice in choices}
    form.session.choices = offered({"": _("Choose a session"), **words})
