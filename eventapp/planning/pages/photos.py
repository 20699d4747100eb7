"""Photos of a workshop, for partners only."""

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.planning.actions import add_photo, change_photo_words, remove_photo
from eventapp.planning.forms import PhotoForm, PhotoWordsForm
from eventapp.planning.pages.shared import workshop_or_404
from eventapp.planning.pages.workshops import workshop_page
from eventapp.planning.tables import PlanningWorkshop, WorkshopPhoto
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, partner_or_404, posted, roles, say


@post("/{slug:str}/workshops/{workshop_id:str}/photos")
async def create_photo(request: Asked, slug: FromPath[str], workshop_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    workshop = await workshop_or_404(event, workshop_id)
    form = PhotoForm(await posted(request))
    file = form.file.data
    fine = form.validate()
    if not isinstance(file, UploadFile) or not file.filename:
        form.file.errors = [_("Choose a photo.")]
    elif fine:
        try:
            await add_photo(workshop, person, await file.read(), form.words.data or "")
        except Refused as refusal:
            form.file.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/workshops/{workshop.id}"), _("The photo is added."))
    return await workshop_page(request, event, workshop, form, status=422)


@get("/{slug:str}/workshops/{workshop_id:str}/photos/{photo_id:str}")
async def show_photo(
    request: Asked, slug: FromPath[str], workshop_id: FromPath[str], photo_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    workshop = await workshop_or_404(event, workshop_id)
    # Kept by the browser, and asked for each time: who may see it can change, and the photo never does.
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{photo_id}"'}
    if photo_id in request.headers.get("if-none-match", "") and await _is_there(workshop, photo_id):
        return Response(None, status_code=304, headers=headers)
    photo = await _photo_or_404(workshop, photo_id)
    return Response(photo.image, media_type="image/jpeg", headers=headers)


@get("/{slug:str}/workshops/{workshop_id:str}/photos/{photo_id:str}/words")
async def show_photo_words(
    request: Asked, slug: FromPath[str], workshop_id: FromPath[str], photo_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    workshop = await workshop_or_404(event, workshop_id)
    photo = await _photo_or_404(workshop, photo_id)
    return await _words_page(request, event, workshop, photo, PhotoWordsForm(obj=photo))


@post("/{slug:str}/workshops/{workshop_id:str}/photos/{photo_id:str}/words")
async def save_photo_words(
    request: Asked, slug: FromPath[str], workshop_id: FromPath[str], photo_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    workshop = await workshop_or_404(event, workshop_id)
    photo = await _photo_or_404(workshop, photo_id)
    form = PhotoWordsForm(await posted(request))
    if not form.validate():
        return await _words_page(request, event, workshop, photo, form, status=422)
    await change_photo_words(event, photo, person, form.words.data or "")
    return say(go(f"/{slug}/workshops/{workshop.id}"), _("Saved."))


@get("/{slug:str}/workshops/{workshop_id:str}/photos/{photo_id:str}/removal")
async def ask_to_remove_photo(
    request: Asked, slug: FromPath[str], workshop_id: FromPath[str], photo_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    workshop = await workshop_or_404(event, workshop_id)
    photo = await _own_photo_or_404(request, event, workshop, photo_id, person)
    return await page(request, "planning/photo_removal.html", event=event, workshop=workshop, photo=photo)


@post("/{slug:str}/workshops/{workshop_id:str}/photos/{photo_id:str}/removal")
async def delete_photo(
    request: Asked, slug: FromPath[str], workshop_id: FromPath[str], photo_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    workshop = await workshop_or_404(event, workshop_id)
    photo = await _own_photo_or_404(request, event, workshop, photo_id, person)
    await remove_photo(event, photo, person)
    return say(go(f"/{slug}/workshops/{workshop.id}"), _("The photo is removed."))


async def _words_page(
    request: Asked,
    event: Event,
    workshop: PlanningWorkshop,
    photo: WorkshopPhoto,
    form: PhotoWordsForm,
    *,
    status: int = 200,
) -> Answer:
    return await page(
        request, "planning/photo_words.html", status=status, event=event, workshop=workshop, photo=photo, form=form
    )


async def _photo_or_404(workshop: PlanningWorkshop, photo_id: str) -> WorkshopPhoto:
    photo = (
        await WorkshopPhoto.objects()
        .where((WorkshopPhoto.id == photo_id) & (WorkshopPhoto.workshop == workshop.id))
        .first()
    )
    if photo is None:
        raise NotFoundException
    return photo


async def _is_there(workshop: PlanningWorkshop, photo_id: str) -> bool:
    return bool(
        await WorkshopPhoto.exists().where((WorkshopPhoto.id == photo_id) & (WorkshopPhoto.workshop == workshop.id))
    )


async def _own_photo_or_404(
    request: Asked, event: Event, workshop: PlanningWorkshop, photo_id: str, person: Person
) -> WorkshopPhoto:
    """Organisers may remove any photo, and whoever added it their own."""
    photo = await _photo_or_404(workshop, photo_id)
    if photo.added_by != person.id and not (await roles(request, event)).organiser:
        raise NotFoundException
    return photo


handlers = [
    create_photo,
    show_photo,
    show_photo_words,
    save_photo_words,
    ask_to_remove_photo,
    delete_photo,
]
