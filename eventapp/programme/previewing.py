"""A session as its page would show it, before it is published."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from eventapp.event.tables import Event
from eventapp.programme.cards import access_words, foreign_language, hosts_line, kind_label, state, where_line
from eventapp.programme.edition import EditionSession, edition_session
from eventapp.proposals.words import ProposalWords
from eventapp.timetable.planned import PlannedSession


def as_planned(session: PlannedSession, event: Event) -> EditionSession:
    """The session as the next edition would have it; while it has no time, at some time that is not to be shown."""
    return edition_session(replace(session, starts_at=session.starts_at or event.created_at))


def as_proposed(
    said: ProposalWords,
    hosts: Sequence[str],
    organisations: Sequence[str],
    event: Event,
    published: EditionSession | None,
) -> EditionSession:
    """What a proposal says, at the time and in the room that are `published`: nobody else is told others before.

    Where nothing is published it has some time that is not to be shown.
    """
    return EditionSession(
        id=published.id if published else "",
        uid=published.uid if published else "",
        title=said.title,
        words=said.what_happens,
        kind=said.kind,
        language=said.language,
        hosts=tuple(hosts),
        organisations=tuple(organisations),
        room=published.room if published else None,
        content_notes=said.content_notes,
        access_notes=said.access_notes,
        from_survey=bool(published and published.from_survey),
        starts_at=published.starts_at if published else event.created_at,
        ends_at=published.ends_at if published else event.created_at,
        places=published.places if published else said.places,
        attendance=published.attendance if published else said.attendance,
        sensitive=bool(published and published.sensitive),
    )


def preview_parts(session: EditionSession, event: Event, *, is_timed: bool) -> dict[str, Any]:
    """What programme/session_preview.html shows of the session: all but what one can do there."""
    return {
        "is_timed": is_timed,
        "session": session,
        "kind_label": kind_label(session.kind),
        "hosts_line": hosts_line(session),
        "where_line": where_line(session),
        "chips": access_words(session),
        "language": foreign_language(session),
        "state": state(session, event, is_full=False),
        "action": "",
        "save_href": "",
    }
