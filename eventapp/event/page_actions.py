"""Writing the event's pages: section by section, with every version kept, and photos with their words.

`by` is the person who does it; None is the command line.
"""

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import hold, note
from eventapp.event.page_reading import texts_of, versions_of
from eventapp.event.sections import PAGES, Section
from eventapp.event.tables import Event, PagePhoto, PageText
from eventapp.people.tables import Person
from eventapp.photos import shrink_in_turn
from eventapp.texts import _, marked

MOST_PHOTOS = 4
# Pages are read on phones, on paid data.
_LARGEST_PHOTO = 120_000


class WrittenMeanwhile(Exception):
    """Somebody saved another version of the section since this one was begun."""


async def write_section(
    event: Event, by: Person | None, page: str, section: Section, text: str, *, over: int | None = None
) -> None:
    """Saves what the section says as a new version; nothing where it says so already.

    `over` is the number of the version that the writer saw, 0 for none; None overwrites whatever is there. Raises
    `WrittenMeanwhile` when another has come since.
    """
    async with db.transaction():
        await hold(event)
        latest = next(iter(await versions_of(event.id, page, section.key)), None)
        number = latest.number if latest else 0
        if over not in (None, number):
            raise WrittenMeanwhile
        if text == (latest.text if latest else ""):
            return
        await PageText.insert(_version(event, by, page, section.key, text, number + 1))
        await note(marked("wrote on a page:"), _place(page, section), event.id, by)


async def take_back(event: Event, by: Person | None, page: str, section: Section, number: int) -> None:
    """Makes the section say what it said in this version, as a new version. Raises `Refused` where there is none."""
    versions = await versions_of(event.id, page, section.key)
    earlier = next((version for version in versions if version.number == number), None)
    if earlier is None:
        raise Refused(_("This version is not there."))
    await write_section(event, by, page, section, earlier.text)


async def add_page_photo(
    event: Event, by: Person | None, page: str, section: Section, file: bytes, words: str
) -> PagePhoto:
    """Adds a photo to the section, made small. `words` say what it shows.

    Raises `Refused` for a file that cannot be read as a photo, and where the section has enough of them.
    """
    small = await shrink_in_turn(file, _LARGEST_PHOTO)
    photo = PagePhoto(
        event=event.id,
        page=page,
        section=section.key,
        words=words,
        image=small.image,
        width=small.width,
        height=small.height,
        added_by=by.id if by else None,
        created_at=clock.now(),
    )
    async with db.transaction():
        await hold(event)
        there = (PagePhoto.event == event.id) & (PagePhoto.page == page) & (PagePhoto.section == section.key)
        if await PagePhoto.count().where(there) >= MOST_PHOTOS:
            raise Refused(_("A section can have %d photos. Remove one first.") % MOST_PHOTOS)
        await PagePhoto.insert(photo)
        await note(marked("added a photo to a page:"), _place(page, section), event.id, by)
    return photo


async def remove_page_photo(event: Event, by: Person | None, page: str, section: Section, photo_id: str) -> None:
    """Takes the photo away for good."""
    async with db.transaction():
        await PagePhoto.delete().where((PagePhoto.id == photo_id) & (PagePhoto.event == event.id))
        await note(marked("removed a photo from a page:"), _place(page, section), event.id, by)


async def copy_pages(source: Event, event: Event) -> None:
    """Takes over what the pages of `source` say, and their photos, inside a transaction."""
    texts = await texts_of(source.id)
    await db.insert_all(PageText, [_version(event, None, *place, text, 1) for place, text in texts.items()])
    photos = await PagePhoto.objects().where(PagePhoto.event == source.id)
    kept = ("page", "section", "words", "image", "width", "height", "created_at")
    await db.insert_all(
        PagePhoto, [PagePhoto(event=event.id, **{name: getattr(photo, name) for name in kept}) for photo in photos]
    )


def _version(event: Event, by: Person | None, page: str, section: str, text: str, number: int) -> PageText:
    return PageText(
        event=event.id,
        page=page,
        section=section,
        number=number,
        text=text,
        written_by=by.id if by else None,
        written_at=clock.now(),
    )


def _place(page: str, section: Section) -> str:
    return f"{PAGES[page].title}: {section.title}"
