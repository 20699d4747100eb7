"""What organisers write in Easy Read: kept, and put into the next edition."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from eventapp import clock, db
from eventapp.event import deeds
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.easy.lines import Written
from eventapp.programme.edition import EditionContent
from eventapp.programme.tables import EasyText
from eventapp.texts import marked

PROGRAMME, ACCESS = "programme", "access"
_SESSION = "session"


@dataclass(frozen=True)
class EasyTexts:
    """All that is written at an event: of its sessions by id, of its pages by name. What has no text is not in it."""

    sessions: Mapping[str, Written]
    pages: Mapping[str, Written]


async def easy_texts(event_id: str) -> EasyTexts:
    """What is written now. One query."""
    rows = await EasyText.select(EasyText.session, EasyText.about, EasyText.lines).where(EasyText.event == event_id)
    return EasyTexts(
        sessions={row["session"]: _read(row["lines"]) for row in rows if row["session"]},
        pages={row["about"]: _read(row["lines"]) for row in rows if not row["session"]},
    )


def _read(text: str) -> Written:
    return tuple((picture, words) for picture, words in json.loads(text))


def with_easy(content: EditionContent, texts: EasyTexts) -> EditionContent:
    """The edition with what is written. What is cancelled keeps the words that it was published with."""
    return replace(
        content,
        easy=texts.pages.get(PROGRAMME, ()),
        sessions=tuple(
            session if session.cancelled else replace(session, easy=texts.sessions.get(session.id, ()))
            for session in content.sessions
        ),
    )


async def write_easy_text(event: Event, by: Person, about: str, title: str, lines: Written) -> None:
    """Keeps the lines of a page (`PROGRAMME` or `ACCESS`) or a session (its id); without any, there is no text.

    `title` says in the log what it is about.
    """
    of_page = about in (PROGRAMME, ACCESS)
    which = (EasyText.about == about) & EasyText.session.is_null() if of_page else EasyText.session == about
    async with db.transaction():
        await deeds.hold(event)
        await EasyText.delete().where((EasyText.event == event.id) & which)
        if lines:
            await EasyText.insert(
                EasyText(
                    event=event.id,
                    session=None if of_page else about,
                    about=about if of_page else _SESSION,
                    lines=json.dumps(lines, ensure_ascii=False),
                    written_by=by.id,
                    written_at=clock.now(),
                )
            )
        await deeds.note(marked("wrote the Easy Read words"), title, event.id, by)
