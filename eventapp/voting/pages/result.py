"""The result: reading it, confirming it, and taking it away as a file."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.texts import ngettext
from eventapp.timetable.actions import make_sessions
from eventapp.voting.actions import confirm_result
from eventapp.voting.forms import ConfirmForm, confirm_form
from eventapp.voting.pages.finding import round_or_404
from eventapp.voting.reading import anonymous_ballots, contenders, votes_cast
from eventapp.voting.results import lines, minutes_given, result_file
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, partner_or_404, posted, roles, say


@get("/{slug:str}/vote/result")
async def show_result(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) not in {"counted", "confirmed"}:
        return go(f"/{slug}/vote")
    return await result_page(request, event, round_)


async def result_page(request: Asked, event: Event, round_: Round, form: ConfirmForm | None = None) -> Answer:
    found, votes = await contenders(round_), await votes_cast(round_)
    result = lines(found, votes)
    state = state_of(round_)
    if form is None and state == "counted" and (await roles(request, event)).organiser:
        form = confirm_form([line.contender for line in result])
    return await page(
        request,
        "voting/result.html",
        event=event,
        status=422 if form and form.errors else 200,
        form=form,
        round=round_,
        state=state,
        lines=result,
        votes=votes,
        given=minutes_given(result),
    )


@post("/{slug:str}/vote/result")
async def confirm(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) != "counted":
        return go(f"/{slug}/vote")
    result = lines(await contenders(round_), await votes_cast(round_))
    form = confirm_form([line.contender for line in result], await posted(request))
    if form.validate():
        try:
            await confirm_result(round_, organiser, form.chosen, form.reasons)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            made = await make_sessions(event, organiser)
            text = ngettext(
                "The result is final. %(count)s session waits for a room and a time.",
                "The result is final. %(count)s sessions wait for a room and a time.",
                made,
            )
            return say(go(f"/{slug}/vote/result"), text % {"count": made})
    return await result_page(request, event, round_, form)


@get("/{slug:str}/vote/result.json")
async def download_result(request: Asked, slug: FromPath[str]) -> Answer:
    """The ballots without names, and what came out, for those who want to count again."""
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    round_ = await round_or_404(event)
    if state_of(round_) not in {"counted", "confirmed"}:
        raise NotFoundException
    return Response(
        result_file(round_, await contenders(round_), await anonymous_ballots(round_)),
        media_type="application/json",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{slug}-vote.json"',
        },
    )


handlers = [show_result, confirm, download_result]
