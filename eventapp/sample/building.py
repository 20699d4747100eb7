"""The sample's rooms and times, and its first edition."""

from dataclasses import replace

from eventapp import db
from eventapp.booking.publishing import publish
from eventapp.event.actions import set_bookings_open
from eventapp.programme.easy.texts import write_easy_text
from eventapp.proposals.actions import add_host_time
from eventapp.proposals.tables import Host
from eventapp.sample.content import Words, content
from eventapp.sample.made import Sample
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
from eventapp.venue.actions import block, set_room_hours


async def build(sample: Sample) -> None:
    """Places what was chosen, and publishes it."""
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


async def _write_easy_read(sample: Sample) -> None:
    for words in content()["easy_read"]:
        about = sample.sessions.get(words["about"], words["about"])
        lines = tuple((picture, line) for picture, line in words["lines"])
        await write_easy_text(sample.event, sample.organiser, about, words["about"], lines)


async def _place(sample: Sample, session: Session, words: Words) -> None:
    room = sample.rooms[words["room"]] if "room" in words else None
    await place_session(session, sample.organiser, room=room, starts_at=sample.at(words["at"]))


async def _set_up(sample: Sample) -> None:
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


async def _learn_more(sample: Sample) -> None:
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
