"""Brings in the sample event: each thing is done by the action that does it for people."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from eventapp import clock, db
from eventapp.booking.tables import Attendee
from eventapp.errors import Refused
from eventapp.event.actions import new_event
from eventapp.event.page_actions import write_section
from eventapp.event.sections import section_of
from eventapp.event.tables import Event, Room
from eventapp.event.taking_part import set_access_lead
from eventapp.log.actions import record
from eventapp.log.tables import LogEntry
from eventapp.people.actions import find_or_add_person
from eventapp.programme.tables import PublishedSession
from eventapp.proposals.tables import Host, Proposal
from eventapp.sample.booking import book
from eventapp.sample.building import build
from eventapp.sample.content import content
from eventapp.sample.made import Sample
from eventapp.sample.people import ORGANISER_EMAIL, ORGANISER_NAME
from eventapp.sample.planning import plan
from eventapp.sample.proposing import propose
from eventapp.sample.voting import vote
from eventapp.texts import marked
from eventapp.timetable.tables import Session
from eventapp.voting.tables import Round

# The line of the log that says that loading came to its end.
LOADED = marked("loaded the sample")


def next_day(today: date) -> date:
    """The first 28 November after this day."""
    this_year = date(today.year, 11, 28)
    return this_year if today < this_year else this_year.replace(year=today.year + 1)


async def load_sample(*, progress: Callable[[int, int], None] = lambda _done, _total: None) -> Event:
    """Makes the sample event, all of it or nothing. Raises `Refused` when there is one already.

    One whose loading was killed halfway is made anew. `progress` is called with what is done and what there is to do.
    """
    words = content()["event"]
    if half := await half_made():
        await _remove(half)
    if await Event.exists().where(Event.slug == words["slug"]):
        raise Refused(f"There is an event at /{words['slug']}/ already. The sample is loaded once.")
    steps = _Steps(progress)
    sample: Sample | None = None
    try:
        async with db.transaction():
            sample = await _begin(steps.next)
            await plan(sample)
            await propose(sample)
        for part in (vote, build, book):
            await part(sample)
        await record(LOADED, sample.event.name, who=sample.organiser.name, event=sample.event.id)
    except BaseException:
        if sample is not None:
            await _remove(sample.event)
        raise
    return sample.event


async def half_made() -> Event | None:
    """A sample whose loading was killed before its end."""
    done = LogEntry.select(LogEntry.event).where(LogEntry.did == LOADED)
    return await Event.objects().where(Event.is_sample.eq(True) & Event.id.not_in(done)).first()


class _Steps:
    """Counts what is done: people, proposals, ballots, sessions and bookings."""

    def __init__(self, progress: Callable[[int, int], None]) -> None:
        self._progress = progress
        self._done = 0
        people = sum(len(each["people"]) for each in content()["organisations"])
        asked = sum(each.get("asked", 0) for each in content()["proposals"])
        placed = sum("at" in each for each in content()["proposals"])
        self._total = 2 * people + len(content()["proposals"]) + placed + asked

    def next(self, steps: int = 1) -> None:
        self._done += steps
        self._progress(self._done, self._total)


async def _begin(say: Callable[[int], None]) -> Sample:
    words = dict(content()["event"])
    day = next_day(clock.now().astimezone(ZoneInfo("Europe/London")).date())
    organiser = await find_or_add_person(ORGANISER_EMAIL, ORGANISER_NAME)
    words["intro"] = words["intro"].strip()
    event = await new_event(organiser, starts_on=day, ends_on=day, is_sample=True, **words)
    await set_access_lead(event, organiser, organiser, is_lead=True)
    for page, texts in content()["pages"].items():
        for key, text in texts.items():
            if section := section_of(page, key):
                await write_section(event, organiser, page, section, text.strip())
    return Sample(event, organiser, say)


async def _remove(event: Event) -> None:
    """Takes back what was stored of the event, so that the sample can be loaded once more."""
    async with db.transaction():
        for column in (
            Attendee.event,
            PublishedSession.event,
            Session.event,
            Round.event,
            Proposal.event,
            Host.event,
            Room.event,
            Event.id,
        ):
            table: Any = column._meta.table  # noqa: SLF001 (where Piccolo keeps it)
            await table.delete().where(column == event.id)
