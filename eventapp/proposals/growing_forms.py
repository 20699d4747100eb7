"""Forms by which several people grow a proposal: doing it together, other words, and when hosts can come."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField, TimeField

from eventapp.event.tables import Event
from eventapp.forms import Form, Posted, between, longest, offered, optional, required
from eventapp.people.tables import Organisation
from eventapp.proposals.forms import one_line
from eventapp.proposals.times import instant
from eventapp.proposals.wording import SUGGESTED
from eventapp.proposals.words import MINUTES_LEAST, MINUTES_MOST
from eventapp.texts import _, day_words, lazy


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


class SuggestionForm(Form):
    """Other words for a proposal. What stays the same is not suggested."""

    title = StringField(lazy("Title"), [required(lazy("Give it a title.")), longest(150)], filters=[one_line])
    what_happens = TextAreaField(
        lazy("What happens there?"), [required(lazy("Say what happens there, in a sentence or two.")), longest(4000)]
    )
    minutes = IntegerField(lazy("How many minutes?"), [optional(), between(MINUTES_LEAST, MINUTES_MOST)])
    content_notes = TextAreaField(lazy("Is there something people would want to know before?"), [longest(1000)])
    access_notes = TextAreaField(lazy("What is it like to be there?"), [longest(1000)])
    reason = TextAreaField(
        lazy("Why would you change it?"), [required(lazy("Say why, in a few words.")), longest(1000)]
    )
    revision = HiddenField()


def suggestion_form(first: Mapping[str, Any], posted: Posted | None = None) -> SuggestionForm:
    """The form that begins with what the proposal says."""
    return SuggestionForm(posted, data=dict(first) if posted is None else {})


def answer_form(first: Mapping[str, Any], posted: Posted | None = None) -> SuggestionForm:
    """The form to accept what was suggested, or something like it: with its fields only."""
    form = SuggestionForm(posted, data=dict(first) if posted is None else {})
    for name in {*SUGGESTED, "reason"} - set(first):
        del form[name]
    return form


def typed_suggestion(form: SuggestionForm) -> dict[str, Any]:
    """What a good form says, by the names of `SUGGESTED`."""
    return {name: form[name].data for name in SUGGESTED if name in form}


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
