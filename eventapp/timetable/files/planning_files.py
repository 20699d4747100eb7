"""The files that `eventapp timetable` reads, and what is to be said about them."""

from eventapp.timetable.files import wishes
from eventapp.timetable.files.schedule_json import NotASchedule, as_xml, is_json
from eventapp.timetable.files.schedule_task import MOST_SLOTS, Task, clashing, task_of
from eventapp.timetable.files.schedule_xml import read_schedule
from eventapp.timetable.solver.instance import Voter

# More than this is no programme.
MOST_SESSIONS = 5000
_FIRST_FEW = 5


class NotPlannable(Exception):
    """Why a file cannot be planned, in a sentence."""


def read_task(data: bytes, grid: int | None) -> tuple[Task, bytes, list[str]]:
    """The task of a schedule.xml or schedule.json, the schedule as XML, and notes. Raises `NotPlannable`."""
    try:
        # Some write an empty line first, which is no XML.
        xml = as_xml(data) if is_json(data) else data.lstrip(b"\xef\xbb\xbf \t\r\n")
    except NotASchedule as problem:
        raise NotPlannable("This JSON is no schedule: it has no conference.") from problem
    reading = read_schedule(xml, whole=False)
    schedule = reading.schedule
    if schedule is None or not schedule.sessions:
        raise NotPlannable(
            " ".join(str(line) for line in reading.problems[:_FIRST_FEW]) or "No sessions are in this file."
        )
    task = task_of(schedule, grid)
    if task.instance.slots > MOST_SLOTS or len(schedule.sessions) > MOST_SESSIONS:
        raise NotPlannable(
            f"This is too much for a plan: {len(schedule.sessions)} sessions, {task.instance.slots} times to start."
        )
    notes = [str(line) for line in reading.problems[:_FIRST_FEW]]
    if reading.problems:
        notes.append(f"Problems: {len(reading.problems)}. Sessions that cannot be read are not planned.")
    if schedule.repeated:
        notes.append(f"Sessions that the file holds twice are planned once: {len(schedule.repeated)}.")
    if task.overlap:
        notes.append("Sessions overlap in a room as they are published: each room can be used all day.")
    titles = {asked.id: session.title for asked, session in zip(task.instance.sessions, schedule.sessions, strict=True)}
    notes += [
        f"“{titles[first]}” and “{titles[second]}” clash as they are published."
        for first, second in clashing(task)[:_FIRST_FEW]
    ]
    return task, xml, notes


def read_voters(task: Task, data: bytes | None, seed: int) -> tuple[tuple[Voter, ...], list[str]]:
    """The wishes of a file, or made-up ones, and notes. Raises `NotPlannable`."""
    if data is None:
        return wishes.made_up(task.instance.sessions, seed), ["No wishes are given: those of 200 people are made up."]
    names = [(session.id, session.title) for session in task.schedule.sessions]
    try:
        voters, lost = wishes.read(data, names)
    except wishes.NotWishes as problem:
        raise NotPlannable(str(problem)) from problem
    return voters, [f"{lost} wishes name no session of the schedule."] if lost else []
