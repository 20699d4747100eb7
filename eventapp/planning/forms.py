"""Forms for planning workshops and survey results."""

from wtforms import BooleanField, DateField, FileField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from eventapp.forms import Form, between, longest, required
from eventapp.planning.survey import LONGEST_QUOTES, LONGEST_WORDS, MOST_PEOPLE
from eventapp.texts import _, lazy


class WorkshopForm(Form):
    title = StringField(lazy("What was it called?"), [required(lazy("Give the workshop a name.")), longest(150)])
    held_on = DateField(lazy("Which day?"), [required(lazy("Choose the day."))])
    place = StringField(lazy("Where?"), [longest(150)])
    who_came = TextAreaField(
        lazy("Who came?"),
        [longest(2000)],
        description=lazy("As they wish to be named: by name, by organisation, or only how many."),
    )
    notes = TextAreaField(
        lazy("Notes"),
        [longest(20_000)],
        description=lazy("What was talked about, what was decided, and who does what next. Partners can read it."),
    )
    changed_at = HiddenField()


class ThemeForm(Form):
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
        render_kw={"inputmode": "numeric"},
    )
    quotes = TextAreaField(lazy("What they said"), [longest(LONGEST_QUOTES)])
    quotes_allowed = BooleanField(lazy("They allowed us to show what they said"))

    def validate_quotes_allowed(self, field: BooleanField) -> None:
        if self.quotes.data and not field.data:
            raise ValidationError(_("Tick this if they allowed it. If not, leave out what they said."))


class SurveyRowsForm(Form):
    rows = TextAreaField(
        lazy("Paste lines from a table"),
        [longest(400_000)],
        description=lazy("A theme, a group and how many people; if you like, quotes, and yes if they may be shown."),
    )
    file = FileField(lazy("Or choose a CSV file"), render_kw={"accept": ".csv,.tsv,.txt,text/csv"})
