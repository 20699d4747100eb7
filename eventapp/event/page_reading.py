"""What organisers wrote on the event's pages, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from eventapp.event.tables import PagePhoto, PageText


@dataclass(frozen=True)
class Written:
    """What a section says now, since when, and in which of its versions."""

    text: str
    written_at: datetime
    number: int


@dataclass(frozen=True)
class Photo:
    """A photo without its bytes. `words` are its text alternative."""

    id: str
    page: str
    section: str
    words: str
    width: int
    height: int


async def written_of(event_id: str) -> dict[tuple[str, str], Written]:
    """What each section says that anybody ever wrote in, by page and section. One query."""
    rows = (
        await PageText.select(PageText.page, PageText.section, PageText.text, PageText.written_at, PageText.number)
        .where(PageText.event == event_id)
        .order_by(PageText.number)
    )
    # The highest number comes last.
    return {(row["page"], row["section"]): Written(row["text"], row["written_at"], row["number"]) for row in rows}


async def texts_of(event_id: str) -> dict[tuple[str, str], str]:
    """What the sections say, by page and section, without those that say nothing. One query."""
    return {place: written.text for place, written in (await written_of(event_id)).items() if written.text}


async def versions_of(event_id: str, page: str, section: str) -> list[PageText]:
    """All that was ever written there, the newest first, with who wrote it. One query."""
    return (
        await PageText.objects(PageText.written_by)
        .where((PageText.event == event_id) & (PageText.page == page) & (PageText.section == section))
        .order_by(PageText.number, ascending=False)
    )


async def photos_of(event_id: str) -> list[Photo]:
    """The photos of all pages, in the order in which they were added. One query."""
    columns = PagePhoto.id, PagePhoto.page, PagePhoto.section, PagePhoto.words, PagePhoto.width, PagePhoto.height
    rows = (
        await PagePhoto.select(*columns)
        .where(PagePhoto.event == event_id)
        .order_by(PagePhoto.created_at)
        .order_by(PagePhoto.id)
    )
    return [Photo(**row) for row in rows]
