"""What several pages of the programme ask for."""

from litestar.exceptions import NotFoundException

from eventapp.event.tables import Event
from eventapp.programme.changes import Change, sentence
from eventapp.programme.edition import EditionSession
from eventapp.programme.published import Published, published
from eventapp.programme.shown import shown_now


async def published_or_404(event: Event) -> Published:
    """What is published at this event. Raises 404 before the first edition."""
    shown = await published(event)
    if shown is None:
        raise NotFoundException
    return shown


async def shown_or_404(slug: str) -> Published:
    """What is published at the event with this slug, without a query where nothing changed. Raises 404."""
    shown = await shown_now(slug)
    if shown is None:
        raise NotFoundException
    return shown


def session_or_404(shown: Published, session_id: str) -> EditionSession:
    """The session with this id in the edition. Raises 404."""
    found = shown.content.session(session_id)
    if found is None:
        raise NotFoundException
    return found


def lines_of(changed: list[Change], zone: str) -> list[tuple[EditionSession, list[str]]]:
    """What changed in words, session by session."""
    found: dict[str, tuple[EditionSession, list[str]]] = {}
    for change in changed:
        found.setdefault(change.session.id, (change.session, []))[1].append(sentence(change, zone))
    return list(found.values())
