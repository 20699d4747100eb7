"""Brings in the sample event: each thing is done by the action that does it for people."""

import asyncio
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from eventapp import clock, db
from eventapp.booking import refreshing
from eventapp.booking.actions import Decided, book_places, set_session_rules
from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import Booked, Waiting
from eventapp.booking.publishing import publish
from eventapp.booking.tables import Attendee
from eventapp.errors import Refused
from eventapp.event.actions import new_event, set_bookings_open, set_proposals_open
from eventapp.event.page_actions import write_section
from eventapp.event.sections import section_of
from eventapp.event.tables import Event, Room
from eventapp.event.taking_part import set_access_lead, take_in_organisation
from eventapp.log.actions import record
from eventapp.log.tables import LogEntry
from eventapp.people.actions import find_or_add_person, join_organisation
from eventapp.people.tables import Organisation, Person
from eventapp.planning.actions import add_photo, add_survey, add_workshop
from eventapp.planning.survey import SurveyRow
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.programme.easy.texts import write_easy_text
from eventapp.programme.tables import PublishedSession
from eventapp.proposals.actions import (
    accept_cohosting,
    add_comment,
    add_host_time,
    add_idea,
    ask_organisation,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)
from eventapp.proposals.tables import Host, Proposal
from eventapp.proposals.words import ProposalWords
from eventapp.sample.people import ORGANISER_EMAIL, ORGANISER_NAME
from eventapp.texts import marked
from eventapp.timetable.actions import (
    add_break,
    add_worker,
    change_placements,
    change_rules,
    make_sessions,
    place_session,
)
from eventapp.timetable.planned import Rules
from eventapp.timetable.tables import Session, TimetableChange
from eventapp.venue.actions import add_room, block, set_room_hours
from eventapp.voting.actions import cast_ballot, close_round, confirm_result, count_round, new_round, open_round
from eventapp.voting.reading import room_time_of
from eventapp.voting.tables import Candidate, Round

# The line of the log that says that loading came to its end.
LOADED = marked("loaded the sample")
FOLDER = Path(__file__).parent
Words = dict[str, Any]


@cache
def content() -> Words:
    """What `event.toml` and `proposals.toml` hold."""
    return _read("event.toml") | _read("proposals.toml")


def _read(name: str) -> Words:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def next_day(today: date) -> date:
    """The first 28 November after this day."""
    this_year = date(today.year, 11, 28)
    return this_year if today < this_year else this_year.replace(year=today.year + 1)


@dataclass
class _Sample:
    """What has been made so far, by the names that the content has for it."""

    event: Event
    organiser: Person
    say: Callable[[int], None]
    rooms: dict[str, Room] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    members: dict[str, list[Person]] = field(default_factory=dict)
    workshops: dict[str, PlanningWorkshop] = field(default_factory=dict)
    themes: dict[str, SurveyTheme] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def at(self, local: Any) -> datetime:
        """The instant at which the clocks show this time on the day."""
        return datetime.combine(self.event.starts_on, local, ZoneInfo(self.event.time_zone))


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
    sample: _Sample | None = None
    try:
        async with db.transaction():
            sample = await _begin(steps.next)
            await _plan(sample)
            await _propose(sample)
        for part in (_vote, _build, _book):
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


async def _begin(say: Callable[[int], None]) -> _Sample:
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
    return _Sample(event, organiser, say)


# Planning


async def _plan(sample: _Sample) -> None:
    for room in content()["rooms"]:
        parts = [sample.rooms[name].id for name in room.get("made_of", ())]
        sample.rooms[room["name"]] = await add_room(sample.event, sample.organiser, **(room | {"made_of": parts}))
    for organisation in content()["organisations"]:
        await _take_in(sample, organisation)
    today = clock.now().date()
    for workshop in content()["workshops"]:
        sample.workshops[workshop["key"]] = await _write_down(sample, workshop, today)
    await _tell_the_survey(sample, today)
    await set_proposals_open(sample.event, sample.organiser, is_open=True)


async def _write_down(sample: _Sample, words: Words, today: date) -> PlanningWorkshop:
    parts = {name: words.get(name, "").strip() for name in ("notes", "agenda", "decisions", "agreed")}
    workshop = await add_workshop(
        sample.event,
        sample.organiser,
        title=words["title"],
        held_on=today - timedelta(weeks=words["weeks_ago"]),
        place=words["place"],
        who_came=words["who_came"],
        **parts,
    )
    if "photo" in words:
        file = (FOLDER / words["photo"]).read_bytes()
        await add_photo(workshop, sample.organiser, file, words["photo_words"].strip())
    return workshop


