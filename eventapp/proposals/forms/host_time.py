"""The form that says when a host can come."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from wtforms import SelectField, TimeField

from eventapp.event.tables import Event
from eventapp.forms import Form, Posted, offered, required
from eventapp.proposals.times import instant
from eventapp.texts import day_words, lazy


class HostTimeForm(Form):
    day = SelectField(lazy("Which day?"), [required(lazy("Choose a day."))])
    starts = TimeField(lazy("Can come from"), [required(lazy("Write when the host can come."))])
    ends = TimeField(lazy("Until"), [required(lazy("Write until when."))])


def host_time_form(days: Collection[date], posted: Posted | None = None) -> HostTimeForm:
    """The form for one more time at which a host can come. Only several days make the day a question."""
    form = HostTimeForm(posted)
    if len(days) > 1:
        form.day.choices = offered({day.isoformat(): day_words(day) for day in days})
    else:
        del form.day
    return form


def typed_span(form: HostTimeForm, event: Event) -> tuple[datetime, datetime]:
    """Start and end of a good form."""
    day = date.fromisoformat(form.day.data) if "day" in form else event.starts_on
    starts: Any = form.starts.data
    ends: Any = form.ends.data
    return instant(event, day, starts), instant(event, day, ends)
