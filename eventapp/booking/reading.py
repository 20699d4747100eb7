"""What pages show of places: how full a session is."""

from dataclasses import dataclass

from eventapp import clock, db
from eventapp.booking.decide import BOOKED, Entry, SessionFacts, Taken
from eventapp.booking.known import entries_one_by_one, facts_of
from eventapp.programme.tables import PublishedSession


async def places_left(session_id: str) -> int | None:
    """How many places anybody can book; None where there is no limit, or no such session is published. Two queries."""
    entries = await entries_one_by_one([session_id])
    rules = await facts_of([session_id], clock.now(), whole=[session_id], entries=entries)
    if not rules or (rules[0].places is None and not rules[0].slot_minutes):
        return None
    return max(0, int(Taken(rules[0], (entry for entry in entries if entry.state == BOOKED)).free()))


@dataclass(frozen=True)
class Fill:
    """How full a session is, and by which rules; `waiting` counts the entries on its list.

    All else is in places, or in slots where short slots are booked; held places are not free. `places` is None without
    a limit.
    """

    session: PublishedSession
    rules: SessionFacts
    taken: Taken
    waiting: int

    @property
    def places(self) -> int | None:
        return len(self.rules.slots) if self.rules.slot_minutes else self.rules.places

    @property
    def booked(self) -> int:
        return len(self.taken.entries) if self.rules.slot_minutes else self.taken.places

    @property
    def free(self) -> int | None:
        return None if self.places is None else max(0, int(self.taken.free()))

    @property
    def over(self) -> int:
        """How many more are booked than there are places, since the room became smaller or an organiser added some."""
        return 0 if self.places is None else max(0, self.booked - self.places)


async def fill_of(session: PublishedSession) -> Fill:
    """How full this session is. Two queries."""
    [fill] = await _fills([session])
    return fill


async def fills(event_id: str) -> list[Fill]:
    """How full each session is that people book, in order of time. Three queries."""
    rows = await (
        PublishedSession.objects()
        .where((PublishedSession.event == event_id) & PublishedSession.cancelled_at.is_null())
        .order_by(PublishedSession.starts_at, PublishedSession.title)
    )
    return await _fills([row for row in rows if row.attendance == "book"])


async def _fills(sessions: list[PublishedSession]) -> list[Fill]:
    ids = [str(session.session) for session in sessions]
    if not ids:
        return []
    found = await entries_one_by_one(ids)
    rules = {facts.id: facts for facts in await facts_of(ids, clock.now(), whole=ids, entries=found)}
    entries: dict[str, list[Entry]] = {id_: [] for id_ in ids}
    for entry in found:
        entries[entry.session].append(entry)
    return [
        Fill(
            session=session,
            rules=rules[id_],
            taken=Taken(rules[id_], (entry for entry in entries[id_] if entry.state == BOOKED)),
            waiting=sum(entry.state != BOOKED for entry in entries[id_]),
        )
        for session, id_ in zip(sessions, ids, strict=True)
    ]


async def session_at(event_id: str, session_id: str) -> PublishedSession | None:
    """The session as it is published at this event."""
    return await db.row_with(PublishedSession, event=event_id, session=session_id)


async def also_on(session: PublishedSession) -> list[PublishedSession]:
    """What else is on at the time of this session that one could go to."""
    at_once = (PublishedSession.starts_at < session.ends_at) & (PublishedSession.ends_at > session.starts_at)
    rows = await (
        PublishedSession.objects()
        .where((PublishedSession.event == session.event) & PublishedSession.cancelled_at.is_null() & at_once)
        .order_by(PublishedSession.starts_at, PublishedSession.title)
    )
    return [row for row in rows if row.session != session.session and not row.is_full]
