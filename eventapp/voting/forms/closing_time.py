"""Forms for when voting closes: at first, later, or now."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField, StringField
from wtforms.validators import ValidationError

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.forms import Form, Posted, longest, required
from eventapp.texts import _, lazy

FARTHEST = timedelta(days=2 * 366)
# As browsers send it, and as people type it.
_AS_TYPED = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]


class ClosingTimeForm(Form):
    """When voting closes, as the clocks show it where the event is."""

    zone = ZoneInfo("UTC")

    closes_at = DateTimeLocalField(
        lazy("When does voting close?"),
        [required(lazy("Write the day and time when voting closes."))],
        format=_AS_TYPED,
    )

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        now = clock.now()
        # Far away the conversion between time zones overflows, so the plain time is looked at first.
        if field.data is None or abs(field.data.replace(tzinfo=UTC) - now) > FARTHEST:
            raise ValidationError(_("Choose a time within the next two years."))
        if self.closing_moment <= now:
            raise ValidationError(_("Choose a time that is still to come."))

    @property
    def closing_moment(self) -> datetime:
        """When voting closes, as an instant. Only for a form that is valid."""
        local: Any = self.closes_at.data
        moment: datetime = local.replace(tzinfo=self.zone).astimezone(UTC)
        return moment


class MovingForm(ClosingTimeForm):
    """A later closing time."""

    closes_at = DateTimeLocalField(
        lazy("When shall voting close?"),
        [required(lazy("Write the day and time when voting shall close."))],
        format=_AS_TYPED,
    )
    why = StringField(
        lazy("Why is there more time?"),
        [required(lazy("Say why there is more time.")), longest(300)],
        description=lazy("Everybody who may vote is told, and can read it on the page of the vote."),
    )


class EndingForm(Form):
    why = StringField(
        lazy("Why does voting end now?"),
        [required(lazy("Say why voting ends now.")), longest(300)],
        description=lazy("Everybody who may vote is told, and can read it on the page of the vote."),
    )


def moving_form(event: Event, posted: Posted | None = None) -> MovingForm:
    """The form that prolongs a vote."""
    form = MovingForm(posted)
    form.zone = ZoneInfo(event.time_zone)
    return form
