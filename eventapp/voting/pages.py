"""A vote's pages: its rules, the ballot, closing and counting, and the result."""

import contextlib

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.proposals.kinds import KINDS
from eventapp.texts import _, ngettext
from eventapp.timetable.actions import make_sessions
from eventapp.voting.actions import (
    FEWEST_CANDIDATES,
    cast_ballot,
    change_round,
    close_if_over,
    close_round,
    confirm_result,
    count_round,
    new_round,
    open_round,
)
from eventapp.voting.counting import CountStopped
from eventapp.voting.forms import (
    BallotForm,
    ConfirmForm,
    RoundForm,
    ballot_form,
    changing_form,
    confirm_form,
    round_form,
)
from eventapp.voting.reading import (
    anonymous_ballots,
    contenders,
    latest_round,
    marks_of,
    may_vote,
    proposals_waiting,
    room_time_of,
    votes_cast,
)
from eventapp.voting.results import lines, minutes_given, result_file
from eventapp.voting.secrecy import own_order
from eventapp.voting.states import state_of
from eventapp.voting.tables import Round
from eventapp.web import (
    Answer,
    Asked,
    event_or_404,
    go,
    organiser_or_404,
    page,
    partner_or_404,
    posted,
    roles,
    say,
)


@get("/{slug:str}/vote")
async def show_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    organiser = (await roles(request, event)).organiser
    round_ = await _round_now(event, organiser=organiser)
    if round_ is None:
        return await (_round_page(request, event) if organiser else page(request, "voting/none.html", event=event))
    match state_of(round_):
        case "prepared":
            waiting = await proposals_waiting(event)
            return await page(
                request,
                "voting/prepared.html",
                event=event,
                round=round_,
                waiting=waiting,
                enough=waiting >= FEWEST_CANDIDATES,
            )
        case "open":
            return await _ballot_page(request, event, round_, person)
        case "closed":
            return await page(request, "voting/closed.html", event=event, round=round_)
        case _:
            return await _result_page(request, event, round_)


async def _round_now(event: Event, *, organiser: bool) -> Round | None:
    """The latest round, brought up to date: closed when its time has passed, and counted when an organiser looks.

    So a server that was stopped between closing and counting goes on by itself.
    """
    round_ = await latest_round(event)
    if round_ is None:
        return None
    round_ = await close_if_over(round_)
    if organiser and state_of(round_) == "closed":
        # When it breaks off, the page of a closed round offers to count again.
        with contextlib.suppress(CountStopped):
            round_ = await count_round(round_)
    return round_


async def _round_or_404(event: Event) -> Round:
    round_ = await latest_round(event)
    if round_ is None:
        raise NotFoundException
    return round_


# Preparing


