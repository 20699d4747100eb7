"""Finding sessions, and publishing."""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from wtforms import SelectField, StringField

from eventapp.event.features import FEATURES
from eventapp.forms import Form, Posted, longest
from eventapp.programme.cards import ACCESS_FEATURES, kind_label
from eventapp.programme.edition import EditionContent
from eventapp.programme.finding import AFTERNOON, EVENING, MORNING, Wanted, part_of_day
from eventapp.proposals.languages import language_name
from eventapp.texts import _, day_words, lazy

_PARTS = {MORNING: lazy("Morning"), AFTERNOON: lazy("Afternoon"), EVENING: lazy("Evening")}


class FindForm(Form):
    """What somebody looks for in the programme. Its answers come from the edition: make it with `find_form`."""

    words = StringField(lazy("Words"), [longest(100)])
    day = SelectField(lazy("Day"), default="")
    part = SelectField(lazy("Time"), default="")
    kind = SelectField(lazy("Kind"), default="")
    room = SelectField(lazy("Room"), default="")
    organisation = SelectField(lazy("Planned by"), default="")
    feature = SelectField(lazy("Access"), default="")
    language = SelectField(lazy("Language"), default="")
    booking = SelectField(lazy("Booking"), default="")


def find_form(content: EditionContent, asked: Posted | None = None) -> FindForm:
    """The form for this edition: only what is in it can be chosen."""
    form = FindForm(asked)
    shown = [session for session in content.sessions if not session.is_break]
    features = {feature for session in shown if session.room for feature in session.room.features}
    organisations = {name for session in shown for name in session.organisations}
    _offer(form.day, _("Any day"), ((day.isoformat(), day_words(day)) for day in days_of(content)))
    parts = {part_of_day(start, content.time_zone) for start in {session.starts_at for session in shown}}
    _offer(form.part, _("Any time"), ((part, str(words)) for part, words in _PARTS.items() if part in parts))
    _offer(form.kind, _("Any kind"), _sorted((kind, kind_label(kind)) for kind in {session.kind for session in shown}))
    _offer(
        form.room, _("Any room"), _sorted((session.room_name, session.room_name) for session in shown if session.room)
    )
    _offer(form.organisation, _("Anybody"), _sorted((name, name) for name in organisations))
    _offer(form.feature, _("Any"), ((key, str(FEATURES[key])) for key in ACCESS_FEATURES if key in features))
    _offer(
        form.language,
        _("Any language"),
        _sorted((language, language_name(language)) for language in {session.language for session in shown}),
    )
    _offer(form.booking, _("Any"), [("drop-in", _("No need to book")), ("free", _("Places left, or no need to book"))])
    return form


def days_of(content: EditionContent) -> list[date]:
    """The event's days."""
    return [content.starts_on + timedelta(days=n) for n in range((content.ends_on - content.starts_on).days + 1)]


def _offer(field: SelectField, nothing: str, choices: Iterable[tuple[str, str]]) -> None:
    field.choices = [("", nothing), *choices]


def _sorted(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(set(choices), key=lambda choice: choice[1].casefold())


def wanted(form: FindForm) -> Wanted:
    """What a form that was filled in rightly asks for."""
    return Wanted(
        day=date.fromisoformat(form.day.data) if form.day.data else None,
        part=form.part.data,
        kind=form.kind.data,
        room=form.room.data,
        organisation=form.organisation.data,
        feature=form.feature.data,
        language=form.language.data,
        booking=form.booking.data,
        words=form.words.data or "",
    )


def asked_in_words(form: FindForm) -> list[str]:
    """What was asked for, as it is said again beside the answer."""
    chosen = [
        str(label)
        for field in _selects(form)
        for value, label, is_chosen, _more in field.iter_choices()
        if is_chosen and value
    ]
    return [f"“{form.words.data}”", *chosen] if form.words.data else chosen


def question(form: FindForm) -> str:
    """What was asked for, as the end of an address: `kind=film&room=Room+1`; without what does not matter."""
    return urlencode([(field.short_name, field.data) for field in [form.words, *_selects(form)] if field.data])


def _selects(form: FindForm) -> list[SelectField]:
    return [
        form.day,
        form.part,
        form.kind,
        form.room,
        form.organisation,
        form.feature,
        form.language,
        form.booking,
    ]
