"""What the page /styleguide shows: every part of templates/ui once, with a form that has been filled in wrongly."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    EmailField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of the version before

from eventapp.event.features import FEATURES
from eventapp.forms import Form, Posted, between, email_address, longest, optional, required
from eventapp.proposals.kinds import KINDS
from eventapp.texts import lazy


class Demo(Form):
    """One field of each type that `field` in templates/ui/forms.html knows."""

    title = StringField(lazy("Title"), [required(lazy("Give it a title, so people can find it."))])
    email = EmailField(
        lazy("Email"),
        [optional(), email_address()],
        description=lazy("Only if you want a reminder."),
        render_kw={"autocomplete": "email"},
    )
    places = IntegerField(lazy("Places"), [optional(), between(1, 500)])
    cost = DecimalField(lazy("Cost in pounds"), [optional()])
    story = TextAreaField(lazy("What happens there?"), [longest(400)], description=lazy("In your own words."))
    notes = TextAreaField(lazy("Notes"), [optional()])
    kind = SelectField(lazy("Kind"), choices=[SelectChoice(*kind) for kind in KINDS.items()])
    join = RadioField(
        lazy("How can people take part?"),
        choices=[
            SelectChoice("any", lazy("Join in or just listen"), {"hint": lazy("Most sessions are like this.")}),
            SelectChoice("do", lazy("Everybody does something")),
        ],
    )
    needs = SelectMultipleField(
        lazy("What does the room need?"),
        [optional()],
        choices=[SelectChoice(*feature) for feature in FEATURES.items()],
    )
    quiet = BooleanField(lazy("This is a quiet session"), description=lazy("We look for a room away from noise."))
    day = DateField(lazy("Day"), [optional()])
    start = TimeField(lazy("Starts at"), [optional()])
    closes = DateTimeLocalField(lazy("Voting closes"), [optional()])
    flyer = FileField(lazy("A list as a file"), [optional()])
    came_from = HiddenField()


_TYPED = {
    "title": [""],
    "email": ["not an address"],
    "places": ["many"],
    "story": ["We meet over a cuppa and soup.\nNobody needs to talk. " + "Come as you are. " * 17],
    "join": ["any"],
    "needs": ["step-free", "quiet"],
    "kind": ["drop-in"],
    "came_from": ["styleguide"],
}


def filled_in() -> Demo:
    """The form as it comes back: four fields are right, three are not."""
    form = Demo(Posted(_TYPED))
    form.validate()
    return form


def cards() -> list[dict[str, Any]]:
    """Sessions as `session_card` takes them: bookable, open to all, full, cancelled."""
    shared = {"href": "#cards", "where_line": "Room 2, first floor", "times_line": "10:30am to 11:30am"}
    return [
        shared
        | {
            "title": "Looking after yourself as a supporter",
            "kind": "workshop",
            "kind_label": KINDS["workshop"],
            "hosts_line": "With people from Equal Lives and the Wellbeing Service",
            "chips": ["Step-free", "Hearing loop", "Join in or just listen"],
            "state": "Places left",
            "main_action": True,
            "action_text": "Book a place",
            "action_href": "#cards",
        },
        shared
        | {
            "title": "Soup, tomatoes and roses: talk over the garden fence",
            "kind": "drop-in",
            "kind_label": KINDS["drop-in"],
            "hosts_line": "With the village café",
            "where_line": "Café corner, ground floor",
            "chips": ["Step-free", "Quiet tables", "Come and go"],
            "state": "No need to book",
        },
        shared
        | {
            "title": "Not only mental health: four short films",
            "kind": "film",
            "kind_label": KINDS["film"],
            "hosts_line": "With the Ehlers-Danlos Support Group",
            "where_line": "Screen room, lower floor (lift)",
            "chips": ["Lift", "Captions", "Dark room"],
            "state": "Full: ask for a place",
            "action_text": "Ask for a place",
            "action_href": "#cards",
        },
        shared
        | {
            "title": "Peer support that nobody calls peer support",
            "kind": "talk",
            "kind_label": KINDS["talk"],
            "hosts_line": "With three Men’s Sheds",
            "chips": [],
            "state": "Cancelled",
            "cancelled": True,
        },
    ]


def context() -> dict[str, Any]:
    """All that templates/styleguide.html needs beside what every page gets."""
    form = filled_in()
    return {"form": form, "cards": cards(), "kinds": [*KINDS.items(), ("break", "Break or lunch")]}