@get("/{slug:str}/vote/new")
async def show_new_round(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await latest_round(event)
    if round_ is not None and state_of(round_) != "confirmed":
        return go(f"/{slug}/vote")
    return await _round_page(request, event)


@post("/{slug:str}/vote/new")
async def add_round(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = round_form(event, await posted(request))
    if form.validate():
        try:
            await new_round(event, organiser, **form.facts)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote"), _("The vote is prepared. Read the rules once more, then open it."))
    return await _round_page(request, event, form)


async def _round_page(request: Asked, event: Event, form: RoundForm | None = None) -> Answer:
    room_time = await room_time_of(event)
    return await page(
        request,
        "voting/round.html",
        event=event,
        status=422 if form else 200,
        form=form or round_form(event, budget_minutes=room_time.minutes),
        room_time=room_time,
        waiting=await proposals_waiting(event),
        action=f"/{event.slug}/vote/new",
    )


@get("/{slug:str}/vote/rules")
async def show_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await _round_or_404(event)
    if state_of(round_) != "prepared":
        return go(f"/{slug}/vote")
    return await _rules_page(request, event, changing_form(event, round_))


@post("/{slug:str}/vote/rules")
async def change_rules(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await _round_or_404(event)
    form = changing_form(event, round_, await posted(request))
    if form.validate():
        try:
            await change_round(round_, organiser, **form.facts)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote"), _("Saved."))
    return await _rules_page(request, event, form, status=422)


async def _rules_page(request: Asked, event: Event, form: RoundForm, status: int = 200) -> Answer:
    return await page(
        request,
        "voting/round.html",
        event=event,
        status=status,
        form=form,
        room_time=await room_time_of(event),
        waiting=await proposals_waiting(event),
        action=f"/{event.slug}/vote/rules",
    )


@post("/{slug:str}/vote/opening")
async def open_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    try:
        await open_round(await _round_or_404(event), organiser)
    except Refused as refusal:
        return say(go(f"/{slug}/vote"), str(refusal), "warning")
    return say(go(f"/{slug}/vote"), _("Voting is open."))


# Voting


@get("/{slug:str}/vote/ballot")
async def show_ballot(request: Asked, slug: FromPath[str]) -> Answer:
    """What this person has saved."""
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    round_ = await _round_now(event, organiser=False)
    if round_ is None or state_of(round_) != "open" or not await may_vote(event, person):
        return go(f"/{slug}/vote")
    ticked = await marks_of(round_, person)
    found = [one for one in await contenders(round_) if one.candidate.id in ticked]
    found.sort(key=lambda one: (one.proposal.title.casefold(), one.candidate.id))
    return await page(request, "voting/saved.html", event=event, round=round_, contenders=found)


@post("/{slug:str}/vote/ballot")
async def save_ballot(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    round_ = await _round_or_404(event)
    if state_of(round_) == "open":
        form = ballot_form([one.candidate.id for one in await contenders(round_)], await posted(request))
        if not form.validate():
            return await _ballot_page(request, event, round_, person, form)
        marks = form.count_me_in.data or []
    else:
        marks = []
    try:
        await cast_ballot(round_, person, marks)
    except Refused as refusal:
        return say(go(f"/{slug}/vote"), str(refusal), "warning")
    return go(f"/{slug}/vote/ballot")


async def _ballot_page(
    request: Asked, event: Event, round_: Round, person: Person, form: BallotForm | None = None
) -> Answer:
    by_id = {one.candidate.id: one for one in await contenders(round_)}
    order = own_order(round_.ballot_key, person.id, list(by_id))
    ticked = await marks_of(round_, person)
    return await page(
        request,
        "voting/ballot.html",
        event=event,
        status=422 if form else 200,
        form=form or ballot_form(order, ticked=list(ticked)),
        round=round_,
        contenders=[by_id[id_] for id_ in order],
        kinds=KINDS,
        saved=len(ticked),
        may_vote=await may_vote(event, person),
        votes=await votes_cast(round_) if (await roles(request, event)).organiser else None,
    )


# Closing and counting


@post("/{slug:str}/vote/closing")
async def close_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    try:
        round_ = await close_round(await _round_or_404(event), organiser)
    except Refused as refusal:
        return say(go(f"/{slug}/vote"), str(refusal), "warning")
    return await _counted(event, round_)


@post("/{slug:str}/vote/count")
async def count_vote(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _counted(event, await _round_or_404(event))


async def _counted(event: Event, round_: Round) -> Answer:
    try:
        await count_round(round_)
    except CountStopped:
        text = _("Voting is closed and all votes are kept. Counting stopped before its end. Please count again.")
        return say(go(f"/{event.slug}/vote"), text, "warning")
    except Refused as refusal:
        return say(go(f"/{event.slug}/vote"), str(refusal), "warning")
    return say(go(f"/{event.slug}/vote/result"), _("The votes are counted."))


# The result


@get("/{slug:str}/vote/result")
async def show_result(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    round_ = await _round_or_404(event)
    if state_of(round_) not in {"counted", "confirmed"}:
        return go(f"/{slug}/vote")
    return await _result_page(request, event, round_)


async def _result_page(request: Asked, event: Event, round_: Round, form: ConfirmForm | None = None) -> Answer:
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
    round_ = await _round_or_404(event)
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
    return await _result_page(request, event, round_, form)


@get("/{slug:str}/vote/result.json")
async def download_result(request: Asked, slug: FromPath[str]) -> Answer:
    """The ballots without names, and what came out, for those who want to count again."""
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    round_ = await _round_or_404(event)
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


handlers = [
    show_vote,
    show_new_round,
    add_round,
    show_rules,
    change_rules,
    open_vote,
    show_ballot,
    save_ballot,
    close_vote,
    count_vote,
    show_result,
    confirm,
    download_result,
]
