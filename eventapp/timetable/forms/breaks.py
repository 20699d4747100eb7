"""Adding a break."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from wtforms import IntegerField, SelectField, StringField, TimeField

from eventapp.forms import Form, Posted, between, longest, offered, optional, required, ticked_or_chosen
from eventapp.texts import _, day_words, lazy
from eventapp.timetable.forms.session import MINUTES_MOST, is_night
from eventapp.venue.days import Hours, instant

_EVERY_DAY = "every"


class BreakForm(Form):
    title = StringField(
        lazy("Title"),
        [required(lazy("Give it a title.")), longest(200)],
        description=lazy("Such as Lunch, Opening, or Time to rest."),
    )
    minutes = IntegerField(
        lazy("Length in minutes"), [ticked_or_chosen(lazy("Say how long it is.")), between(1, MINUTES_MOST)]
    )
    start = TimeField(
        lazy("Start"), [optional()], description=lazy("Such as 12:30. Leave it empty to choose its time later.")
    )
    day = SelectField(lazy("Day"), [optional()], default=_EVERY_DAY)

    def starts(self, hours: Hours) -> Sequence[datetime | None]:
        """When it starts: once on each chosen day. One None where that is decided later."""
        at = self.start.data
        if at is None:
            return [None]
        chosen = self.day.data if "day" in self else _EVERY_DAY
        days = [day for day in hours.days if chosen in (_EVERY_DAY, "", day.isoformat())]
        on = (day + timedelta(days=1) if is_night(day, at, hours) else day for day in days)
        return [instant(day, at, hours.zone) for day in on]

    def check(self, hours: Hours) -> bool:
        """Whether the clocks show that start. Otherwise says so beside it."""
        if self.start.data is not None and None in self.starts(hours):
            self.start.errors = [_("The clocks go forward then. Choose another start.")]
        return not self.errors


def break_form(hours: Hours, posted: Posted | None = None) -> BreakForm:
    """The form with the days to choose from, where the event has several."""
    form = BreakForm(posted, data={"minutes": 30})
    days: dict[str, str] = {_EVERY_DAY: _("Every day")}
    days |= {day.isoformat(): _only(day) for day in hours.days}
    form.day.choices = offered(days)
    if len(hours.days) == 1:
        del form.day
    return form


def _only(day: date) -> str:
    return _("Only %(day)s") % {"day": day_words(day)}
