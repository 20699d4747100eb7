"""Easy Read: the forms in which organisers write it. The pages themselves are other pages, seen with `?view=easy`."""

from dataclasses import dataclass

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.easy.forms import OF_PAGE, OF_SESSION, EasyForm, easy_form
from eventapp.programme.easy.lines import Written, lines_of
from eventapp.programme.easy.pictures import picture_of_kind
from eventapp.programme.easy.texts import ACCESS, PROGRAMME, easy_texts, write_easy_text
from eventapp.texts import _
from eventapp.timetable.planned import planned_sessions
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@dataclass(frozen=True)
class _Opened:
    """A text that an organiser writes: about a page or a session (its id), with what is written now."""

    event: Event
    organiser: Person
    about: str
    title: str
    written: Written
    room_for: int
    picture: str

    @property
    def seen_at(self) -> str:
        at = self.about if self.about in (PROGRAMME, ACCESS) else f"sessions/{self.about}"
        return f"/{self.event.slug}/{at}?view=easy"

    def form(self, sent: object = None) -> EasyForm:
        return easy_form(self.written, self.room_for, self.picture, sent)  # type: ignore[arg-type]


@get("/{slug:str}/easy-read")
async def easy_list(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(
        request,
        "programme/easy_list.html",
        event=event,
        texts=await easy_texts(event.id),
        sessions=[each for each in await planned_sessions(event.id) if each.is_on],
    )


@get(["/{slug:str}/easy-read/programme", "/{slug:str}/easy-read/access"])
async def easy_page_form(request: Asked, slug: FromPath[str]) -> Answer:
    return await _form_page(request, await _page_or_404(request, slug))


@post(["/{slug:str}/easy-read/programme", "/{slug:str}/easy-read/access"])
async def save_easy_page(request: Asked, slug: FromPath[str]) -> Answer:
    return await _save(request, await _page_or_404(request, slug))


@get("/{slug:str}/easy-read/{session_id:str}")
async def easy_session_form(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    return await _form_page(request, await _session_or_404(request, slug, session_id))


@post("/{slug:str}/easy-read/{session_id:str}")
async def save_easy_session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    return await _save(request, await _session_or_404(request, slug, session_id))


async def _page_or_404(request: Asked, slug: str) -> _Opened:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    name = request.url.path.rsplit("/", 1)[1]
    title = _("Programme") if name == PROGRAMME else _("Access and venue")
    written = (await easy_texts(event.id)).pages.get(name, ())
    return _Opened(event, organiser, name, title, written, OF_PAGE, "")


async def _session_or_404(request: Asked, slug: str, session_id: str) -> _Opened:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    session = next((each for each in await planned_sessions(event.id) if each.id == session_id), None)
    if session is None:
        raise NotFoundException
    written = (await easy_texts(event.id)).sessions.get(session_id, ())
    return _Opened(event, organiser, session_id, session.title, written, OF_SESSION, picture_of_kind(session.kind))


async def _form_page(request: Asked, opened: _Opened, form: EasyForm | None = None) -> Answer:
    return await page(
        request,
        "programme/easy_form.html",
        event=opened.event,
        status=422 if form else 200,
        opened=opened,
        form=form or opened.form(),
        lines=lines_of(opened.written),
    )


async def _save(request: Asked, opened: _Opened) -> Answer:
    form = opened.form(await posted(request))
    if not form.validate():
        return await _form_page(request, opened, form)
    await write_easy_text(opened.event, opened.organiser, opened.about, opened.title, form.lines)
    words = _("Saved.") if opened.about == ACCESS else _("Saved. People see it when you publish the next programme.")
    return say(go(f"/{opened.event.slug}/easy-read"), words)


handlers = [easy_list, easy_page_form, save_easy_page, easy_session_form, save_easy_session]
