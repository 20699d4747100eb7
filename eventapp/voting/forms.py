"""The form that confirms a result."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, StringField

from eventapp.forms import Form, Posted, longest
from eventapp.texts import _
from eventapp.voting import reasons
from eventapp.voting.reading import Contender


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
