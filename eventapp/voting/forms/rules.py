"""The form for a round's rules."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of the version before

from eventapp.event.tables import Event
from eventapp.forms import Posted, between, longest, offered, optional, required, ticked_or_chosen
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, lazy
from eventapp.voting.actions.preparing import RulesWritten
from eventapp.voting.budget import BREAK_MINUTES, CHANGE_OVER_MINUTES, RoomTime
from eventapp.voting.forms.closing_time import ClosingTimeForm
from eventapp.voting.rules import (
    MOST_ELSEWHERE,
    MOST_STARS,
    WEIGHTING_WORDS,
    RoundRules,
    weighting_example,
    weighting_sentence,
)

MOST_MINUTES = 1_000_000
MOST_BREAK_MINUTES = 600
MOST_CHANGE_OVER_MINUTES = 45
MOST_PAIRS = 50


class RoundForm(ClosingTimeForm):
    """Beside these fields: for each kind `cap_` and its key, and for each pair `one_` and `other_` and its number.

    `room_time` is what the rooms give with what the form takes off.
    """

    room_time: RoomTime
    pairs = 0

    # What the rules were when the form was opened.
    version = HiddenField()
    title = StringField(lazy("What is the vote about?"), [required(lazy("Say what the vote is about.")), longest(200)])
    weighting = RadioField(
        lazy("How is the room time shared?"),
        [ticked_or_chosen(lazy("Choose how the room time is shared."))],
        description=lazy("Everybody reads this before they vote. It cannot change once voting has opened."),
    )
    budget_from = RadioField(
        lazy("How much room time is there to give?"),
        [ticked_or_chosen(lazy("Choose where the room time comes from."))],
        choices=offered({"rooms": lazy("Work it out from rooms, times and breaks"), "hand": lazy("I write it myself")}),
    )
    break_minutes = IntegerField(
        lazy("Lunch and breaks, in minutes a day"),
        [optional(), between(0, MOST_BREAK_MINUTES)],
        description=lazy("When nothing is on in any room. Write 0 for none."),
    )
    change_over_minutes = IntegerField(
        lazy("Time between sessions, in minutes of each hour"),
        [optional(), between(0, MOST_CHANGE_OVER_MINUTES)],
        description=lazy("For coming, going and setting up."),
    )
    budget_minutes = IntegerField(
        lazy("Room time to give, in minutes"),
        [optional(), between(1, MOST_MINUTES)],
        description=lazy("For example, 2 rooms for 5 hours are 600 minutes."),
    )
    supporters_elsewhere = IntegerField(
        lazy("How many people of other organisations must want a proposal?"),
        [
            ticked_or_chosen(lazy("Write how many people of other organisations must want a proposal, or 0.")),
            between(0, MOST_ELSEWHERE),
        ],
        description=lazy(
            "From 0 to 5. With 1, nothing is chosen that only its own hosts want. Write 0 if that does not matter."
        ),
    )
    stars = IntegerField(
        lazy("How many stars has each person?"),
        [ticked_or_chosen(lazy("Write how many stars each person has, or 0.")), between(0, MOST_STARS)],
        description=lazy("From 0 to 3. A star is for what matters most. It counts double."),
    )
    votes_published = BooleanField(
        lazy("Publish all votes, without names, after the count"),
        description=lazy(
            "Then everybody who takes part can count again. They can also read which proposals were ticked together: "
            "somebody who knows a voter well may recognise their vote."
        ),
    )
    note = TextAreaField(
        lazy("Is there anything else to say before people vote?"),
        [optional(), longest(5000)],
        description=lazy("The rules are written out for you. This stands above them, in your own words."),
    )

    @property
    def from_rooms(self) -> bool:
        return bool(self.budget_from.data == "rooms")

    @property
    def taken_off(self) -> dict[str, int]:
        """What to take off the rooms' time, as far as it was written well."""
        breaks, change_over = self.break_minutes.data, self.change_over_minutes.data
        return {
            "break_minutes": min(max(breaks if breaks is not None else BREAK_MINUTES, 0), MOST_BREAK_MINUTES),
            "change_over_minutes": min(
                max(change_over if change_over is not None else CHANGE_OVER_MINUTES, 0), MOST_CHANGE_OVER_MINUTES
            ),
        }

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        super().validate(extra_validators)
        self._check_budget()
        for number in range(self.pairs):
            self._check_pair(self[f"one_{number}"], self[f"other_{number}"])
        return not self.errors

    def _check_budget(self) -> None:
        from_rooms = {
            self.break_minutes: _("Write how long lunch and breaks are, or 0."),
            self.change_over_minutes: _("Write how long it takes between sessions, or 0."),
        }
        by_hand = {self.budget_minutes: _("Write how many minutes there are to give.")}
        # What belongs to the other way is not asked, whatever stands there.
        asked, idle = (from_rooms, by_hand) if self.from_rooms else (by_hand, from_rooms)
        for field in idle:
            field.errors = ()
        for field, sentence in asked.items():
            if field.data is None and not field.errors:
                field.errors = [sentence]
        if self.from_rooms and not self.budget_from.errors and self.room_time.minutes < 1:
            self.budget_from.errors = [_("The rooms give no time yet. Add rooms, or write the minutes yourself.")]

    def _check_pair(self, one: Field, other: Field) -> None:
        if one.errors or other.errors:
            return
        if bool(one.data) != bool(other.data):
            empty = other if one.data else one
            empty.errors = [_("Choose two proposals for a pair, or remove it.")]
        elif one.data and one.data == other.data:
            other.errors = [_("Choose two different proposals for a pair.")]

    @property
    def written(self) -> RulesWritten:
        """What `new_round` and `change_round` want to know. Only for a form that is valid."""
        minutes: Any = self.room_time.minutes if self.from_rooms else self.budget_minutes.data
        caps = {kind: self[f"cap_{kind}"].data for kind in KINDS}
        pairs = [(self[f"one_{number}"].data, self[f"other_{number}"].data) for number in range(self.pairs)]
        return {
            "title": str(self.title.data),
            "rules": self.note.data or "",
            "budget_minutes": minutes,
            "closes_at": self.closing_moment,
            "room_time": self.room_time if self.from_rooms else None,
            "weighting": str(self.weighting.data),
            "supporters_elsewhere": int(self.supporters_elsewhere.data or 0),
            "stars": int(self.stars.data or 0),
            "votes_published": bool(self.votes_published.data),
            "kind_caps": {kind: most for kind, most in caps.items() if most is not None},
            "exclusions": [(one, other) for one, other in pairs if one],
        }


