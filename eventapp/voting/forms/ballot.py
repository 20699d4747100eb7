"""Forms of a ballot: what is ticked on a page of it, and which page that is."""

from collections.abc import Sequence

from wtforms import SelectField, SelectMultipleField, StringField

from eventapp.forms import Form, Posted, clean, longest, offered
from eventapp.proposals.kinds import KINDS
from eventapp.texts import _, lazy
from eventapp.voting.browsing import Entry, Wanted
from eventapp.voting.reading import OwnBallot


class BallotForm(Form):
    """`shown` names the candidates of the page: of the others it says nothing."""

    shown = SelectMultipleField()
    count_me_in = SelectMultipleField(lazy("I want this in the programme"))
    star = SelectMultipleField(lazy("This matters most to me"))

    @property
    def said(self) -> tuple[list[str], list[str], list[str]]:
        """What `change_ballot` wants to know: the ids shown, ticked and starred."""
        shown, marks, stars = (
            [*field.data] if field.data else [] for field in (self.shown, self.count_me_in, self.star)
        )
        return shown, marks, stars


def ballot_form(ids: Sequence[str], posted: Posted | None = None, *, saved: OwnBallot | None = None) -> BallotForm:
    """A ballot with these candidates (ids) to tick: as posted, or as it was saved."""
    saved = saved or OwnBallot()
    form = BallotForm(posted, data={"count_me_in": sorted(saved.marks), "star": sorted(saved.stars)})
    for field in (form.shown, form.count_me_in, form.star):
        field.choices = [(id_, id_) for id_ in ids]
    return form


class WantedForm(Form):
    words = StringField(lazy("Words"), [longest(100)])
    kind = SelectField(lazy("Kind"))
    organisation = SelectField(lazy("Organisation"))
    length = SelectField(lazy("Length"))
    mine = SelectField(lazy("Your ticks"))

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.data)


def wanted_form(asked: Posted, entries: Sequence[Entry]) -> WantedForm:
    """What somebody wants to see. What is none of the answers offered does not matter to them."""
    form = WantedForm(asked)
    hosting = {id_: name for one in entries for id_, name in one.organisations.items()}
    names = dict(sorted(hosting.items(), key=lambda each: (each[1].casefold(), each[0])))
    form.kind.choices = offered({"": _("Any kind"), **KINDS})
    form.organisation.choices = offered({"": _("Any organisation"), **names})
    form.length.choices = offered(
        {
            "": _("Any length"),
            "short": _("Up to 30 minutes"),
            "medium": _("Up to an hour"),
            "long": _("More than an hour"),
        }
    )
    form.mine.choices = offered({"": _("All"), "open": _("Not ticked yet"), "ticked": _("Ticked")})
    form.validate()
    for field in form:
        if field.errors or field.data is None:
            field.data, field.errors = "", []
    return form


def text_of(asked: Posted, name: str) -> str:
    """The first text under this name, short enough for an address."""
    [value] = asked.getlist(name)[:1] or [""]
    return str(clean(value))[:100] if isinstance(value, str) else ""
