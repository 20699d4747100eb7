"""What partners talked about and what people said in the survey."""

from piccolo.columns import Boolean, Bytea, Date, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Person


class PlanningWorkshop(Table, tablename="planning_workshop"):
    """A meeting of partners, with notes. Those who came are named as they wish, in plain text.

    `agreed` is what people will do after it: an action a line.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    title = Text(null=False)
    held_on = Date(null=False)
    place = Text(null=False)
    agenda = Text(null=False)
    who_came = Text(null=False)
    notes = Text(null=False)
    decisions = Text(null=False)
    agreed = Text(null=False)
    written_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=clock.now)
    changed_at = Timestamptz(null=False, default=clock.now)


class WorkshopPhoto(Table, tablename="workshop_photo"):
    """A photo of what was on the wall, as a small JPEG without anything that the camera wrote into it.

    `words` say what can be read or seen on it, for those who cannot see it.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    workshop = ForeignKey(PlanningWorkshop, null=False, on_delete=OnDelete.cascade)
    words = Text(null=False)
    image = Bytea(null=False)
    width = Integer(null=False)
    height = Integer(null=False)
    added_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=clock.now)


class Survey(Table, tablename="survey"):
    """A survey that people answered, and how many did.

    `answered` is null where nobody counted, or where small numbers could be worked out from it.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    title = Text(null=False)
    asked_on = Date(null=False)
    answered = Integer(null=True, default=None)
    added_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=clock.now)


class SurveyTheme(Table, tablename="survey_theme"):
    """One line of survey results: how many people of which group spoke of a theme, or gave this answer to a question.

    Without a survey it is what people said in another way, such as at a stall. 0 people stands for fewer than 5: what
    is not kept cannot be told. `at_least` says that there were as many as `people` or more: the number is held back,
    since a small one beside it could be worked out from it.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    survey = ForeignKey(Survey, null=True, on_delete=OnDelete.cascade)
    question = Text(null=False)
    theme = Text(null=False)
    answer_group = Text(null=False)
    people = Integer(null=False, default=0)
    at_least = Boolean(null=False, default=False)
    quotes = Text(null=False)
    quotes_allowed = Boolean(null=False, default=False)
    created_at = Timestamptz(null=False, default=clock.now)
