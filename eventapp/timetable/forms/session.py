"""Forms of the timetable."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TimeField

from eventapp.event.features import FEATURES
from eventapp.forms import Form, Posted, between, longest, offered, optional, required, ticked_or_chosen
from eventapp.texts import _, day_words, lazy, list_words, ngettext, time_words
from eventapp.timetable.days import Hours, instant, starts_within
from eventapp.timetable.kept import state_of
from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts
from eventapp.timetable.problems import lacks

MINUTES_MOST = 20160


class SessionForm(Form):
    title = StringField(lazy("Title"), [required(lazy("Give it a title.")), longest(200)])
    room = SelectField(lazy("Room"), [optional()])
    day = SelectField(lazy("Day"), [optional()])
    start = SelectField(lazy("Start"), [optional()])
    other_start = TimeField(
        lazy("Another start"), [optional()], description=lazy("Only where the list does not have it, such as 9:55.")
    )
    minutes = IntegerField(
        lazy("Length in minutes"), [ticked_or_chosen(lazy("Say how long it is.")), between(1, MINUTES_MOST)]
    )
    places = IntegerField(
        lazy("Places"), [optional(), between(1, 100_000)], description=lazy("Leave this empty for no limit.")
    )
    attendance = RadioField(
        lazy("How people come"),
        choices=offered({"book": lazy("They book a place"), "drop-in": lazy("They drop in")}),
    )
    locked = BooleanField(lazy("Keep it at this place"), description=lazy("It is not moved until you untick this."))
    seen = HiddenField(validators=[longest(500)])

    def starts_at(self, session: PlannedSession, zone: str) -> datetime | None:
        """The chosen moment; None where nothing was chosen, or the clocks skip it (see `check_start`)."""
        at = self._time()
        if at is None or not self.day.data:
            return None
        day = date.fromisoformat(self.day.data)
        if session.starts_at is not None:
            # What the clocks show twice stays the one of the two that it was.
            local = session.starts_at.astimezone(ZoneInfo(zone))
            if (local.date(), local.time()) == (day, at):
                return session.starts_at
        return instant(day, at, zone)

    def check_place(self, session: PlannedSession, zone: str) -> bool:
        """Whether room and start go together. Otherwise says beside them what is missing."""
        at = self._time()
        if at is None and session.starts_at is not None:
            self.start.errors = [_("Choose a start. Below you can take it off the timetable.")]
        elif at is None and self.room.data:
            self.start.errors = [_("Choose a start, or no room yet.")]
        elif at is not None and not self.room.data and session.kind != BREAK:
            self.room.errors = [_("Choose a room.")]
        elif at is not None and self.starts_at(session, zone) is None:
            self.start.errors = [_("The clocks go forward then. Choose another start.")]
        return not self.errors

    def _time(self) -> time | None:
        other: time | None = self.other_start.data
        if other is not None:
            return other
        return time.fromisoformat(self.start.data) if self.start.data else None


class BreakForm(Form):
    title = StringField(
        lazy("Title"),
        [required(lazy("Give it a title.")), longest(200)],
        description=lazy("Such as Lunch, Opening, or Time to rest."),
    )
    minutes = IntegerField(
        lazy("Length in minutes"), [ticked_or_chosen(lazy("Say how long it is.")), between(1, MINUTES_MOST)]
    )


class CancelForm(Form):
    reason = StringField(
        lazy("Reason"), [optional(), longest(300)], description=lazy("People see this in the programme.")
    )


class MoveForm(Form):
    """Earlier or later, or to another room."""

    way = StringField(validators=[longest(12)])
    # The page's other form has a room too.
    room = SelectField(lazy("Another room at the same time"), id="other-room", default="", validate_choice=False)

    def offer(self, rooms: list[RoomFacts]) -> None:
        """Offers these rooms to choose from."""
        self.room.choices = offered({room.id: room.name for room in rooms})


def session_form(
    session: PlannedSession, hours: Hours, rooms: list[RoomFacts], posted: Posted | None = None
) -> SessionForm:
    """The form with the rooms, days and starts to choose from; without `posted` it shows how the session is now."""
    local = session.starts_at.astimezone(ZoneInfo(hours.zone)) if session.starts_at else None
    starts = starts_within(hours)
    form = SessionForm(posted, data=None if posted is not None else _as_it_is(session, local, starts, hours))
    days = sorted({*hours.days, local.date()} if local else set(hours.days))
    no_room = _("No room: it is for everybody") if session.kind == BREAK else _("Not yet")
    no_start = _("Another start, written below") if local else _("Not yet")
    form.room.choices = offered({"": no_room, **{room.id: room_words(room, session) for room in rooms}})
    form.day.choices = offered({day.isoformat(): day_words(day) for day in days})
    form.start.choices = offered({"": no_start, **{f"{at:%H:%M}": _clock(at, hours) for at in starts}})
    if session.proposal is not None:
        del form.title
    return form


def _as_it_is(session: PlannedSession, local: datetime | None, starts: list[time], hours: Hours) -> dict[str, Any]:
    on_list = local is not None and local.time() in starts
    return {
        "title": session.title,
        "room": session.room.id if session.room else "",
        "day": (local.date() if local else hours.starts_on).isoformat(),
        "start": f"{local:%H:%M}" if local and on_list else "",
        "other_start": local.time() if local and not on_list else None,
        "minutes": session.minutes,
        "places": session.places,
        "attendance": session.attendance,
        "locked": session.locked,
        "seen": state_of(session),
    }


def _clock(at: time, hours: Hours) -> str:
    return time_words(datetime.combine(hours.starts_on, at, ZoneInfo(hours.zone)), hours.zone)


def room_words(room: RoomFacts, session: PlannedSession) -> str:
    """The room, what it has, and whether it suits this session, in one line."""
    facts: list[Any] = [room.floor] if room.floor else []
    if room.capacity:
        facts.append(ngettext("%(count)s person", "%(count)s people", room.capacity) % {"count": room.capacity})
    facts += [str(words) for feature, words in FEATURES.items() if feature in room.features]
    words = f"{room.name} ({', '.join(facts)})" if facts else room.name
    lacking = [_lack(problem.kind, problem.names) for problem in lacks(session, room)]
    return f"{words}: {list_words(lacking)}" if lacking else words


def _lack(kind: str, names: tuple[str, ...]) -> str:
    if kind == "capacity":
        return _("too small")
    return _("lacks %(missing)s") % {"missing": list_words([str(FEATURES[feature]) for feature in names[1:]])}
