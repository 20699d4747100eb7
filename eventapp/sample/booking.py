"""Who comes to the sample, and what is decided about bookings."""

import asyncio
from dataclasses import dataclass, field

from eventapp.booking import refreshing
from eventapp.booking.actions import Decided, book_places, set_session_rules
from eventapp.booking.attendees import Newcomer
from eventapp.booking.decide import Booked, Waiting
from eventapp.booking.tables import Attendee
from eventapp.event.tables import Event
from eventapp.programme.tables import PublishedSession
from eventapp.sample.content import content
from eventapp.sample.made import Sample


async def book(sample: Sample) -> None:
    """Has people ask for places by turns, so that some get none and wait."""
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


async def _set_rules(sample: Sample) -> None:
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
