"""Forms for changing one's own bookings."""

from collections.abc import Iterable

from wtforms import SelectField

from eventapp.event.tables import Event
from eventapp.forms import Form, offered, required
from eventapp.programme.tables import PublishedSession
from eventapp.texts import _, lazy, moment_words


class SwapForm(Form):
    """Gives up one booking for another session."""

    session = SelectField(lazy("Which session instead?"), [required(lazy("Choose a session."))])


def offer_swaps(form: SwapForm, event: Event, sessions: Iterable[PublishedSession]) -> None:
    """Lets the session be one of these."""
    words = {str(row.session): f"{moment_words(row.starts_at, event.time_zone)}: {row.title}" for row in sessions}
    form.session.choices = offered({"": _("Choose a session"), **words})
