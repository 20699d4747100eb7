"""The forms that suggest other words, and accept them."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, IntegerField, StringField, TextAreaField

from eventapp.forms import Form, Posted, between, longest, optional, required
from eventapp.proposals.wording import SUGGESTED
from eventapp.proposals.words import MINUTES_LEAST, MINUTES_MOST, one_line
from eventapp.texts import lazy


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
