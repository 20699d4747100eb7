"""Every page and message is read in a made-up language: what stays English did not go through gettext.

What people write is Greek in these tests, so that each Latin letter on a page is a word of the interface. The made-up
language puts each of those between ⟦ and ⟧.
"""

import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from gettext import NullTranslations
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from eventapp import texts
from eventapp.app import SUBJECTS
from eventapp.booking.actions import book_places, cancel_booking
from eventapp.booking.attendees import Newcomer, calendar_key, personal_token
from eventapp.booking.publishing import publish
from eventapp.booking.tables import Attendee, Booking
from eventapp.event.actions import set_bookings_open
from eventapp.event.pages import kept
from eventapp.event.tables import Event, Room
from eventapp.event.taking_part import invite
from eventapp.notices.tables import Notice
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.planning.actions import add_photo, add_survey, add_survey_theme, add_workshop
from eventapp.programme import published_pages
from eventapp.proposals.actions import (
    add_comment,
    add_host_time,
    add_idea,
    ask_to_join,
    decline_cohosting,
    revise_proposal,
    submit_proposal,
    suggest_words,
    withdraw_proposal,
)
from eventapp.proposals.hosts import host_named
from eventapp.proposals.languages import LANGUAGES
from eventapp.proposals.tables import Proposal, ProposalHost
from eventapp.proposals.words import ProposalWords
from eventapp.timetable.actions import add_break, cancel_session, make_sessions, place_session
from eventapp.timetable.tables import Session
from eventapp.venue.actions import add_room, block
from eventapp.venue.tables import BlockedTime, VenueCalendar
from eventapp.voting.actions import cast_ballot, close_round, confirm_result, count_round, new_round, open_round
from eventapp.voting.tables import Candidate
from tests import cast
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in

pytestmark = pytest.mark.once


