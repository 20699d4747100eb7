"""For organisers: writing the event's pages, looking at them first, and taking an earlier version back."""

from typing import Any

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.forms import PagePhotoForm, SectionForm
from eventapp.event.markdown import to_html
from eventapp.event.page_actions import (
    WrittenMeanwhile,
    add_page_photo,
    remove_page_photo,
    take_back,
    write_section,
)
from eventapp.event.page_reading import photos_of, texts_of, versions_of
from eventapp.event.pages import kept
from eventapp.event.sections import PAGES, Section, missing, section_of
from eventapp.event.tables import Event, PagePhoto
from eventapp.numbers import whole_number
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/pages")
async def show_pages(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    texts = await texts_of(event.id)
    photos = {(photo.page, photo.section) for photo in await photos_of(event.id)}
    return await page(
        request,
        "event/pages.html",
        event=event,
        pages=PAGES.values(),
        written={*texts, *photos},
        missing=missing(event, texts),
    )


@get("/{slug:str}/pages/{page_key:str}/{section_key:str}")
async def show_section(
    request: Asked, slug: FromPath[str], page_key: FromPath[str], section_key: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    section = _section_or_404(page_key, section_key)
    return await _section_page(request, event, page_key, section)


@post("/{slug:str}/pages/{page_key:str}/{section_key:str}")
async def save_section(
    request: Asked, slug: FromPath[str], page_key: FromPath[str], section_key: FromPath[str]
) -> Answer:
    """Saves what was written; with the button “look” only shows how it would be."""
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    section = _section_or_404(page_key, section_key)
    typed = await posted(request)
    form = SectionForm(typed)
    if not form.validate():
        return await _section_page(request, event, page_key, section, form=form, status=422)
    text = form.text.data or ""
    if typed.getlist("what")[:1] == ["look"]:
        return await _section_page(request, event, page_key, section, form=form, preview=to_html(text))
    # What is no number came from no page of ours: it has seen nothing.
    seen = whole_number(form.seen.data or "", digits=6) or 0
    try:
        await write_section(event, person, page_key, section, text, over=seen)
    except WrittenMeanwhile:
        form.text.errors = [
            _("Somebody else saved this meanwhile. Theirs is below. Save again to put yours in its place.")
        ]
        return await _section_page(request, event, page_key, section, form=form, status=422)
    kept.look_again(slug)
    return say(go(f"/{slug}/pages"), _("Saved. It is on the page now."))


@post("/{slug:str}/pages/{page_key:str}/{section_key:str}/return")
async def return_version(
    request: Asked, slug: FromPath[str], page_key: FromPath[str], section_key: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    section = _section_or_404(page_key, section_key)
    number = ((await posted(request)).getlist("number") or [""])[0]
    here = go(f"/{slug}/pages/{page_key}/{section.key}")
    try:
        await take_back(event, person, page_key, section, whole_number(number, digits=6) or 0)
    except Refused as refusal:
        return say(here, str(refusal), "warning")
    kept.look_again(slug)
    return say(here, _("The earlier version is on the page again."))


@post("/{slug:str}/pages/{page_key:str}/{section_key:str}/photos")
async def create_photo(
    request: Asked, slug: FromPath[str], page_key: FromPath[str], section_key: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    section = _section_or_404(page_key, section_key)
    form = PagePhotoForm(await posted(request))
    file = form.file.data
    fine = form.validate()
    if not isinstance(file, UploadFile) or not file.filename:
        form.file.errors = [_("Choose a photo.")]
    elif fine:
        try:
            await add_page_photo(event, person, page_key, section, await file.read(), form.words.data or "")
        except Refused as refusal:
            form.file.errors = [str(refusal)]
        else:
            kept.look_again(slug)
            return say(go(f"/{slug}/pages/{page_key}/{section.key}"), _("The photo is on the page now."))
    return await _section_page(request, event, page_key, section, photo_form=form, status=422)


@post("/{slug:str}/pages/{page_key:str}/{section_key:str}/photos/{page_photo_id:str}/removal")
async def delete_photo(
    request: Asked,
    slug: FromPath[str],
    page_key: FromPath[str],
    section_key: FromPath[str],
    page_photo_id: FromPath[str],
) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    section = _section_or_404(page_key, section_key)
    here = (PagePhoto.event == event.id) & (PagePhoto.page == page_key) & (PagePhoto.section == section.key)
    if not await PagePhoto.exists().where(here & (PagePhoto.id == page_photo_id)):
        raise NotFoundException
    await remove_page_photo(event, person, page_key, section, page_photo_id)
    kept.look_again(slug)
    return say(go(f"/{slug}/pages/{page_key}/{section.key}"), _("The photo is removed."))


def _section_or_404(page_key: str, section_key: str) -> Section:
    section = section_of(page_key, section_key)
    if section is None:
        raise NotFoundException
    return section


async def _section_page(
    request: Asked,
    event: Event,
    page_key: str,
    section: Section,
    *,
    form: SectionForm | None = None,
    photo_form: PagePhotoForm | None = None,
    status: int = 200,
    **context: Any,
) -> Answer:
    versions = await versions_of(event.id, page_key, section.key)
    latest = versions[0] if versions else None
    shown = form or SectionForm(data={"text": latest.text if latest else ""})
    # Whatever was seen when it was begun, from here on this is.
    shown.seen.data = str(latest.number if latest else 0)
    photos = [photo for photo in await photos_of(event.id) if (photo.page, photo.section) == (page_key, section.key)]
    return await page(
        request,
        "event/section.html",
        event=event,
        status=status,
        the_page=PAGES[page_key],
        section=section,
        form=shown,
        photo_form=photo_form or PagePhotoForm(),
        versions=versions,
        photos=photos,
        **context,
    )


handlers = [show_pages, show_section, save_section, return_version, create_photo, delete_photo]