async def _tell_the_survey(sample: _Sample, today: date) -> None:
    facts, lines = content()["survey_facts"], content()["survey"]
    survey = await add_survey(
        sample.event,
        sample.organiser,
        title=facts["title"],
        asked_on=today - timedelta(weeks=facts["weeks_ago"]),
        answered=facts["answered"],
        rows=[
            SurveyRow(row["theme"], row["group"], row["people"], row["quotes"], quotes_allowed=bool(row["quotes"]))
            for row in lines
        ],
    )
    themes = await SurveyTheme.objects().where(SurveyTheme.survey == survey.id)
    by_name = {(theme.theme, theme.answer_group): theme for theme in themes}
    sample.themes = {row["key"]: by_name[row["theme"], row["group"]] for row in lines}


async def _take_in(sample: _Sample, words: Words) -> None:
    key = words["key"]
    other_names = "\n".join(words["other_names"])
    organisation = await take_in_organisation(sample.event, sample.organiser, words["name"], other_names)
    sample.organisations[key] = organisation
    # Not through an invitation: that would owe each of them a message.
    people = [await find_or_add_person(f"{key}.{n}@example.org", name) for n, name in enumerate(words["people"], 1)]
    for person in people:
        await join_organisation(person, organisation)
        sample.say(1)
    sample.members[key] = people


# Proposals


async def _propose(sample: _Sample) -> None:
    people = {person.name: person for members in sample.members.values() for person in members}
    for words in content()["proposals"]:
        by = people[words["by"]]
        proposal = await _add_proposal(sample, words, by)
        comment = words.get("comment")
        if comment:
            await add_comment(proposal, people[comment["by"]], comment["words"])
        match words.get("state"):
            case None:
                await submit_proposal(proposal, by)
            case "withdrawn":
                await withdraw_proposal(proposal, by)
        sample.proposals[words["title"]] = proposal
        sample.say(1)


async def _add_proposal(sample: _Sample, words: Words, by: Person) -> Proposal:
    organisations = [sample.organisations[key] for key in words["organisations"]]
    what_happens, contact = words["what_happens"].strip(), by.email
    idea = await add_idea(
        sample.event,
        by,
        organisations[0],
        words["title"],
        what_happens,
        contact,
        workshop=sample.workshops.get(words.get("workshop", "")),
        survey_theme=sample.themes.get(words.get("survey_theme", "")),
    )
    for key, organisation in list(zip(words["organisations"], organisations, strict=True))[1:]:
        asking = await ask_organisation(idea, by, organisation, "")
        await accept_cohosting(asking, sample.members[key][0])
    more = {each.name: words[each.name] for each in fields(ProposalWords) if each.name in words}
    return await revise_proposal(
        idea,
        by,
        ProposalWords(**(more | {"what_happens": what_happens, "contact": contact})),
        hosts=words.get("hosts", []),
        organisations=[organisation.id for organisation in organisations],
        needs=words.get("needs", []),
        revision=idea.revision,
    )


# The vote


async def _vote(sample: _Sample) -> None:
    words = content()["round"]
    time = await room_time_of(
        sample.event, break_minutes=words["break_minutes"], change_over_minutes=words["change_over_minutes"]
    )
    round_ = await new_round(
        sample.event,
        sample.organiser,
        title=words["title"],
        rules=words["note"].strip(),
        budget_minutes=time.minutes,
        closes_at=clock.now() + timedelta(days=1),
        room_time=time,
        weighting=words["weighting"],
        supporters_elsewhere=words["supporters_elsewhere"],
        stars=words["stars"],
        kind_caps=words["kind_caps"],
        exclusions=[(sample.proposals[one].id, sample.proposals[other].id) for one, other in words["exclusions"]],
    )
    await open_round(round_, sample.organiser)
    candidates = {
        str(row["proposal"]): row["id"]
        for row in await Candidate.select(Candidate.id, Candidate.proposal).where(Candidate.round == round_.id)
    }
    marks = _marks(sample)
    async with db.transaction():
        for person in (person for members in sample.members.values() for person in members):
            ticked = [candidates[sample.proposals[title].id] for title in marks[person.id]]
            await cast_ballot(round_, person, ticked, ticked[-words["stars"] :])
            sample.say(1)
    await close_round(round_, sample.organiser)
    await count_round(round_, explained=False)
    chosen = [candidates[sample.proposals[words["title"]].id] for words in content()["proposals"] if "at" in words]
    # Just as counted: otherwise this is refused, since it lacks reasons.
    await confirm_result(round_, sample.organiser, chosen, {})


def _marks(sample: _Sample) -> dict[str, list[str]]:
    """The titles that each person ticks: by turns, so that everybody of an organisation ticks some."""
    marks: dict[str, list[str]] = {person.id: [] for members in sample.members.values() for person in members}
    voted_on = [words for words in content()["proposals"] if "votes" in words]
    for number, words in enumerate(voted_on):
        for key, people in words["votes"].items():
            members = sample.members[key]
            for turn in range(people):
                marks[members[(number + turn) % len(members)].id].append(words["title"])
    return marks


# Rooms, times and the first edition