class MadeUp(NullTranslations):
    """The made-up language."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Not `speaking`: tasks that the program starts by itself would not hear it.
    made_up = MadeUp()
    monkeypatch.setattr(texts, "_translations", ContextVar("translations", default=made_up))


# --- finding what stayed English

_SHOWN = {"alt", "aria-label", "placeholder", "title"}
_UNSEEN = {"script", "style", "option-list"}
# Written by Babel in the reader's locale, not by gettext; and what is the same in every language.
_SAME_EVERYWHERE = re.compile(
    "|".join(
        [
            r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
            r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
            r"\d(?:am|pm)\b",
            r"\S+@\S+",
            r"(?:https?|webcal)://\S+",
            r"(?<=\s)/[\w/?=&.-]+",
            # An address as a poster has it, and HTML to copy.
            r"\btest\.example/\S+",
            r"</?(?:ul|li|p|a|br)\b[^<>]*>",
            r"\beventapp\b",
            # The number that draws in a vote, its fingerprint, and the command that makes the one from the other.
            r"\b[0-9a-f]{32}(?:[0-9a-f]{32})?\b",
            r"printf %s \w+ \| sha256sum",
            # Booking codes, said in pairs.
            r"\b[2-9CFHJKMPRTWXY]{2}(?: [2-9CFHJKMPRTWXY]{2}){2}\b",
            *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(LANGUAGES.values(), key=len, reverse=True)),
        ]
    )
)


class Reader(HTMLParser):
    """Gathers what people see or hear of a page, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self.found += [value for name, value in attrs if name in _SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(data)


def left_english(shown: str) -> list[str]:
    """The words in Latin letters that stand outside all brackets."""
    depth, outside = 0, []
    for part in re.split("([⟦⟧])", shown):
        depth += (part == "⟦") - (part == "⟧")
        outside.append("\n" if depth or part == "⟧" else part)
    return re.findall("[A-Za-z](?:[A-Za-z’' -]*[A-Za-z])?", _SAME_EVERYWHERE.sub("\n", "".join(outside)))


def of_page(answer: httpx.Response) -> list[str]:
    return _of_text(answer.text)


# Many pages look at one stage as they did at the one before.
@cache
def _of_text(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return left_english("\n".join(reader.found))


def test_what_is_not_translated_is_found() -> None:
    page = '<h1>⟦Book ⟦2⟧⟧</h1><p title="Left">Ρόδα <b>out</b> at 10:30am, Saturday 28 November</p><script>no</script>'

    assert of_page(httpx.Response(200, text=page)) == ["Left", "out", "at"]


# --- an event with something of everything

WORDS = ProposalWords("Ρόδα", "Κλαδεύουμε.", "01603", kind="making", minutes=60, places=2, content_notes="Αγκάθια.")


NIGHT = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)


class Day:
    """The event as it grows. `known` fills in the addresses of pages, by the names that their paths use."""

    def __init__(self, event: Event, group: Organisation, organiser: Person, partner: Person) -> None:
        self.event, self.group, self.organiser, self.partner = event, group, organiser, partner
        self.known: dict[str, str] = {"slug": event.slug, "secret": "none", "organisation_id": group.id}
        self.proposals: list[Proposal] = []

    async def gathers_ideas(self) -> None:
        """Workshops, a survey, and proposals in several states."""
        event, by = self.event, self.organiser
        room = await self._room_in_full()
        workshop = await add_workshop(
            event, by, title="Δεύτερη", held_on=date(2026, 6, 1), place="Αθήνα", who_came="Άννα", notes="Ιδέες."
        )
        photo = await add_photo(workshop, by, cast.a_photo(), "Τοίχος.")
        survey = await add_survey(event, by, title="Έρευνα", asked_on=date(2026, 5, 1), answered=20)
        for row in ("Σούπα", 12), ("Ταινίες", 7):
            await add_survey_theme(
                event,
                by,
                theme=row[0],
                answer_group="",
                people=row[1],
                quotes="",
                quotes_allowed=False,
                survey=survey,
            )
        theme = await add_survey_theme(
            event, by, theme="Κήποι", answer_group="Όλοι", people=3, quotes="«Ναι»", quotes_allowed=True
        )
        idea = await add_idea(event, self.partner, self.group, "Ιδέα", "Κάτι. 01603 123456", "", survey_theme=theme)
        await add_comment(idea, by, "Ωραία.")
        await self._grows(idea)
        gone = await add_idea(event, self.partner, self.group, "Έφυγε", "Κάτι.", "", workshop=workshop)
        await withdraw_proposal(gone, self.partner)
        for title in ("Ρόδα", "Σούπα", "Ταινία"):
            proposal = await self._proposal(replace(WORDS, title=title))
            self.proposals.append(await submit_proposal(proposal, self.partner))
        whole = await self._proposal(replace(WORDS, title="Τσάι", kind="drop-in", wants_cohost=True))
        await invite(event, by, "new@example.org", "Νέα", organisation=self.group, organiser=False)
        self.known |= {
            "room_id": room.id,
            "workshop_id": workshop.id,
            "photo_id": photo.id,
            "survey_id": survey.id,
            "proposal_id": idea.id,
            "whole_id": whole.id,
            "gone_id": gone.id,
            "submitted_id": self.proposals[0].id,
        }

    async def _grows(self, idea: Proposal) -> None:
        """Somebody would host it too, somebody would say it otherwise, and its host can come for an hour."""
        asking = await ask_to_join(idea, self.organiser, await an_organisation(self.event, "Χορωδία"), "Ναι.")
        await ask_to_join(idea, self.organiser, await an_organisation(self.event, "Λέσχη"), "")
        await decline_cohosting(asking, self.partner)
        suggestion = await suggest_words(
            idea, self.organiser, {"what_happens": "Κάτι. 01603 123456 Κι άλλο.", "minutes": 30}, "Έτσι.", revision=1
        )
        host = await host_named(self.event.id, None, "Άννα")
        await ProposalHost.insert(ProposalHost(proposal=idea.id, host=host.id))
        await add_host_time(host, self.partner, NIGHT + timedelta(hours=10), NIGHT + timedelta(hours=11))
        self.known |= {"suggestion_id": suggestion.id, "host_id": host.id}

    async def _proposal(self, words: ProposalWords) -> Proposal:
        idea = await add_idea(self.event, self.partner, self.group, words.title, words.what_happens, words.contact)
        return await revise_proposal(
            idea, self.partner, words, hosts=[words.title], organisations=[self.group.id], needs=["tables"], revision=1
        )

    async def prepares_a_vote(self) -> None:
        self.round = await new_round(
            self.event,
            self.organiser,
            title="Ψηφίζουμε",
            rules="Κανόνες.",
            budget_minutes=120,
            closes_at=datetime.now(UTC) + timedelta(days=1),
        )

    async def votes(self) -> None:
        await open_round(self.round, self.organiser)
        await cast_ballot(self.round, self.partner, [(await self._candidates())[0].id])

    async def _candidates(self) -> list[Candidate]:
        return await Candidate.objects().where(Candidate.round == self.round.id).order_by(Candidate.id)

    async def closes_the_vote(self) -> None:
        await close_round(self.round, self.organiser)

    async def counts(self) -> None:
        await count_round(self.round)

    async def confirms(self) -> None:
        *chosen, last = [candidate.id for candidate in await self._candidates()]
        await confirm_result(self.round, self.organiser, chosen, dict.fromkeys([*chosen, last], "Έτσι."))
        await make_sessions(self.event, self.organiser)

    async def publishes(self) -> None:
        """Two sessions and a break in the first edition; then one is cancelled and one moved in the second."""
        by, rooms = self.organiser, [await self._another_room("Κάτω"), await self._another_room("Πάνω")]
        await set_bookings_open(self.event, by, is_open=True)
        rest = await add_break(self.event, by, title="Φαγητό", minutes=30)
        sessions = await Session.objects().where(Session.event == self.event.id).order_by(Session.title, Session.id)
        talks = [session for session in sessions if session.proposal]
        for number, session in enumerate(talks):
            await place_session(session, by, room=rooms[number], starts_at=NIGHT + timedelta(hours=11))
        await place_session(rest, by, room=None, starts_at=NIGHT + timedelta(hours=12))
        await publish(self.event, by, "Πρώτη.")
        await self._book(talks[0])
        await cancel_session(talks[1], by, "Γρίπη.")
        await place_session(talks[0], by, room=rooms[1], starts_at=NIGHT + timedelta(hours=13))
        self.known |= {"session_id": talks[0].id, "cancelled_id": talks[1].id, "break_id": rest.id, "number": "1"}

    async def _room_in_full(self) -> Room:
        """A room with set-ups, a part of it, a blocked time, and a calendar that is not understood."""
        event, by = self.event, self.organiser
        words: dict[str, Any] = {"floor": "Ισόγειο", "capacity": 1, "finding": "Δεξιά.", "features": ["step-free"]}
        room = await add_room(event, by, name="Αίθουσα", **words, setups={"rows": 2}, sessions_at_once=2)
        await add_room(event, by, name="Όλα", **words, made_of=[room.id])
        await block(room, by, NIGHT + timedelta(hours=10), NIGHT + timedelta(hours=11), "Χορωδία")
        calendar = VenueCalendar(room=room.id, file_name="Αίθουσα", problem="Κάτι.", read_at=NIGHT, tried_at=NIGHT)
        await calendar.save()
        await BlockedTime(room=room.id, calendar=calendar.id, starts_at=NIGHT, ends_at=NIGHT + timedelta(days=1)).save()
        return room

    async def _another_room(self, name: str) -> Room:
        return await add_room(
            self.event, self.organiser, name=name, floor="Ισόγειο", capacity=1, finding="Δεξιά.", features=[]
        )

    async def _book(self, session: Session) -> None:
        for number, name in enumerate(["Άννα", "Βάσω", "Γιώργος"]):
            newcomer = Newcomer(name, f"{number}@example.org", ("quiet",), "Ησυχία.")
            await book_places(self.event, session.id, newcomer, wait=True)
        booked = await Booking.objects().where(Booking.session == session.id).order_by(Booking.created_at)
        attendee = await Attendee.objects().get(Attendee.id == booked[0].attendee)
        assert attendee
        await cancel_booking(self.event, booked[1])
        self.known |= {
            "token": personal_token(attendee),
            "key": calendar_key(attendee.id, attendee.link_number, attendee.feed_number),
            "attendee_id": attendee.id,
            "booking_id": booked[0].id,
        }

    async def publishes_again(self) -> None:
        await publish(self.event, self.organiser, "Δεύτερη.")


@pytest.fixture
async def day(db: None) -> Day:
    event = await an_event(
        name="Ημέρα",
        intro="Ελάτε.",
        venue_name="Φόρουμ",
        venue_address="Πλατεία",
        cost="Δωρεάν",
        contact_email="help@example.org",
        contact_phone="01603",
    )
    group = await an_organisation(event, "Σύλλογος")
    organiser = await an_organiser(event, "Μαρία")
    await Membership.insert(Membership(person=organiser.id, organisation=group.id))
    return Day(event, group, organiser, await a_person("Κώστας", group))


def addresses(known: dict[str, str], method: str = "GET", *, of: Sequence[Any] = SUBJECTS) -> list[str]:
    """Every address of these subjects that answers to this method, as far as its parts are known."""
    paths = {
        path
        for subject in of
        for handler in subject.handlers
        if method in handler.http_methods
        for path in handler.paths
    }
    found = []
    for path in sorted(paths):
        names = re.findall(r"{(\w+):str}", path)
        others = [name for name in known if names and name.endswith("_id") and names[-1] == _KIND.get(name)]
        for last in [names[-1] if names else "", *others]:
            parts = [*names[:-1], last] if names else []
            if all(part in known for part in parts):
                found.append(re.sub(r"{\w+:str}", "{}", path).format(*(known[part] for part in parts)))
    return found


_KIND = {
    "whole_id": "proposal_id",
    "gone_id": "proposal_id",
    "submitted_id": "proposal_id",
    "cancelled_id": "session_id",
    "break_id": "session_id",
}


async def english_pages(client: httpx.AsyncClient, day: Day, subjects: Sequence[Any]) -> dict[str, list[str]]:
    """What stayed English on each page, for nobody, a partner and an organiser. None of the pages may be a fault."""
    found: dict[str, list[str]] = {}
    for person in (None, day.partner, day.organiser):
        client.cookies.clear()
        if person:
            await sign_in(client, person)
        for address in addresses(day.known, of=subjects):
            answer = await client.get(address)
            if answer.status_code >= 500:
                found[address] = ["a fault"]
            elif answer.headers.get("content-type", "").startswith("text/html"):
                found[f"{address} for {person.name if person else 'nobody'}"] = of_page(answer)
    assert len(found) > 10
    return {address: words for address, words in found.items() if words}


STAGES = [
    Day.gathers_ideas,
    Day.prepares_a_vote,
    Day.votes,
    Day.closes_the_vote,
    Day.counts,
    Day.confirms,
    Day.publishes,
    Day.publishes_again,
]


def _subjects(*names: str) -> list[Any]:
    return [subject for subject in SUBJECTS if subject.__name__.split(".")[1] in names]


# While the vote goes on, the pages of other subjects say what they said before.
_VOTE = _subjects("voting")
_SEEN_AFTER = {
    Day.prepares_a_vote: _subjects("event", "proposals", "voting"),
    Day.votes: _VOTE,
    Day.closes_the_vote: _VOTE,
    Day.counts: _VOTE,
}


async def test_every_page_is_translated_at_each_stage(client: httpx.AsyncClient, day: Day) -> None:
    found = {"new": await english_pages(client, day, SUBJECTS)}
    for grow in STAGES:
        await grow(day)
        # What was shown a moment ago is kept.
        published_pages.forget()
        kept.forget()
        found[grow.__name__] = await english_pages(client, day, _SEEN_AFTER.get(grow, SUBJECTS))

    assert {stage: pages for stage, pages in found.items() if pages} == {}


async def test_every_answer_to_an_empty_form_is_translated(client: httpx.AsyncClient, day: Day) -> None:
    for grow in STAGES:
        await grow(day)
    await sign_in(client, day.organiser)
    found = {}

    for address in sorted(set(addresses(day.known, "POST")) - {"/sign-out"}):
        answer = await client.post(address)
        if answer.status_code >= 500:
            found[address] = ["a fault"]
        elif answer.status_code == 422:
            found[address] = of_page(answer)

    assert len(found) > 10
    assert {address: words for address, words in found.items() if words} == {}


async def test_every_message_is_translated(client: httpx.AsyncClient, day: Day) -> None:
    for grow in STAGES:
        await grow(day)
    await client.post("/sign-in", data={"email": day.partner.email})

    notices = await Notice.objects()

    assert {"sign-in", "invitation", "decision", "booked", "changed"} <= {notice.kind for notice in notices}
    said = {notice.kind: left_english(f"{notice.subject}\n{notice.body}") for notice in notices}
    assert {kind: words for kind, words in said.items() if words} == {}


async def test_what_the_feeds_say_is_translated(client: httpx.AsyncClient, day: Day) -> None:
    for grow in STAGES:
        await grow(day)
    feeds = [
        f"/{day.event.slug}/calendar.ics",
        f"/{day.event.slug}/my-calendar/{day.known['key']}/{day.event.slug}-bookings.ics",
    ]

    said = []
    for address in feeds:
        answer = await client.get(address)
        assert answer.status_code == 200
        for component in Calendar.from_ical(answer.content).walk():
            said += [str(component.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME")]

    assert "".join(said)
    assert left_english("\n".join(said)) == []
