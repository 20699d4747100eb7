"""Forms that ask what a count would give."""

from wtforms import BooleanField, IntegerField, SelectField

from eventapp.forms import Form, Posted, between, offered, required
from eventapp.texts import lazy
from eventapp.voting.forms.rules import MOST_MINUTES
from eventapp.voting.rules import WEIGHTING_WORDS
from eventapp.voting.tables import Round


class WhatIfForm(Form):
    one_room = 0

    budget_minutes = IntegerField(
        lazy("Room time to give, in minutes"),
        [required(lazy("Write how many minutes there are to give.")), between(1, MOST_MINUTES)],
    )
    one_room_more = BooleanField(lazy("One room more"))
    weighting = SelectField(lazy("How much does a vote weigh?"), choices=offered(WEIGHTING_WORDS))

    @property
    def budget(self) -> int:
        """The room time asked about, in minutes. Only for a form that is valid."""
        return int(self.budget_minutes.data or 0) + (self.one_room if self.one_room_more.data else 0)


def what_if_form(round_: Round, one_room: int, asked: Posted | None = None) -> WhatIfForm:
    """The form as asked, or with the rules that the round was counted by. `one_room`: minutes of one."""
    form = WhatIfForm(asked, data={"budget_minutes": round_.budget_minutes, "weighting": round_.weighting})
    form.one_room = one_room
    return form


class TrialForm(Form):
    seed = IntegerField(
        lazy("Number of the made-up votes"),
        [required(lazy("Write a whole number, such as 12.")), between(1, 1_000_000)],
        description=lazy("The same number makes the same votes again."),
    )
