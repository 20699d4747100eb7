"""Photos of workshops: added small, described in words, taken away again."""

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.photos import shrink_in_turn
from eventapp.planning.tables import PlanningWorkshop, WorkshopPhoto
from eventapp.texts import _, marked

MOST_PHOTOS = 40


async def add_photo(workshop: PlanningWorkshop, by: Person | None, file: bytes, words: str) -> WorkshopPhoto:
    """Keeps a photo, made small. `words` say what can be read or seen on it.

    Raises `Refused` for a file that cannot be read as a photo, and where the workshop has enough of them.
    """
    small = await shrink_in_turn(file)
    photo = WorkshopPhoto(
        workshop=workshop.id,
        words=words,
        image=small.image,
        width=small.width,
        height=small.height,
        added_by=by.id if by else None,
        created_at=clock.now(),
    )
    async with db.transaction():
        current = await db.locked(PlanningWorkshop.objects().where(PlanningWorkshop.id == workshop.id)).first()
        if current is None:
            raise Refused(_("This workshop is no longer here."))
        if await WorkshopPhoto.count().where(WorkshopPhoto.workshop == workshop.id) >= MOST_PHOTOS:
            raise Refused(_("A workshop can have %d photos. Remove one first.") % MOST_PHOTOS)
        await WorkshopPhoto.insert(photo)
        await note(marked("added a photo to the workshop"), workshop.title, workshop.event, by)
    return photo


async def change_photo_words(event: Event, photo: WorkshopPhoto, by: Person | None, words: str) -> None:
    """Says in other words what can be read or seen on it."""
    async with db.transaction():
        await WorkshopPhoto.update(words=words).where(WorkshopPhoto.id == photo.id)
        await note(marked("changed the words of a photo:"), _beginning(words), event.id, by)


async def remove_photo(event: Event, photo: WorkshopPhoto, by: Person | None) -> None:
    """Takes a photo away for good."""
    async with db.transaction():
        await WorkshopPhoto.delete().where(WorkshopPhoto.id == photo.id)
        await note(marked("removed a photo:"), _beginning(photo.words), event.id, by)


def _beginning(words: str) -> str:
    first = words.splitlines()[0]
    return first if len(first) <= 80 else f"{first[:79]}…"
