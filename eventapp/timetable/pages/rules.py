"""What holds for every session. For organisers."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.event.tables import Event
from eventapp.texts import _
from eventapp.timetable.actions import change_rules
from eventapp.timetable.forms.rules import RulesForm, rules_form
from eventapp.timetable.planned import Rules, rules_of
from eventapp.venue.reading import hours_of
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/timetable/rules")
async def show_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _rules_page(request, event, rules_form(await rules_of(event.id)))


@post("/{slug:str}/timetable/rules")
async def save_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = rules_form(Rules(), await posted(request))
    if not form.validate():
        return await _rules_page(request, event, form, status=422)
    rules = Rules(form.grid_minutes.data, form.changeover_minutes.data or 0, form.rest_minutes.data or 0)
    await change_rules(event, organiser, rules)
    return say(go(f"/{slug}/timetable"), _("The rules are saved. What they change is in the list of problems."))


async def _rules_page(request: Asked, event: Event, form: RulesForm, *, status: int = 200) -> Answer:
    days = (await hours_of(event)).days
    return await page(request, "timetable/rules.html", event=event, form=form, status=status, days=len(days))


handlers = [show_rules, save_rules]
