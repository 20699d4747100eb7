"""The form of one session: its room, start, length, and all else that organisers decide about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)

from eventapp.forms import Form, Posted, between, longest, offered, optional, required, ticked_or_chosen
from eventapp.texts import _, day_words, lazy, list_words, minutes_words, moment_words, time_words
from eventapp.timetable.actions import Wish
from eventapp.timetable.checks.places import grid_starts
from eventapp.timetable.checks.telling import room_words
from eventapp.timetable.decided import state_of
from eventapp.timetable.planned import BREAK, PlannedSession, Timetable
from eventapp.venue.days import NIGHT_ENDS, Hours, instant
from eventapp.venue.reading import SETUPS

MINUTES_MOST = 20160

ATTENDANCE = {"book": lazy("They book a place"), "drop-in": lazy("They drop in")}


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
    attendance = RadioField(lazy("How people come"), choices=offered(ATTENDANCE))
    setup = SelectField(
        lazy("How the room is set up"),
        [optional()],
        choices=offered({"": lazy("It does not matter"), **SETUPS}),
        default="",
    )
    workers = SelectMultipleField(lazy("Access workers who are there"), [optional()])
    sensitive = BooleanField(
        lazy("Its page can be left quickly"),
        description=lazy(
            "For what somebody may not want to be seen reading. People get a button that leads elsewhere."
        ),
    )
    locked = BooleanField(lazy("Keep it at this place"), description=lazy("It is not moved until you untick this."))
    seen = HiddenField(validators=[longest(500)])

    def starts_at(self, session: PlannedSession, hours: Hours) -> datetime | None:
        """The chosen moment; None where nothing was chosen, or the clocks skip it (see `check_place`)."""
        at = self._time()
        if at is None or not self.day.data:
            return None
        day = date.fromisoformat(self.day.data)
        if session.starts_at is not None and shown_as(session.starts_at, hours) == (day, at):
            # What the clocks show twice stays the one of the two that it was.
            return session.starts_at
        return instant(day + timedelta(days=1) if is_night(day, at, hours) else day, at, hours.zone)

    def check_place(self, session: PlannedSession, hours: Hours) -> bool:
        """Whether room and start go together. Otherwise says beside them what is missing."""
        at = self._time()
        if at is None and session.starts_at is not None:
            self.start.errors = [_("Choose a start. Below you can take it off the timetable.")]
        elif at is None and self.room.data:
            self.start.errors = [_("Choose a start, or no room yet.")]
        elif at is not None and not self.room.data and session.kind != BREAK:
            self.room.errors = [_("Choose a room.")]
        elif at is not None and self.starts_at(session, hours) is None:
            self.start.errors = [_("The clocks go forward then. Choose another start.")]
        return not self.errors

    def wish(self, session: PlannedSession, hours: Hours, workers: Mapping[str, str]) -> Wish:
        """What was typed, once it is checked. `workers` are the names of access workers by id."""
        return Wish(
            title=self.title.data if "title" in self else None,
            minutes=self.minutes.data or 0,
            places=self.places.data,
            attendance=self.attendance.data,
            room=self.room.data or "",
            starts_at=self.starts_at(session, hours),
            locked=self.locked.data,
            setup=self.setup.data or "",
            sensitive=self.sensitive.data,
            workers=tuple((worker, workers[worker]) for worker in _chosen(self, workers)),
        )

    def _time(self) -> time | None:
        other: time | None = self.other_start.data
        if other is not None:
            return other
        return time.fromisoformat(self.start.data) if self.start.data else None


def _chosen(form: SessionForm, workers: Mapping[str, str]) -> list[str]:
    return sorted(set(form.workers.data or ()) & set(workers)) if "workers" in form else []


def is_night(day: date, at: time, hours: Hours) -> bool:
    """Whether this time, chosen for this day, is in the night after it: before opening, and people are still up."""
    opens_at, _closes_at = hours.on(day)
    return at < min(opens_at, NIGHT_ENDS)


def shown_as(moment: datetime, hours: Hours) -> tuple[date, time]:
    """The day and time that organisers choose to get this moment."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    day, at = local.date(), local.time()
    before = day - timedelta(days=1)
    return (before, at) if is_night(before, at, hours) and is_night(day, at, hours) else (day, at)


