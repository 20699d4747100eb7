"""Forms for bringing in answers from a form tool, step by step."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import FileField, HiddenField, SelectField, TextAreaField

from eventapp.forms import Form, longest, offered
from eventapp.planning.answers import LARGEST_FILE, Answers
from eventapp.planning.counting import (
    ALLOWED,
    GROUP,
    LEAVE,
    ONE,
    QUOTES,
    SEVERAL,
    examples,
    guess,
    uses_for,
)
from eventapp.planning.forms import SurveyNameForm
from eventapp.planning.survey import LONGEST_QUOTES
from eventapp.texts import _, lazy

USES = {
    LEAVE: lazy("Leave it out"),
    ONE: lazy("Count: one answer each"),
    SEVERAL: lazy("Count: several answers each"),
    GROUP: lazy("Groups: who answers"),
    QUOTES: lazy("Show the words, if allowed"),
    ALLOWED: lazy("Says if we may show words"),
}


class AnswersForm(Form):
    file = FileField(
        lazy("Choose the CSV file"),
        description=lazy("As Google Forms, Microsoft Forms, SurveyMonkey or LimeSurvey save it. Up to 1 megabyte."),
        render_kw={"accept": ".csv,.tsv,.txt,text/csv"},
    )
    rows = TextAreaField(
        lazy("Or paste the table"),
        [longest(LARGEST_FILE)],
        description=lazy("The first line holds the questions. Each line below holds the answers of one person."),
    )


class ColumnsForm(Form):
    """What each column is for: a field `use_0`, `use_1` … for each question, made by `columns_form`."""

    answers = HiddenField()

    def uses(self) -> list[str]:
        """What was chosen for each column, in their order."""
        return [str(field.data) for field in self if field.name.startswith("use_")]


def columns_form(found: Answers, sealed: str, typed: Any = None) -> ColumnsForm:
    """The form for these answers. `sealed` is how they travel; `typed` is what was sent, None for our guess."""
    fields: dict[str, Any] = {}
    for place, question in enumerate(found.questions):
        cells = found.of(place)
        fields[f"use_{place}"] = SelectField(
            question,
            choices=offered({use: USES[use] for use in uses_for(cells)}),
            default=guess(question, cells),
            description=_("Such as: %s") % " · ".join(examples(cells)),
        )
    form: ColumnsForm = type("ColumnsOfFile", (ColumnsForm,), fields)(typed)
    form.answers.data = sealed
    return form


class ResultForm(SurveyNameForm):
    """The last step. A field `quotes_0` … for each question whose answers are shown, made by `result_form`."""

    result = HiddenField()

    def quotes(self, questions: Sequence[str]) -> dict[str, str]:
        """What is to be shown of each question's answers."""
        fields = [field for field in self if field.name.startswith("quotes_")]
        return {question: str(field.data or "") for question, field in zip(questions, fields, strict=True)}


def result_form(quotes: Mapping[str, str], sealed: str, typed: Any = None) -> ResultForm:
    """The form for a count with these quotes by question. `sealed` is how it travels; `typed` is what was sent."""
    fields: dict[str, Any] = {
        f"quotes_{place}": TextAreaField(question, [longest(LONGEST_QUOTES)], default=text)
        for place, (question, text) in enumerate(quotes.items())
    }
    form: ResultForm = type("ResultOfFile", (ResultForm,), fields)(typed)
    form.result.data = sealed
    return form
