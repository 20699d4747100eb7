"""Forms of a vote: its rules, a ballot, and the confirming of its result."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateTimeLocalField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.forms import Form, Posted, between, longest, required
from eventapp.texts import _, lazy
from eventapp.voting import reasons
from eventapp.voting.reading import Contender
from eventapp.voting.tables import Round

MOST_MINUTES = 1_000_000
FARTHEST = timedelta(days=2 * 366)


class RoundForm(Form):
    zone = ZoneInfo("UTC")

    title = StringField(lazy("What is the vote about?"), [required(lazy("Say what the vote is about.")), longest(200)])
    rules = TextAreaField(
        lazy("Rules"),
        [required(lazy("Write the rules that everybody can read before voting.")), longest(5000)],
        description=lazy("Everybody reads these before they vote. They cannot change once voting has opened."),
    )
    budget_minutes = IntegerField(
        lazy("Room time to give, in minutes"),
        [required(lazy("Write how many minutes there are to give.")), between(1, MOST_MINUTES)],
    )
    closes_at = DateTimeLocalField(
        lazy("When does voting close?"),
        [required(lazy("Write the day and time when voting closes."))],
        format=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"],
    )

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        now = clock.now()
        # Far away the conversion between time zones overflows, so the plain time is looked at first.
        if field.data is None or abs(field.data.replace(tzinfo=UTC) - now) > FARTHEST:
            raise ValidationError(_("Choose a time within the next two years."))
        if self.closing_moment <= now:
            raise ValidationError(_("Choose a time that is still to come."))

    @property
    def closing_moment(self) -> datetime:
        """When voting closes, as an instant. Only for a form that is valid."""
        local: Any = self.closes_at.data
        moment: datetime = local.replace(tzinfo=self.zone).astimezone(UTC)
        return moment

    @property
    def facts(self) -> dict[str, Any]:
        """What `new_round` and `change_round` want to know. Only for a form that is valid."""
        return {
            "title": self.title.data,
            "rules": self.rules.data,
            "budget_minutes": self.budget_minutes.data,
            "closes_at": self.closing_moment,
        }


def round_form(event: Event, posted: Posted | None = None, *, budget_minutes: int = 0) -> RoundForm:
    """The form for a round: as posted, or filled with what suits most votes."""
    form = RoundForm(
        posted,
        data={
            "title": _("What goes into the programme?"),
            "rules": usual_rules(),
            "budget_minutes": budget_minutes or None,
        },
    )
    form.zone = ZoneInfo(event.time_zone)
    return form


def changing_form(event: Event, round_: Round, posted: Posted | None = None) -> RoundForm:
    """The form for a round that is prepared already."""
    zone = ZoneInfo(event.time_zone)
    facts = {"title": round_.title, "rules": round_.rules, "budget_minutes": round_.budget_minutes}
    form = RoundForm(posted, data=facts | {"closes_at": round_.closes_at.astimezone(zone).replace(tzinfo=None)})
    form.zone = zone
    return form


def usual_rules() -> str:
    """What this program does, in words that an organiser may change."""
    return "\n\n".join(
        [
            _("Everybody who belongs to an organisation that takes part has one vote."),
            _("Tick everything that you would like to see. Tick as many as you like."),
            _("Each organisation has the same share of the room time, however many of its people vote."),
            _("Your vote is secret. You can change it until voting closes."),
            _("Nobody sees any results before that. Afterwards everybody can read what was chosen, and why."),
            _("An organiser confirms the list. If they change it, they say why."),
        ]
    )


class BallotForm(Form):
    count_me_in = SelectMultipleField(lazy("Count me in"))


def ballot_form(ids: Sequence[str], posted: Posted | None = None, *, ticked: Sequence[str] = ()) -> BallotForm:
    """A ballot with these candidates (ids) to tick."""
    form = BallotForm(posted, data={"count_me_in": list(ticked)})
    form.count_me_in.choices = [(id_, id_) for id_ in ids]
    return form


class ConfirmForm(Form):
    """For each candidate a box, `in_` and its id, and a reason, `why_` and its id."""

    contenders: Sequence[Contender] = ()

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for one in self.contenders:
            counted_in = reasons.read(one.candidate.reason).counted_in
            gone = one.proposal.state != "submitted"
            box, why = self[f"in_{one.candidate.id}"], self[f"why_{one.candidate.id}"]
            if box.data != counted_in and not why.data and not gone:
                why.errors = [_("Say why you decide differently about “%(title)s”.") % {"title": one.proposal.title}]
                valid = False
        return valid

    @property
    def chosen(self) -> list[str]:
        return [one.candidate.id for one in self.contenders if self[f"in_{one.candidate.id}"].data]

    @property
    def reasons(self) -> dict[str, str]:
        return {one.candidate.id: self[f"why_{one.candidate.id}"].data or "" for one in self.contenders}


def confirm_form(contenders: Sequence[Contender], posted: Posted | None = None) -> ConfirmForm:
    """The form that confirms a result: filled with the count, without what was withdrawn since."""
    fields: dict[str, Any] = {"contenders": contenders}
    for one in contenders:
        fields[f"in_{one.candidate.id}"] = BooleanField(
            one.proposal.title, default=bool(one.candidate.chosen) and one.proposal.state == "submitted"
        )
        fields[f"why_{one.candidate.id}"] = StringField(
            _("Why do you decide differently about “%(title)s”?") % {"title": one.proposal.title}, [longest(500)]
        )
    form: ConfirmForm = type("ConfirmForm", (ConfirmForm,), fields)(posted)
    return form
