"""Voting on paper: who does, the ballots to print, and typing them in."""

from collections.abc import Sequence
from itertools import groupby

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.proposals.reading import organisations_taking_part
from eventapp.texts import _
from eventapp.voting.actions import (
    put_name_on_paper,
    put_person_on_paper,
    take_back_typed_ballot,
    take_off_paper,
    type_in_ballot,
)
from eventapp.voting.forms.paper import (
    BackForm,
    CodeForm,
    NameForm,
    PersonForm,
    TypingForm,
    name_form,
    person_form,
    said,
    typing_form,
)
from eventapp.voting.pages.finding import open_round, round_or_404
from eventapp.voting.paper import Sheet, found_by_code, paper_voters, people_not_on_paper, sheets, typed_in
from eventapp.voting.reading import Contender, contenders
from eventapp.voting.secrecy import own_order
from eventapp.voting.tables import PaperBallot, PaperVoter, Round
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


async def _open_round(event: Event) -> Round | None:
    """The round, if it is open. Raises 404 where there is none at all."""
    round_ = await open_round(event)
    if round_ is None:
        await round_or_404(event)
    return round_


# Who votes on paper


@get("/{slug:str}/vote/paper")
async def show_paper(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await _open_round(event)
    return go(f"/{slug}/vote") if round_ is None else await _paper_page(request, event, round_)


async def _paper_page(
    request: Asked, event: Event, round_: Round, person: PersonForm | None = None, name: NameForm | None = None
) -> Answer:
    voters, typed = await paper_voters(round_), await typed_in(round_)
    return await page(
        request,
        "voting/paper.html",
        event=event,
        status=422 if person or name else 200,
        form=person or name,
        voters=voters,
        typed=len(typed),
        person_form=person or person_form(await people_not_on_paper(round_)),
        name_form=name or name_form(await organisations_taking_part(event.id)),
    )


@post("/{slug:str}/vote/paper/people")
async def add_person(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    people = {one.id: one for one in await people_not_on_paper(round_)}
    form = person_form(list(people.values()), await posted(request))
    if form.validate():
        person = people[form.person.data]
        try:
            await put_person_on_paper(round_, organiser, person)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            text = _("%(name)s votes on paper, and is told so by a message.") % {"name": person.name}
            return say(go(f"/{slug}/vote/paper"), text)
    return await _paper_page(request, event, round_, person=form)


@post("/{slug:str}/vote/paper/names")
async def add_name(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    form = name_form(await organisations_taking_part(event.id), await posted(request))
    if form.validate():
        try:
            await put_name_on_paper(round_, organiser, form.name.data or "", form.organisation.data)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return say(go(f"/{slug}/vote/paper"), _("%(name)s votes on paper.") % {"name": form.name.data})
    return await _paper_page(request, event, round_, name=form)


@get("/{slug:str}/vote/paper/{voter_id:str}/removal")
async def show_removal(request: Asked, slug: FromPath[str], voter_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    return await _removal_page(request, event, await _voter_or_404(round_, voter_id))


@post("/{slug:str}/vote/paper/{voter_id:str}/removal")
async def remove_voter(request: Asked, slug: FromPath[str], voter_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    voter = await _voter_or_404(round_, voter_id)
    form = BackForm(await posted(request))
    if form.validate():
        try:
            await take_off_paper(round_, organiser, voter, form.code.data or "")
        except Refused as refusal:
            form.code.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/vote/paper"), _("%(name)s does not vote on paper.") % {"name": voter.name})
    return await _removal_page(request, event, voter, form)


async def _removal_page(request: Asked, event: Event, voter: PaperVoter, form: BackForm | None = None) -> Answer:
    return await page(
        request,
        "voting/paper_removal.html",
        event=event,
        status=422 if form else 200,
        form=form or BackForm(),
        voter=voter,
    )


async def _voter_or_404(round_: Round, voter_id: str) -> PaperVoter:
    voter = next((one for one in await paper_voters(round_) if one.id == voter_id), None)
    if voter is None:
        raise NotFoundException
    return voter


# The ballots


@get("/{slug:str}/vote/paper/ballots")
async def show_ballots(request: Asked, slug: FromPath[str]) -> Answer:
    """The ballots to print, each with everything there is to choose from in an order of its own."""
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    by_id = {one.candidate.id: one for one in await contenders(round_)}
    ballots = [
        (sheet, [by_id[id_] for id_ in own_order(round_.ballot_key, sheet.id, list(by_id))])
        for sheet in await sheets(round_)
    ]
    return await page(
        request,
        "voting/paper_ballots.html",
        event=event,
        round=round_,
        said=said,
        by_organisation=[(organisation, list(theirs)) for organisation, theirs in groupby(ballots, _organisation)],
    )


def _organisation(ballot: tuple[Sheet, Sequence[Contender]]) -> str:
    return ballot[0].organisation.name


@get("/{slug:str}/vote/paper/typing")
async def show_typing(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    return await page(request, "voting/paper_code.html", event=event, round=round_, form=CodeForm())


@post("/{slug:str}/vote/paper/typing")
async def find_ballot(request: Asked, slug: FromPath[str]) -> Answer:
    """The list of the ballot with this code, or what stands in the way of typing it in."""
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    form = CodeForm(await posted(request))
    ballot, typed = None, False
    if form.validate():
        ballot = await found_by_code(round_, form.code.data or "")
        typed = ballot is not None and ballot.id in await typed_in(round_)
        if ballot is None:
            form.code.errors = [_("No ballot has this code. Look at it once more.")]
        elif typed:
            form.code.errors = [_("This ballot is typed in already, and counts once.")]
        else:
            return await _typing_page(request, event, round_, ballot, form.code.data or "")
    return await page(request, "voting/paper_code.html", event=event, round=round_, form=form, typed=typed, status=422)


@post("/{slug:str}/vote/paper/ballot")
async def type_in(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    sent = await posted(request)
    form = typing_form("", [one.candidate.id for one in await contenders(round_)], sent)
    ballot = await found_by_code(round_, form.code.data or "")
    if ballot is None:
        return go(f"/{slug}/vote/paper/typing")
    if form.validate():
        try:
            await type_in_ballot(round_, organiser, form.code.data or "", form.ticked.data or [], form.star.data or [])
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            text = _("The ballot %(code)s is typed in.") % {"code": said(form.code.data or "")}
            return say(go(f"/{slug}/vote/paper/typing"), text)
    return await _typing_page(request, event, round_, ballot, form.code.data or "", form)


async def _typing_page(
    request: Asked, event: Event, round_: Round, ballot: PaperBallot, code: str, form: TypingForm | None = None
) -> Answer:
    by_id = {one.candidate.id: one for one in await contenders(round_)}
    order = own_order(round_.ballot_key, ballot.id, list(by_id))
    return await page(
        request,
        "voting/paper_typing.html",
        event=event,
        status=422 if form else 200,
        form=form or typing_form(code, order),
        round=round_,
        code=said(code),
        contenders=[by_id[id_] for id_ in order],
    )


@post("/{slug:str}/vote/paper/return")
async def take_back(request: Asked, slug: FromPath[str]) -> Answer:
    """What was typed in wrong is as if it had not been typed in."""
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    round_ = await _open_round(event)
    if round_ is None:
        return go(f"/{slug}/vote")
    form = CodeForm(await posted(request))
    if form.validate():
        try:
            await take_back_typed_ballot(round_, organiser, form.code.data or "")
        except Refused as refusal:
            form.code.errors = [str(refusal)]
        else:
            text = _("The ballot %(code)s is taken back. Type it in again.") % {"code": said(form.code.data or "")}
            return say(go(f"/{slug}/vote/paper/typing"), text)
    return await page(request, "voting/paper_code.html", event=event, round=round_, form=form, status=422)


handlers = [
    show_paper,
    add_person,
    add_name,
    show_removal,
    remove_voter,
    show_ballots,
    show_typing,
    find_ballot,
    type_in,
    take_back,
]
