"""Forms for planning workshops and survey results."""

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from eventapp.forms import Form, between, longest, optional, required
from eventapp.planning.survey import LONGEST_QUOTES, LONGEST_WORDS, MOST_PEOPLE
from eventapp.texts import _, lazy


class WorkshopForm(Form):
    title = StringField(lazy("What was it called?"), [required(lazy("Give the workshop a name.")), longest(150)])
    held_on = DateField(lazy("Which day?"), [required(lazy("Choose the day."))])
    place = StringField(lazy("Where?"), [longest(150)])
    agenda = TextAreaField(
        lazy("Agenda"),
        [longest(5000)],
        description=lazy("What you want to talk about, in order. You can add it before."),
    )
    who_came = TextAreaField(
        lazy("Who came?"),
        [longest(2000)],
        description=lazy("As they wish to be named: by name, by organisation, or only how many."),
    )
    notes = TextAreaField(
        lazy("Notes"), [longest(20_000)], description=lazy("What was talked about. Partners can read it.")
    )
    decisions = TextAreaField(lazy("What was decided"), [longest(5000)], description=lazy("A decision a line."))
    agreed = TextAreaField(
        lazy("Who does what next"),
        [longest(5000)],
        description=lazy(
            "One thing a line: who, what, and by when. Such as: Ray asks the library for chairs by 3 May."
        ),
    )
    changed_at = HiddenField()


def _photo_words() -> TextAreaField:
    return TextAreaField(
        lazy("What can be read or seen on it?"),
        [required(lazy("Write what can be read or seen on it.")), longest(2000)],
        description=lazy("For people who cannot see it. Copy the words of a flip chart."),
    )


class PhotoForm(Form):
    file = FileField(
        lazy("Choose a photo"),
        description=lazy("JPEG, PNG or WebP, up to 10 megabytes. We keep it small, without the place and the time."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    words = _photo_words()


class PhotoWordsForm(Form):
    words = _photo_words()


class SurveyNameForm(Form):
    """What a survey is called, and when it was."""

    title = StringField(
        lazy("What is the survey called?"),
        [required(lazy("Give the survey a name.")), longest(150)],
        description=lazy("Such as: Peer support survey, spring."),
    )
    asked_on = DateField(lazy("When did it end?"), [required(lazy("Choose the day."))])


class SurveyForm(SurveyNameForm):
    answered = IntegerField(
        lazy("How many people answered?"),
        [optional(), between(0, MOST_PEOPLE)],
        description=lazy("Leave it empty if you do not know."),
        render_kw={"inputmode": "numeric"},
    )


class ThemeForm(Form):
    survey = SelectField(lazy("Which survey?"), default="")
    theme = StringField(
        lazy("Theme"),
        [required(lazy("Write the theme.")), longest(LONGEST_WORDS)],
        description=lazy("Such as: Somewhere quiet to sit."),
    )
    answer_group = StringField(
        lazy("Who said it?"),
        [longest(LONGEST_WORDS)],
        description=lazy("Such as: Carers. Leave it empty for everyone."),
    )
    people = IntegerField(
        lazy("How many people?"),
        [InputRequired(lazy("Write how many people, such as 12.")), between(0, MOST_PEOPLE)],
        description=lazy("A number under 5 is shown and kept as “fewer than 5”."),
        render_kw={"inputmode": "numeric"},
    )
    quotes = TextAreaField(lazy("What they said"), [longest(LONGEST_QUOTES)])
    quotes_allowed = BooleanField(lazy("They allowed us to show what they said"))

    def validate_quotes_allowed(self, field: BooleanField) -> None:
        if self.quotes.data and not field.data:
            raise ValidationError(_("Tick this if they allowed it. If not, leave out what they said."))


class SurveyRowsForm(Form):
    # Not to be mixed up with the field of the same name in the form above it.
    of_survey = SelectField(lazy("For which survey?"), default="")
    rows = TextAreaField(
        lazy("Paste lines from a table"),
        [longest(400_000)],
        description=lazy("A theme, a group and how many people; if you like, quotes, and yes if they may be shown."),
    )
    file = FileField(lazy("Or choose a CSV file"), render_kw={"accept": ".csv,.tsv,.txt,text/csv"})
