"""What holds for every session, and who makes sessions accessible."""

from collections.abc import Iterable

from wtforms import IntegerField, RadioField, SelectMultipleField, StringField

from eventapp.forms import Form, Posted, between, longest, offered, optional, required, ticked_or_chosen
from eventapp.texts import lazy
from eventapp.timetable.access_work import WORK
from eventapp.timetable.planned import PlannedSession, Rules
from eventapp.timetable.tables import AccessWorker


class RulesForm(Form):
    grid_minutes = RadioField(
        lazy("Sessions start every"),
        coerce=int,
        choices=offered({"5": lazy("5 minutes"), "15": lazy("15 minutes")}),
    )
    changeover_minutes = IntegerField(
        lazy("Minutes between two sessions in a room"),
        [ticked_or_chosen(lazy("Write 0 for none.")), between(0, 240)],
        description=lazy("For people to leave and come in. What a session needs to set up and clear comes on top."),
    )
    rest_minutes = IntegerField(
        lazy("Minutes of rest for hosts between their sessions"),
        [ticked_or_chosen(lazy("Write 0 for none.")), between(0, 240)],
    )


def rules_form(rules: Rules, posted: Posted | None = None) -> RulesForm:
    """The form; without `posted` it shows the rules as they are."""
    return RulesForm(posted, obj=None if posted is not None else rules)


class WorkerForm(Form):
    name = StringField(lazy("Name"), [required(lazy("Write a name.")), longest(200)])
    work = RadioField(lazy("What they do"), choices=offered(WORK))
    sessions = SelectMultipleField(
        lazy("Sessions where they are"), [optional()], render_kw={"class": "govuk-checkboxes--small columns"}
    )


def worker_form(
    planned: Iterable[PlannedSession], posted: Posted | None = None, worker: AccessWorker | None = None
) -> WorkerForm:
    """The form with the event's sessions to choose from; without `posted` it shows the worker as they are now."""
    sessions = list(planned)
    known: dict[str, object] = {"work": next(iter(WORK)), "sessions": ()}
    if worker is not None:
        at = [session.id for session in sessions if worker.id in dict(session.access_workers)]
        known = {"name": worker.name, "work": worker.work, "sessions": at}
    form = WorkerForm(posted, data=None if posted is not None else known)
    form.sessions.choices = offered({session.id: session.title for session in sessions})
    return form
