"""When the venue is open, when a room can be used, and what says so."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import FileField, SelectField, StringField, TimeField

from eventapp.event.tables import Event
from eventapp.forms import Form, Posted, longest, offered, optional, required
from eventapp.texts import _, day_words, lazy
from eventapp.venue.actions.times import hours_problem
from eventapp.venue.days import NIGHT_ENDS, moment_of


class HoursForm(Form):
    """A pair of fields `opens_…` and `closes_…` for each of its `days`; empty ones mean: as usual."""

    days: Sequence[date]

    @property
    def pairs(self) -> list[tuple[date, Any, Any]]:
        """Each day with its two fields."""
        return [(day, self[f"opens_{day}"], self[f"closes_{day}"]) for day in self.days]

    @property
    def hours(self) -> dict[date, tuple[time, time]]:
        """What a good form says: the days with hours of their own."""
        said = ((day, opens.data, closes.data) for day, opens, closes in self.pairs)
        return {day: (opens, closes) for day, opens, closes in said if opens is not None and closes is not None}

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        super().validate(extra_validators)
        for _day, opens, closes in self.pairs:
            _check_pair(opens, closes)
            if opens.data is not None and closes.data is not None:
                closes.errors = [problem for problem in [hours_problem(opens.data, closes.data)] if problem]
        return not self.errors


def _check_pair(first: Any, second: Any) -> None:
    """Both times must be written, or neither."""
    if not first.errors and not second.errors and (first.data is None) != (second.data is None):
        second.errors = [_("Write both times, or leave both empty.")]


def hours_form(days: Sequence[date], own: Mapping[date, tuple[time, time]], posted: Posted | None = None) -> HoursForm:
    """The form for these days, of which some have hours of their own."""
    fields: dict[str, Any] = {"days": days}
    said: dict[str, time] = {}
    for day in days:
        fields[f"opens_{day}"] = TimeField(_("Opens"), [optional()])
        fields[f"closes_{day}"] = TimeField(_("Closes"), [optional()])
        if day in own:
            said[f"opens_{day}"], said[f"closes_{day}"] = own[day]
    form: HoursForm = type("HoursOfDays", (HoursForm,), fields)(posted, data=said if posted is None else {})
    return form


class BlockForm(Form):
    day = SelectField(lazy("Which day?"), [required(lazy("Choose a day."))])
    starts = TimeField(lazy("From"), [optional()], description=lazy("Leave both times empty for the whole day."))
    ends = TimeField(lazy("Until"), [optional()])
    why = StringField(
        lazy("Why?"),
        [required(lazy("Say why, in a few words.")), longest(100)],
        description=lazy("Such as: The caretaker sets up. Partners may read it."),
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        super().validate(extra_validators)
        _check_pair(self.starts, self.ends)
        return not self.errors


def block_form(days: Sequence[date], posted: Posted | None = None) -> BlockForm:
    """The form to block a time. Only several days make the day a question."""
    form = BlockForm(posted)
    if len(days) > 1:
        form.day.choices = offered({day.isoformat(): day_words(day) for day in days})
    else:
        del form.day
    return form


def typed_span(form: BlockForm, event: Event) -> tuple[datetime, datetime]:
    """Start and end of a good form. The whole day goes into its night."""
    day = date.fromisoformat(form.day.data) if "day" in form else event.starts_on
    starts: time = form.starts.data or NIGHT_ENDS
    ends: time = form.ends.data or NIGHT_ENDS
    return moment_of(day, starts, event.time_zone), moment_of(day, ends, event.time_zone, is_end=True)


class CalendarForm(Form):
    """An address or a file."""

    address = StringField(
        lazy("Address of the calendar"),
        [longest(2000)],
        description=lazy("It often ends in .ics. Only organisers see it."),
        render_kw={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"},
    )
    file = FileField(
        lazy("Or choose a calendar file"),
        description=lazy("It ends in .ics. Up to 5 megabytes."),
        render_kw={"accept": ".ics,.ical,text/calendar"},
    )