def new_form(event: Event, proposals: Sequence[Proposal], room_time: RoomTime) -> RoundForm:
    """The form for a new round, filled with what suits most votes."""
    facts = {
        "title": _("What goes into the programme?"),
        "weighting": "organisation",
        "budget_from": "rooms" if room_time.minutes else "hand",
        "break_minutes": room_time.break_minutes,
        "change_over_minutes": room_time.change_over_minutes,
        "supporters_elsewhere": 1,
        "stars": MOST_STARS,
        "votes_published": True,
    }
    return _form(event, proposals, 0, data=facts)


def changing_form(event: Event, proposals: Sequence[Proposal], rules: RoundRules) -> RoundForm:
    """The form for a round that is prepared already."""
    found = rules.room_time
    facts: dict[str, Any] = {
        "version": rules.version,
        "title": rules.title,
        "closes_at": rules.closes_at.astimezone(ZoneInfo(event.time_zone)).replace(tzinfo=None),
        "weighting": rules.weighting,
        "budget_from": "rooms" if found else "hand",
        "break_minutes": found.break_minutes if found else BREAK_MINUTES,
        "change_over_minutes": found.change_over_minutes if found else CHANGE_OVER_MINUTES,
        "budget_minutes": None if found else rules.budget_minutes,
        "supporters_elsewhere": rules.supporters_elsewhere,
        "stars": rules.stars,
        "votes_published": rules.votes_published,
        "note": rules.note,
    }
    facts |= {f"cap_{kind}": most for kind, most in rules.caps.items()}
    for number, pair in enumerate(rules.excluded):
        facts |= {f"one_{number}": pair.ids[0], f"other_{number}": pair.ids[1]}
    return _form(event, proposals, len(rules.excluded), data=facts)


def sent_form(event: Event, proposals: Sequence[Proposal], posted: Posted) -> RoundForm:
    """The form as it was sent; with another pair, or one fewer, where that button was pressed."""
    pairs = [_pair(posted, number) for number in range(MOST_PAIRS) if f"one_{number}" in posted]
    pressed = pressed_button(posted)
    if pressed == "add":
        pairs = [*pairs, ("", "")][:MOST_PAIRS]
    if pressed.startswith("remove-"):
        pairs = [pair for number, pair in enumerate(pairs) if pressed != f"remove-{number}"]
    values = {name: posted.getlist(name) for name in posted if not name.startswith(("one_", "other_"))}
    for number, (one, other) in enumerate(pairs):
        values |= {f"one_{number}": [one], f"other_{number}": [other]}
    return _form(event, proposals, len(pairs), Posted(values))


def pressed_button(posted: Posted) -> str:
    """`add`, `remove-` and the number of a pair, or `work out`; empty for the button that saves."""
    return next((value for value in posted.getlist("do") if isinstance(value, str)), "")


def _pair(posted: Posted, number: int) -> tuple[Any, Any]:
    one, other = (next(iter(posted.getlist(f"{name}_{number}")), "") for name in ("one", "other"))
    return one, other


def _form(
    event: Event, proposals: Sequence[Proposal], pairs: int, posted: Posted | None = None, **more: Any
) -> RoundForm:
    fields: dict[str, Any] = {"pairs": pairs}
    for kind, name in KINDS.items():
        fields[f"cap_{kind}"] = IntegerField(name, [optional(), between(0, MOST_MINUTES)])
    choices = offered({"": lazy("Choose a proposal"), **{proposal.id: proposal.title for proposal in proposals}})
    for number in range(pairs):
        fields[f"one_{number}"] = SelectField(lazy("Either"), choices=choices)
        fields[f"other_{number}"] = SelectField(lazy("Or"), choices=choices)
    form: RoundForm = type("RoundForm", (RoundForm,), fields)(posted, **more)
    form.zone = ZoneInfo(event.time_zone)
    form.weighting.choices = [
        SelectChoice(key, word, {"hint": f"{weighting_sentence(key)} {weighting_example(key)}"})
        for key, word in WEIGHTING_WORDS.items()
    ]
    return form