def session_form(
    session: PlannedSession, timetable: Timetable, workers: Mapping[str, str], posted: Posted | None = None
) -> SessionForm:
    """The form with all that there is to choose from; without `posted` it shows how the session is now.

    `workers` are the names of the event's access workers by id.
    """
    hours = timetable.hours
    shown = shown_as(session.starts_at, hours) if session.starts_at else None
    starts = _starts(timetable)
    form = SessionForm(posted, data=None if posted is not None else _as_it_is(session, shown, starts, hours))
    days = sorted({*hours.days, shown[0]} if shown else set(hours.days))
    no_room = _("No room: it is for everybody") if session.kind == BREAK else _("Not yet")
    no_start = _("Another start, written below") if shown else _("Not yet")
    form.room.choices = offered({"": no_room, **{room.id: room_words(room, session) for room in timetable.rooms}})
    form.day.choices = offered({day.isoformat(): day_words(day) for day in days})
    form.start.choices = offered({"": no_start, **{f"{at:%H:%M}": _clock(at, hours) for at in starts}})
    form.workers.choices = offered(dict(workers))
    if session.proposal is not None:
        del form.title
    if not workers:
        del form.workers
    return form


def _starts(timetable: Timetable) -> list[time]:
    """Times of day that somewhere in the event are on the grid while the venue is open, the night last."""
    hours = timetable.hours
    shown = {shown_as(moment, hours) for moment in grid_starts(hours, timetable.rules.grid_minutes)}
    ordered = sorted({(is_night(day, at, hours), at) for day, at in shown})
    return list(dict.fromkeys(at for _night, at in ordered))


def _as_it_is(
    session: PlannedSession, shown: tuple[date, time] | None, starts: Sequence[time], hours: Hours
) -> dict[str, Any]:
    on_list = shown is not None and shown[1] in starts
    return {
        "title": session.title,
        "room": session.room.id if session.room else "",
        "day": (shown[0] if shown else hours.starts_on).isoformat(),
        "start": f"{shown[1]:%H:%M}" if shown and on_list else "",
        "other_start": shown[1] if shown and not on_list else None,
        "minutes": session.minutes,
        "places": session.places,
        "attendance": session.attendance,
        "setup": session.setup,
        "sensitive": session.sensitive,
        "workers": [worker for worker, _name in session.access_workers],
        "locked": session.locked,
        "seen": state_of(session),
    }


def _clock(at: time, hours: Hours) -> str:
    return time_words(datetime.combine(hours.starts_on, at, ZoneInfo(hours.zone)), hours.zone)


def both_versions(now: PlannedSession, wish: Wish, timetable: Timetable) -> list[tuple[str, str, str]]:
    """Where the session as it is now and as it is wished differ: a label, and each of the two in words."""
    rooms = {room.id: room for room in timetable.rooms}
    wished = replace(
        now,
        title=wish.title or now.title,
        room=rooms.get(wish.room) if wish.starts_at else now.room,
        starts_at=wish.starts_at or now.starts_at,
        minutes=wish.minutes,
        places=wish.places,
        attendance=wish.attendance,
        setup=wish.setup,
        sensitive=wish.sensitive,
        access_workers=wish.workers,
        locked=wish.locked,
    )
    pairs = zip(_decided(now, timetable.zone), _decided(wished, timetable.zone), strict=True)
    return [(label, theirs, yours) for (label, theirs), (_label, yours) in pairs if theirs != yours]


def _decided(session: PlannedSession, zone: str) -> list[tuple[str, str]]:
    nothing = _("Not yet")
    return [
        (_("Title"), session.title),
        (_("Room"), session.room.name if session.room else nothing),
        (_("Start"), moment_words(session.starts_at, zone) if session.starts_at else nothing),
        (_("Length"), minutes_words(session.minutes)),
        (_("Places"), str(session.places or _("No limit"))),
        (_("How people come"), str(ATTENDANCE[session.attendance])),
        (_("How the room is set up"), str(SETUPS.get(session.setup, _("It does not matter")))),
        (_("Access workers who are there"), list_words([name for _id, name in session.access_workers]) or _("Nobody")),
        (_("Its page can be left quickly"), _("Yes") if session.sensitive else _("No")),
        (_("Keep it at this place"), _("Yes") if session.locked else _("No")),
    ]