async def _build(sample: _Sample) -> None:
    async with db.transaction():
        await make_sessions(sample.event, sample.organiser)
        sessions = {
            session.proposal: session for session in await Session.objects().where(Session.event == sample.event.id)
        }
        for words in content()["proposals"]:
            if "at" in words:
                session = sessions[sample.proposals[words["title"]].id]
                sample.sessions[words["title"]] = session.id
                await _place(sample, session, words)
                sample.say(1)
        for words in content()["breaks"]:
            rest = await add_break(sample.event, sample.organiser, title=words["title"], minutes=words["minutes"])
            await _place(sample, rest, words)
        await _set_up(sample)
        await _learn_more(sample)
        # Whoever tries the sample is Mo, and undoes what they did, not what they found.
        await TimetableChange.delete().where(TimetableChange.event == sample.event.id)
        await set_bookings_open(sample.event, sample.organiser, is_open=True)
    await _write_easy_read(sample)
    await publish(sample.event, sample.organiser, "The first programme. Thank you to everyone who helped.")


async def _write_easy_read(sample: _Sample) -> None:
    for words in content()["easy_read"]:
        about = sample.sessions.get(words["about"], words["about"])
        lines = tuple((picture, line) for picture, line in words["lines"])
        await write_easy_text(sample.event, sample.organiser, about, words["about"], lines)


async def _place(sample: _Sample, session: Session, words: Words) -> None:
    room = sample.rooms[words["room"]] if "room" in words else None
    await place_session(session, sample.organiser, room=room, starts_at=sample.at(words["at"]))


async def _set_up(sample: _Sample) -> None:
    setups = {sample.sessions[words["title"]]: words["setup"] for words in content()["proposals"] if "setup" in words}
    await change_placements(
        sample.event,
        sample.organiser,
        marked("planned"),
        None,
        lambda timetable: [
            replace(session, setup=setups[session.id]) for session in timetable.sessions if session.id in setups
        ],
    )


async def _learn_more(sample: _Sample) -> None:
    """What the venue, hosts and access workers say later: not all of it suits where things are."""
    by, day = sample.organiser, sample.event.starts_on
    await change_rules(sample.event, by, Rules(**content()["timetable_rules"]))
    for words in content()["room_hours"]:
        await set_room_hours(sample.rooms[words["room"]], by, {day: (words["opens_at"], words["closes_at"])})
    for words in content()["blocked"]:
        starts_at, ends_at = sample.at(words["starts_at"]), sample.at(words["ends_at"])
        await block(sample.rooms[words["room"]], by, starts_at, ends_at, words["why"])
    for words in content()["host_times"]:
        host = await Host.objects().get((Host.event == sample.event.id) & (Host.name == words["host"]))
        if host is not None:
            await add_host_time(host, by, sample.at(words["starts_at"]), sample.at(words["ends_at"]))
    for words in content()["access_workers"]:
        sessions = [sample.sessions[title] for title in words["sessions"]]
        await add_worker(sample.event, by, name=words["name"], work=words["work"], sessions=sessions)


# Bookings


async def _book(sample: _Sample) -> None:
    await _set_rules(sample)
    people = [_Coming(**words) for words in content()["coming"]]
    people += [_Coming(name) for name in content()["coming_too"]["names"]]
    turn = 0
    for words in sorted((each for each in content()["proposals"] if "asked" in each), key=lambda each: each["at"]):
        session = sample.sessions[words["title"]]
        left = words["asked"]
        while left:
            # Who has something else at that time lets the next person ask.
            asking = [people[(turn + n) % len(people)] for n in range(left)]
            turn += left
            left -= sum(await asyncio.gather(*(each.ask_for(sample.event, session) for each in asking)))
        sample.say(words["asked"])
    await refreshing.finish()


async def _set_rules(sample: _Sample) -> None:
    rows = await PublishedSession.objects().where(PublishedSession.event == sample.event.id)
    published = {str(row.session): row for row in rows}
    for words in content()["booking_rules"]:
        rules = {name: words[name] for name in words if name not in ("title", "held_until")}
        until = sample.at(words["held_until"]) if "held_until" in words else None
        session = published[sample.sessions[words["title"]]]
        await set_session_rules(sample.event, session, Decided(**rules, held_until=until), sample.organiser)


@dataclass
class _Coming:
    """Somebody who comes, before and after their first booking."""

    name: str
    email: str | None = None
    needs: list[str] = field(default_factory=list)
    own_words: str = ""
    places: int = 1
    attendee: Attendee | None = None

    async def ask_for(self, event: Event, session: str) -> bool:
        """Whether they got a place, or wait for one."""
        who = self.attendee or Newcomer(self.name, self.email, tuple(self.needs), self.own_words)
        reply = await book_places(event, session, who, places=self.places, wait=True)
        if not isinstance(reply.outcome, Booked | Waiting):
            return False
        self.attendee = self.attendee or await Attendee.objects().get(Attendee.id == reply.attendee)
        return True


# When something goes wrong


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
