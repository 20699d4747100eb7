"""What is said of a room."""

from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField

from eventapp.event.features import FEATURES, RIGHTS
from eventapp.forms import Form, Posted, between, longest, offered, optional, required
from eventapp.texts import lazy
from eventapp.venue.actions.rooms import RoomWords
from eventapp.venue.reading import SETUPS, RoomFacts

_MOST_PEOPLE = 100_000
_NUMBER = {"inputmode": "numeric"}


class RoomForm(Form):
    """Has a field `holds_…` for each set-up."""

    name = StringField(
        lazy("Name"),
        [required(lazy("Give the room a name.")), longest(60)],
        description=lazy("As it says on the door."),
    )
    floor = StringField(lazy("Floor"), [longest(60)], description=lazy("Such as: Ground floor."))
    capacity = IntegerField(
        lazy("How many people fit?"),
        [required(lazy("Write how many people fit, such as 20.")), between(1, _MOST_PEOPLE)],
        render_kw=_NUMBER,
    )
    sessions_at_once = IntegerField(
        lazy("How many things can happen in it at once?"),
        [optional(), between(1, 100)],
        description=lazy("1 for most rooms. An open space with 3 corners has 3."),
        render_kw=_NUMBER,
    )
    rights = SelectMultipleField(
        lazy("What people need to be able to come"),
        choices=offered({key: words for key, words in FEATURES.items() if key in RIGHTS}),
        description=lazy("What needs one of these is never planned in a room without it."),
    )
    wishes = SelectMultipleField(
        lazy("What else it has"),
        choices=offered({key: words for key, words in FEATURES.items() if key not in RIGHTS}),
        description=lazy("These are followed as far as possible."),
    )
    made_of = SelectMultipleField(
        lazy("It is made of other rooms"),
        description=lazy(
            "For a large room with walls that open: tick its parts. They are never used at the same time. "
            "Of what people need to be able to come it has what all its parts have, and of the rest what any has."
        ),
    )
    finding = TextAreaField(
        lazy("How to find it"), [longest(500)], description=lazy("From the way in, in words. Say where the lift is.")
    )

    @property
    def setups(self) -> list[Any]:
        """The fields of the set-ups."""
        return [self[f"holds_{setup}"] for setup in SETUPS]

    @property
    def words(self) -> RoomWords:
        """What a good form says, as `add_room` takes it."""
        facts: dict[str, Any] = self.data
        holds = {setup: facts[f"holds_{setup}"] for setup in SETUPS}
        return RoomWords(
            name=facts["name"],
            floor=facts["floor"] or "",
            capacity=facts["capacity"],
            finding=facts["finding"] or "",
            features=[*facts["rights"], *facts["wishes"]],
            setups={setup: most for setup, most in holds.items() if most},
            sessions_at_once=facts["sessions_at_once"] or 1,
            made_of=facts.get("made_of", []),
        )


for _setup, _words in SETUPS.items():
    setattr(
        RoomForm, f"holds_{_setup}", IntegerField(_words, [optional(), between(1, _MOST_PEOPLE)], render_kw=_NUMBER)
    )


def room_form(
    others: Sequence[RoomFacts],
    posted: Posted | None = None,
    room: RoomFacts | None = None,
    made_of: Sequence[str] = (),
) -> RoomForm:
    """The form for this room, or a new one. `others` are those that it could be made of."""
    said: dict[str, Any] = {"sessions_at_once": 1}
    if room:
        own = [key for key in room.features if key not in room.from_parts]
        said = {
            "name": room.name,
            "floor": room.floor,
            "capacity": room.capacity,
            "sessions_at_once": room.sessions_at_once,
            "rights": [key for key in own if key in RIGHTS],
            "wishes": [key for key in own if key not in RIGHTS],
            "made_of": list(made_of),
            "finding": room.finding,
            **{f"holds_{setup}": most for setup, most in room.setups},
        }
    form = RoomForm(posted, data=said if posted is None else {})
    if others:
        form.made_of.choices = offered({other.id: other.name for other in others})
    else:
        del form.made_of
    return form
