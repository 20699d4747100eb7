"""What organisers fill in to publish, and to change something on the day."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.fetching import NotFetched, checked
from eventapp.forms import Form, Posted, between, longest, offered, optional, required
from eventapp.programme.acceptance import TimetableWarning
from eventapp.texts import _, lazy

FARTHEST = timedelta(days=2 * 366)
_AS_TYPED = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]

NOW, LATER = "now", "later"
# How much later something begins, in minutes, as buttons offer it.
MINUTES = (5, 10, 15, 20, 30)


class PublishForm(Form):
    """Publishing now or at a set time. Make it with `publish_form`."""

    zone = ZoneInfo("UTC")
    to_accept: frozenset[str] = frozenset()

    accepted = SelectMultipleField(
        lazy("Publish it all the same"),
        description=lazy("Tick each that may stay. It is kept with the edition that you read and accepted it."),
    )
    note = TextAreaField(
        lazy("A note about this edition"),
        [optional(), longest(1000)],
        description=lazy("Everybody can read it beside what changed."),
    )
    when = RadioField(lazy("When?"), choices=offered({NOW: lazy("Now"), LATER: lazy("At a set time")}), default=NOW)
    due_at = DateTimeLocalField(
        lazy("The set time"),
        [optional()],
        format=_AS_TYPED,
        description=lazy("Only for later. The timetable is published as it is then, if nothing stands against it."),
    )

    def validate_accepted(self, field: SelectMultipleField) -> None:
        if not self.to_accept <= set(field.data or ()):
            raise ValidationError(_("Tick each of these, or change the timetable first."))

    def validate_when(self, field: RadioField) -> None:
        if field.data == LATER and not any(self.due_at.raw_data or ()):
            raise ValidationError(_("Write the day and time below, or choose Now."))

    def validate_due_at(self, field: DateTimeLocalField) -> None:
        if self.when.data != LATER:
            return
        now = clock.now()
        # Far away the conversion between time zones overflows, so the plain time is looked at first.
        if field.data is None or abs(field.data.replace(tzinfo=UTC) - now) > FARTHEST:
            raise ValidationError(_("Choose a time within the next two years."))
        if self.due_moment <= now:
            raise ValidationError(_("Choose a time that is still to come."))

    @property
    def due_moment(self) -> datetime:
        """The set time, as an instant. Only for a form that is valid."""
        local: Any = self.due_at.data
        moment: datetime = local.replace(tzinfo=self.zone).astimezone(UTC)
        return moment


def publish_form(event: Event, warnings: Iterable[TimetableWarning], posted: Posted | None = None) -> PublishForm:
    """The form with the warnings that nobody has accepted yet."""
    form = PublishForm(posted)
    form.zone = ZoneInfo(event.time_zone)
    words = {warning.key: warning.words for warning in warnings}
    form.accepted.choices = offered(words)
    form.to_accept = frozenset(words)
    return form


class WebhookForm(Form):
    """An address that is told of editions. Make it with `webhook_form`."""

    address = StringField(
        lazy("Address to send to"),
        [required(lazy("Write the address.")), longest(2000)],
        description=lazy("It begins with https://. Whoever looks after the website knows it. Only organisers see it."),
        render_kw={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"},
    )
    organisation = SelectField(
        lazy("What is it told?"),
        description=lazy("Each edition is told. Changes can be those of one organisation’s sessions only."),
    )

    def validate_address(self, field: StringField) -> None:
        try:
            checked(field.data or "")
        except NotFetched as problem:
            raise ValidationError(str(problem)) from None


def webhook_form(organisations: Mapping[str, str], posted: Posted | None = None) -> WebhookForm:
    """The form with the organisations (names by id) that take part."""
    form = WebhookForm(posted)
    form.organisation.choices = offered({"": _("Everything that changes"), **organisations})
    return form


class LaterForm(Form):
    minutes = IntegerField(validators=[required(lazy("Choose how much later.")), between(1, 180)])


class OtherRoomForm(Form):
    room = StringField(validators=[required(lazy("Choose a room.")), longest(12)])


class CancelNowForm(Form):
    reason = StringField(
        lazy("Why?"),
        [required(lazy("Say why it is cancelled.")), longest(300)],
        description=lazy("Everybody can read it in the programme, and who booked is told."),
    )
