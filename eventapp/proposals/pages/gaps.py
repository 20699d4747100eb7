"""Who is this for: what there is for whom, and what nobody offers yet."""

from collections import Counter

from litestar import get
from litestar.params import FromPath

from eventapp.planning.tables import SurveyTheme
from eventapp.proposals.gaps import COUNTED, by_access, by_kind, by_theme, gaps
from eventapp.proposals.reading import offers_at, states_at
from eventapp.proposals.states import STATES
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, page, partner_or_404


@get("/{slug:str}/gaps")
async def show_gaps(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    offers = await offers_at(event.id)
    rows = await SurveyTheme.select(SurveyTheme.id, SurveyTheme.theme).where(SurveyTheme.event == event.id)
    counts = Counter(await states_at(event.id))
    return await page(
        request,
        "proposals/gaps.html",
        event=event,
        parts=[
            (_("By access"), by_access(offers)),
            (_("By kind"), by_kind(offers)),
            (_("By theme of the survey"), by_theme(offers, [(row["id"], row["theme"]) for row in rows])),
        ],
        gaps=gaps,
        states=[(state.word, counts[key]) for key, state in STATES.items()],
        counted=len(offers),
        counted_states=[STATES[key].word for key in COUNTED],
    )


handlers = [show_gaps]
