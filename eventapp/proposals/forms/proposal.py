"""The form of a whole proposal."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)

from eventapp.event.features import FEATURES
from eventapp.forms import Form, Posted, between, longest, offered, optional, required
from eventapp.numbers import whole_number
from eventapp.people.tables import Organisation
from eventapp.proposals.facts import ATTENDANCE
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.languages import LANGUAGES, language_name
from eventapp.proposals.reading import words_of
from eventapp.proposals.states import must_be_whole
from eventapp.proposals.tables import Proposal
from eventapp.proposals.times import NIGHT_ENDS
from eventapp.proposals.words import MINUTES_LEAST, MINUTES_MOST, ProposalWords, distinct, one_line, still_needed
from eventapp.texts import _, day_words, lazy, minutes_words

LENGTHS = (15, 20, 30, 45, 60, 75, 90, 120, 150, 180)
OTHER_LENGTH = "other"
MOST_HOSTS = 20
LONGEST_NAME = 80


class ProposalForm(Form):
    """All that can be said about a proposal."""

    title = StringField(lazy("Title"), [required(lazy("Give it a title.")), longest(150)], filters=[one_line])
    what_happens = TextAreaField(
        lazy("What happens there?"),
        [required(lazy("Say what happens there, in a sentence or two.")), longest(4000)],
        description=lazy("In your own words. They are published as you write them."),
    )
    kind = RadioField(lazy("What kind of thing is it?"), choices=offered(KINDS), default="other")
    length = SelectField(
        lazy("How long is it?"), description=lazy("Without the time to set up and clear away."), default=""
    )
    own_minutes = IntegerField(
        lazy("How many minutes, if it is another length?"), [optional(), between(MINUTES_LEAST, MINUTES_MOST)]
    )
    places = IntegerField(
        lazy("How many people can come at most?"),
        [optional(), between(1, 5000)],
        description=lazy("Leave it empty for as many as the room holds."),
    )
    attendance = RadioField(lazy("How do people come?"), choices=offered(ATTENDANCE), default="book")
    language = SelectField(lazy("Which language is it in?"), default="en-GB")
    hosts = TextAreaField(
        lazy("Who hosts it?"),
        [longest(2000)],
        description=lazy(
            "One name on each line, by any name they choose. First names are fine. The names are published."
        ),
    )
    organisations = SelectMultipleField(
        lazy("Which of your organisations put it on?"),
        [required(lazy("Choose at least one of your own organisations, so that you can still change this."))],
        description=lazy("People of each of them can change these words."),
    )
    wants_cohost = BooleanField(lazy("We would like to do this with somebody else"))
    on_day = SelectField(lazy("Which day?"), default="")
    earliest = TimeField(lazy("What is the earliest that it can start?"), [optional()])
    latest = TimeField(lazy("What is the latest that it can start?"), [optional()])
    people_expected = IntegerField(
        lazy("How many people do you think will come?"),
        [optional(), between(1, 5000)],
        description=lazy("A guess is enough. It helps to find a room."),
    )
    setup_minutes = IntegerField(
        lazy("How many minutes do you need in the room before it starts?"), [optional(), between(0, 240)]
    )
    clearing_minutes = IntegerField(lazy("How many minutes to clear away after it?"), [optional(), between(0, 240)])
    captions = BooleanField(lazy("There are captions or subtitles"))
    needs = SelectMultipleField(lazy("What does the room need?"), choices=offered(FEATURES))
    content_notes = TextAreaField(
        lazy("Is there something people would want to know before?"),
        [longest(1000)],
        description=lazy("Name the subject, not the detail. Such as: Talks about losing a child."),
    )
    access_notes = TextAreaField(
        lazy("What is it like to be there?"),
        [longest(1000)],
        description=lazy("Such as: join in or just listen. Bright light, loud, standing, seats, breaks."),
    )
    contact = StringField(
        lazy("How can partners reach you?"),
        [longest(300)],
        description=lazy("Only partners who are signed in see this."),
        filters=[one_line],
    )
    revision = HiddenField()

    def validate_length(self, field: Field) -> None:
        if field.data == OTHER_LENGTH and self.own_minutes.data is None and not self.own_minutes.errors:
            raise ValidationError(_("Write how many minutes it takes."))

    def validate_latest(self, field: Field) -> None:
        # After midnight still belongs to the evening before.
        if field.data and self.earliest.data and NIGHT_ENDS <= field.data < self.earliest.data:
            raise ValidationError(_("Write a time that is not before the earliest."))

    def validate_hosts(self, field: Field) -> None:
        names = host_names(self)
        if len(names) > MOST_HOSTS:
            raise ValidationError(_("Name at most %(count)s hosts.") % {"count": MOST_HOSTS})
        if any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(
                _("Write each name on a line of its own, with at most %(count)s letters.") % {"count": LONGEST_NAME}
            )


def proposal_form(
    proposal: Proposal,
    own: Sequence[Organisation],
    days: Sequence[date],
    posted: Posted | None = None,
    **first: object,
) -> ProposalForm:
    """The form for this proposal. `first` are its hosts, organisations and needs as the form begins with them.

    Which of one's `own` organisations host it, and on which of the event's `days` it is, is asked where there are
    several.
    """
    words = words_of(proposal)
    form = ProposalForm(posted, data={**_first(words), **first} if posted is None else {})
    lengths = {str(minutes): minutes_words(minutes) for minutes in LENGTHS}
    form.length.choices = offered({"": _("Not sure yet"), **lengths, OTHER_LENGTH: _("Another length")})
    form.language.choices = offered({words.language: language_name(words.language)} | LANGUAGES)
    if len(own) > 1:
        form.organisations.choices = offered({one.id: one.name for one in own})
    else:
        del form.organisations
    if len(days) > 1:
        form.on_day.choices = offered({"": _("Any day"), **{day.isoformat(): day_words(day) for day in days}})
    else:
        del form.on_day
    return form


def _first(words: ProposalWords) -> dict[str, object]:
    usual = words.minutes in LENGTHS
    return {
        **asdict(words),
        "length": "" if words.minutes is None else str(words.minutes) if usual else OTHER_LENGTH,
        "own_minutes": None if usual else words.minutes,
        "on_day": words.on_day.isoformat() if words.on_day else "",
        "setup_minutes": words.setup_minutes or None,
        "clearing_minutes": words.clearing_minutes or None,
    }


def is_good(form: ProposalForm, proposal: Proposal) -> bool:
    """Whether what was typed can be stored; what cannot is said beside its field."""
    good = form.validate()
    if good and must_be_whole(proposal.state):
        needed = still_needed(typed_words(form), host_names(form))
        for name, sentence in needed.items():
            form[name].errors = [*form[name].errors, sentence]
        good = not needed
    return good


def typed_words(form: ProposalForm) -> ProposalWords:
    """The words of a good form."""
    return ProposalWords(
        title=form.title.data or "",
        what_happens=form.what_happens.data or "",
        contact=form.contact.data or "",
        kind=form.kind.data,
        minutes=_minutes(form),
        places=form.places.data,
        attendance=form.attendance.data,
        language=form.language.data,
        content_notes=form.content_notes.data or "",
        access_notes=form.access_notes.data or "",
        wants_cohost=form.wants_cohost.data,
        captions=form.captions.data,
        on_day=date.fromisoformat(form.on_day.data) if "on_day" in form and form.on_day.data else None,
        earliest=form.earliest.data,
        latest=form.latest.data,
        people_expected=form.people_expected.data,
        setup_minutes=form.setup_minutes.data or 0,
        clearing_minutes=form.clearing_minutes.data or 0,
    )


def _minutes(form: ProposalForm) -> int | None:
    if form.length.data == OTHER_LENGTH:
        return form.own_minutes.data
    return int(form.length.data) if form.length.data else None


def host_names(form: ProposalForm) -> list[str]:
    """The hosts named in this form, each once."""
    return distinct((form.hosts.data or "").splitlines())


def typed_revision(form: Form) -> int:
    """The revision that the writer saw; 0, which nothing has, for what is no number."""
    return whole_number(form["revision"].data or "", digits=9) or 0
