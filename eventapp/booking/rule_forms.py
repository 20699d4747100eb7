"""Forms for what organisers decide about bookings."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateTimeLocalField, IntegerField
from wtforms.validators import ValidationError

from eventapp import clock
from eventapp.booking.actions import Decided
from eventapp.booking.decide import MOST_TOGETHER
from eventapp.booking.tables import BookingRules, SessionRules
from eventapp.event.tables import Event
from eventapp.forms import Form, Posted, between, optional, required
from eventapp.texts import _, lazy

FARTHEST = timedelta(days=2 * 366)
_AS_TYPED = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]
_HELD_MOST = 200


def _soon(_form: Form, field: DateTimeLocalField) -> None:
    # Far away the conversion between time zones overflows, so the plain time is looked at.
    if field.data is not None and abs(field.data.replace(tzinfo=UTC) - clock.now()) > FARTHEST:
        raise ValidationError(_("Choose a time within the next two years."))


def _after_opening(form: Any, field: DateTimeLocalField) -> None:
    if field.data is not None and form.opens_at.data is not None and field.data <= form.opens_at.data:
        raise ValidationError(_("Choose a time after the one when bookings open."))


def _opens_at() -> DateTimeLocalField:
    return DateTimeLocalField(
        lazy("Bookings open"),
        [optional(), _soon],
        format=_AS_TYPED,
        description=lazy("Day and time, such as 2026-11-20 10:00. Leave it empty for no set time."),
    )


def _closes_at() -> DateTimeLocalField:
    return DateTimeLocalField(
        lazy("Bookings close"),
        [optional(), _soon, _after_opening],
        format=_AS_TYPED,
        description=lazy("Leave it empty to book until the session is over."),
    )


def _held(label: Any) -> IntegerField:
    return IntegerField(label, [optional(), between(0, _HELD_MOST)], default=0)


class BookingRulesForm(Form):
    """What holds for every session."""

    opens_at = _opens_at()
    closes_at = _closes_at()
    most_sessions = IntegerField(
        lazy("Most sessions that one person can book"),
        [optional(), between(1, 100)],
        description=lazy("Leave it empty for no limit. Sessions that need no booking do not count."),
    )


class SessionRulesForm(Form):
    """What holds for one session."""

    bookings_stopped = BooleanField(lazy("No more bookings for this session, for now"))
    opens_at = _opens_at()
    closes_at = _closes_at()
    most_together = IntegerField(
        lazy("Most places in one booking"),
        [required(lazy("Write a number, such as 6.")), between(1, MOST_TOGETHER)],
        description=lazy("So that one large group does not take every place."),
    )
    held_wheelchair = _held(lazy("For people who use a wheelchair"))
    held_interpreter = _held(lazy("For people who follow a BSL interpreter"))
    held_supporter = _held(lazy("For people who support somebody"))
    held_until = DateTimeLocalField(
        lazy("Anybody can book them from"),
        [optional(), _soon],
        format=_AS_TYPED,
        description=lazy("Day and time. Leave it empty to keep them until you free them."),
    )
    promotion_paused = BooleanField(
        lazy("Pause the waiting list, for now"),
        description=lazy("While somebody waits, a place that becomes free goes to nobody until you untick this."),
    )
    slot_minutes = IntegerField(
        lazy("Minutes of each slot"),
        [optional(), between(5, 240)],
        description=lazy("For one-to-one time: each booking takes a slot. Leave it empty to book the whole session."),
    )


def booking_rules_form(event: Event, rules: BookingRules, posted: Posted | None = None) -> BookingRulesForm:
    """The form; without `posted` it shows the rules as they are."""
    shown = {
        "opens_at": _local(event, rules.opens_at),
        "closes_at": _local(event, rules.closes_at),
        "most_sessions": rules.most_sessions,
    }
    return BookingRulesForm(posted, data=None if posted is not None else shown)


def session_rules_form(event: Event, rules: SessionRules, posted: Posted | None = None) -> SessionRulesForm:
    """The form; without `posted` it shows the rules as they are."""
    shown = {name: getattr(rules, name) for name in Decided.__dataclass_fields__}
    for name in ("opens_at", "closes_at", "held_until"):
        shown[name] = _local(event, shown[name])
    return SessionRulesForm(posted, data=None if posted is not None else shown)


def decided_by(event: Event, form: SessionRulesForm) -> Decided:
    """The rules that a valid form asks for."""
    return Decided(
        most_together=form.most_together.data or 1,
        opens_at=instant(event, form.opens_at),
        closes_at=instant(event, form.closes_at),
        bookings_stopped=form.bookings_stopped.data,
        promotion_paused=form.promotion_paused.data,
        held_wheelchair=form.held_wheelchair.data or 0,
        held_interpreter=form.held_interpreter.data or 0,
        held_supporter=form.held_supporter.data or 0,
        held_until=instant(event, form.held_until),
        slot_minutes=form.slot_minutes.data,
    )


def _local(event: Event, moment: datetime | None) -> datetime | None:
    return moment.astimezone(ZoneInfo(event.time_zone)).replace(tzinfo=None) if moment else None


def instant(event: Event, field: DateTimeLocalField) -> datetime | None:
    """What was typed, in the event's time zone, as an instant."""
    typed: datetime | None = field.data
    return typed.replace(tzinfo=ZoneInfo(event.time_zone)).astimezone(UTC) if typed else None
