"""What partners talked about and what people said in the survey."""

from piccolo.columns import Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Person


class PlanningWorkshop(Table, tablename="planning_workshop"):
    """A meeting of partners, with notes. Those who came are named as they wish, in plain text."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    title = Text(null=False)
    held_on = Date(null=False)
    place = Text(null=False)
    who_came = Text(null=False)
    notes = Text(null=False)
    written_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=clock.now)
    changed_at = Timestamptz(null=False, default=clock.now)


class SurveyTheme(Table, tablename="survey_theme"):
    """One line of survey results: how many people of which group spoke of a theme."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    theme = Text(null=False)
    answer_group = Text(null=False)
    people = Integer(null=False, default=0)
    quotes = Text(null=False)
    quotes_allowed = Boolean(null=False, default=False)
    created_at = Timestamptz(null=False, default=clock.now)
