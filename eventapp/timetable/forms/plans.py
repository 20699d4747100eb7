"""Forms about plans."""

from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of the version before

from eventapp.forms import Form, between, offered, ticked_or_chosen
from eventapp.texts import lazy
from eventapp.timetable.actions.plans import PlanWish

SEEDS_MOST = 1_000_000_000
# A proof ends as soon as there is one; on a busy machine what proves takes seconds to load.
PROOF_SECONDS = 20

# What organisers can ask for, and what each is to the solver.
WORK = {
    "rest": ("draft", "placed"),
    "anew": ("draft", "locked"),
    "blocks": ("blocks", "locked"),
    "repair": ("repair", "locked"),
    "why": ("why", "placed"),
}


class PlanForm(Form):
    work = RadioField(
        lazy("What should the program do?"),
        validators=[ticked_or_chosen(lazy("Choose what the program should do."))],
        choices=[
            SelectChoice(value, label, render_kw={"hint": hint})
            for value, label, hint in (
                ("rest", lazy("Draft the rest"), lazy("Places what has no time yet. All else stays.")),
                ("anew", lazy("Draft everything"), lazy("Only what you keep at its place stays.")),
                (
                    "blocks",
                    lazy("Draft in blocks"),
                    lazy("For few sessions, all equally long: they begin together, and the best plan can be proven."),
                ),
                ("repair", lazy("Repair"), lazy("A room or a host has fallen away: as little as possible moves.")),
                ("why", lazy("Find out why not"), lazy("Which rules cannot all hold, and where to change them.")),
            )
        ],
    )
    seconds = RadioField(
        lazy("How long may it search?"),
        validators=[ticked_or_chosen(lazy("Choose how long it may search."))],
        choices=offered(
            {
                "5": lazy("5 seconds"),
                "10": lazy("10 seconds"),
                "20": lazy("20 seconds"),
                "60": lazy("1 minute"),
            }
        ),
    )
    seed = IntegerField(
        lazy("Number for chance"),
        [ticked_or_chosen(lazy("Write a whole number, such as 12.")), between(1, SEEDS_MOST)],
        description=lazy("Another number finds another plan."),
    )

    @property
    def wish(self) -> PlanWish:
        """What was chosen."""
        purpose, kept = WORK[self.work.data]
        seconds = int(self.seconds.data)
        return PlanWish(
            purpose,
            "placed" if kept == "placed" else "locked",
            seconds if purpose == "draft" else max(seconds, PROOF_SECONDS),
            self.seed.data or 1,
        )
