"""Forms for the event, and who takes part."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    FileField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import ValidationError

from eventapp.event import rules
from eventapp.forms import Form, email_address, longest, optional, required
from eventapp.texts import _, lazy


class EventForm(Form):
    """What organisers say of an event."""

    name = StringField(lazy("Name"), [required(lazy("Give the event a name.")), longest(100)])
    intro = TextAreaField(
        lazy("What is it?"),
        [longest(1000)],
        description=lazy("A few short sentences for somebody who has never heard of it."),
    )
    starts_on = DateField(lazy("First day"), [required(lazy("Choose the first day."))])
    ends_on = DateField(
        lazy("Last day"), [required(lazy("Choose the last day."))], description=lazy("The same day, if it is one day.")
    )
    opens_at = TimeField(lazy("Doors open"), [required(lazy("Write when doors open, such as 10:00."))])
    closes_at = TimeField(lazy("Doors close"), [required(lazy("Write when doors close, such as 16:00."))])
    time_zone = StringField(
        lazy("Time zone"),
        [required(lazy("Write a time zone by its place, such as Europe/London.")), longest(50)],
        description=lazy("By its place, such as Europe/London."),
    )
    venue_name = StringField(lazy("Name of the venue"), [longest(100)])
    venue_address = TextAreaField(lazy("Address of the venue"), [longest(300)])
    cost = StringField(
        lazy("What does it cost?"), [longest(100)], description=lazy("Such as: Free, with lunch for everyone.")
    )
    contact_email = EmailField(
        lazy("Email address for questions"),
        [optional(), longest(254), email_address()],
        description=lazy("An address of the event, not of one person. It is shown to everyone."),
    )
    contact_phone = StringField(
        lazy("Telephone number for questions"), [longest(50)], description=lazy("It is shown to everyone.")
    )

    def validate_ends_on(self, field: Field) -> None:
        if self.starts_on.data and field.data:
            _say(rules.days_problem(self.starts_on.data, field.data))

    def validate_closes_at(self, field: Field) -> None:
        if self.opens_at.data and field.data:
            _say(rules.hours_problem(self.opens_at.data, field.data))

    def validate_time_zone(self, field: Field) -> None:
        _say(rules.zone_problem(field.data))


class NewEventForm(Form):
    """The few things that a new event needs; the rest is said in its settings."""

    copy_of = SelectField(
        lazy("Begin with"),
        validate_choice=True,
        description=lazy("A copy has the rooms, words and organisations of the earlier event. Nothing else."),
    )
    name = StringField(lazy("Name"), [required(lazy("Give the event a name.")), longest(100)])
    slug = StringField(
        lazy("Short name for its address"),
        [required(lazy("Write a short name, such as peer-support-day.")), longest(40)],
        description=lazy("Small letters, digits and hyphens. It cannot be changed later."),
        filters=[lambda slug: (slug or "").strip().lower()],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )
    starts_on = DateField(lazy("First day"), [required(lazy("Choose the first day."))])
    ends_on = DateField(
        lazy("Last day"), [required(lazy("Choose the last day."))], description=lazy("The same day, if it is one day.")
    )

    def validate_ends_on(self, field: Field) -> None:
        if self.starts_on.data and field.data:
            _say(rules.days_problem(self.starts_on.data, field.data))

    def validate_slug(self, field: Field) -> None:
        _say(rules.slug_problem(field.data))


class OrganisationForm(Form):
    name = StringField(lazy("Name of the organisation"), [required(lazy("Write its name.")), longest(100)])
    other_names = TextAreaField(
        lazy("Other names it is known by"), [longest(500)], description=lazy("One a line. You can leave this empty.")
    )


class InvitationForm(Form):
    name = StringField(
        lazy("Name"),
        [required(lazy("Write what to call the person.")), longest(100)],
        description=lazy("As the person likes to be called."),
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        lazy("Email address"),
        [required(lazy("Write the email address.")), longest(254), email_address()],
        render_kw={"autocomplete": "off"},
    )
    organisation = SelectField(lazy("Belongs to"))
    organiser = BooleanField(
        lazy("Organiser"), description=lazy("Organisers build the timetable, publish it, and see bookings.")
    )

    def validate_organisation(self, field: Field) -> None:
        if not field.data and not self.organiser.data:
            raise ValidationError(_("Choose an organisation, or tick Organiser."))


class SectionForm(Form):
    """What is written in a section. `seen` is the version that it was written over."""

    text = TextAreaField(
        lazy("What it says"),
        [longest(10_000)],
        description=lazy(
            "An empty line ends a paragraph. A line that begins with - is a list, with # a heading. "
            "**Stars** make words bold."
        ),
    )
    seen = HiddenField(default="0")


class PagePhotoForm(Form):
    file = FileField(
        lazy("Choose a photo"),
        description=lazy("JPEG, PNG or WebP, up to 10 megabytes. We keep it small, without the place and the time."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    words = TextAreaField(
        lazy("What does it show?"),
        [required(lazy("Say what can be seen on it.")), longest(500)],
        description=lazy("For people who cannot see it. Such as: The glass doors, level with the street."),
    )


def _say(problem: str) -> None:
    if problem:
        raise ValidationError(problem)


def event_values(form: EventForm) -> dict[str, Any]:
    """What the form says, as `change_event` takes it."""
    return {name: "" if value is None else value for name, value in form.data.items()}
