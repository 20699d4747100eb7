"""Moving a session, and cancelling it."""

from collections.abc import Iterable

from wtforms import HiddenField, IntegerField, SelectField, StringField

from eventapp.forms import Form, Posted, between, longest, offered, optional
from eventapp.ids import fingerprint
from eventapp.texts import _, lazy, moment_words
from eventapp.timetable.planned import PlannedSession, RoomFacts, Timetable


class CancelForm(Form):
    reason = StringField(
        lazy("Reason"), [optional(), longest(300)], description=lazy("People see this in the programme.")
    )


class MoveForm(Form):
    """Earlier or later, or to another room."""

    way = StringField(validators=[longest(12)])
    # The page's other form has a room too.
    room = SelectField(lazy("Another room at the same time"), id="other-room", default="", validate_choice=False)

    def offer(self, rooms: Iterable[RoomFacts]) -> None:
        """Offers these rooms to choose from."""
        self.room.choices = offered({room.id: room.name for room in rooms})


class SwapForm(Form):
    other = SelectField(lazy("Swap with"), [optional()])

    @property
    def other_id(self) -> str:
        """The session to swap with; empty where none was chosen."""
        return str(self.other.data or "").partition(".")[0]


class PlaceForm(Form):
    """A room and a start, chosen from all places or where a session was dropped. `back` is the day that is shown."""

    place = StringField(validators=[longest(60)])
    seen = HiddenField(validators=[longest(500)])
    back = HiddenField(validators=[longest(10)])


def swap_form(session: PlannedSession, timetable: Timetable, posted: Posted | None = None) -> SwapForm:
    """The form with what the session can change places with: whatever has a place that is not kept."""
    form = SwapForm(posted)
    others = [other for other in timetable.sessions if other.is_on and not other.locked and other.id != session.id]
    words = {_pair(session, other): _place_words(other, timetable.zone) for other in others}
    form.other.choices = offered({"": _("Choose a session"), **words})
    return form


def _pair(session: PlannedSession, other: PlannedSession) -> str:
    """The other session, and letters that are others once one of the two is moved: then it is no choice any more."""
    places = [(one.room and one.room.id, one.starts_at and one.starts_at.timestamp()) for one in (session, other)]
    return f"{other.id}.{fingerprint(repr(places))[:8]}"


def _place_words(session: PlannedSession, zone: str) -> str:
    parts = [session.title, session.room.name if session.room else _("Everybody")]
    if session.starts_at is not None:
        parts.append(moment_words(session.starts_at, zone))
    return ", ".join(parts)


class UndoForm(Form):
    """Which change of one's own to undo or to do again; without a number the next."""

    number = IntegerField(validators=[optional(), between(1, 10_000_000)])
