"""The forms of a result: confirming it, and offering something else."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField

from eventapp.forms import Form, Posted, longest, offered, required
from eventapp.texts import _, lazy
from eventapp.voting import reasons
from eventapp.voting.offers import OFFERS
from eventapp.voting.reading import Contender


class ConfirmForm(Form):
    """For each candidate a box, `in_` and its id; a reason, `why_`; and what is offered instead, `offer_`."""

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

    @property
    def offers(self) -> dict[str, str]:
        """What is offered to those that are not chosen; only where something is."""
        found = {one.candidate.id: self[f"offer_{one.candidate.id}"].data for one in self.contenders}
        return {id_: offer for id_, offer in found.items() if offer and id_ not in self.chosen}


def confirm_form(contenders: Sequence[Contender], posted: Posted | None = None) -> ConfirmForm:
    """The form filled with the count, without what was withdrawn since."""
    fields: dict[str, Any] = {"contenders": contenders}
    for one in contenders:
        title = {"title": one.proposal.title}
        fields[f"in_{one.candidate.id}"] = BooleanField(
            one.proposal.title, default=bool(one.candidate.chosen) and one.proposal.state == "submitted"
        )
        fields[f"why_{one.candidate.id}"] = StringField(
            _("Why do you decide differently about “%(title)s”?") % title, [longest(500)]
        )
        fields[f"offer_{one.candidate.id}"] = SelectField(
            _("If “%(title)s” is not chosen, what can we offer?") % title,
            choices=offered({"": _("Nothing else"), **OFFERS}),
            default="",
        )
    form: ConfirmForm = type("ConfirmForm", (ConfirmForm,), fields)(posted)
    return form


class OfferForm(Form):
    candidate = SelectField(lazy("Which proposal?"), [required(lazy("Choose one of the answers offered."))])
    offer = RadioField(
        lazy("What do you offer?"),
        [required(lazy("Choose one of the answers offered."))],
        choices=offered(OFFERS),
    )


def offer_form(others: Sequence[Contender], posted: Posted | None = None) -> OfferForm:
    """The form that offers something else to one of these, as far as their people still want them."""
    form = OfferForm(posted)
    form.candidate.choices = offered(
        {one.candidate.id: one.proposal.title for one in others if one.proposal.state == "not-this-time"}
    )
    return form
