"""When a host can come, as the people of a proposal that they lead know it."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.proposals.actions import add_host_time, remove_host_time
from eventapp.proposals.facts import clock_words
from eventapp.proposals.forms.host_time import HostTimeForm, host_time_form, typed_span
from eventapp.proposals.pages.shared import own_proposal_or_404
from eventapp.proposals.reading import hosts_of
from eventapp.proposals.tables import Host, Proposal
from eventapp.proposals.times import days_of, times_of
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, partner_or_404, posted, say


@get("/{slug:str}/proposals/{proposal_id:str}/hosts/{host_id:str}")
async def show_host_times(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], host_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    host = await _host_or_404(proposal, host_id)
    return await _page(request, event, proposal, host, host_time_form(days_of(event)))


@post("/{slug:str}/proposals/{proposal_id:str}/hosts/{host_id:str}")
async def create_host_time(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], host_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    host = await _host_or_404(proposal, host_id)
    form = host_time_form(days_of(event), await posted(request))
    if not form.validate():
        return await _page(request, event, proposal, host, form, status=422)
    try:
        await add_host_time(host, person, *typed_span(form, event))
    except Refused as refusal:
        form.ends.errors = [*form.ends.errors, str(refusal)]
        return await _page(request, event, proposal, host, form, status=422)
    return say(_back(event, proposal, host), _("This time is added."))


@post("/{slug:str}/proposals/{proposal_id:str}/hosts/{host_id:str}/times/{time_id:str}/removal")
async def create_host_time_removal(
    request: Asked, slug: FromPath[str], proposal_id: FromPath[str], host_id: FromPath[str], time_id: FromPath[str]
) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    proposal = await own_proposal_or_404(request, event, proposal_id)
    host = await _host_or_404(proposal, host_id)
    await remove_host_time(host, person, time_id)
    return say(_back(event, proposal, host), _("This time is removed."))


async def _host_or_404(proposal: Proposal, host_id: str) -> Host:
    """The host with this id who leads this proposal."""
    for host in (await hosts_of([proposal.id]))[proposal.id]:
        if host.id == host_id:
            return host
    raise NotFoundException


def _back(event: Event, proposal: Proposal, host: Host) -> Answer:
    return go(f"/{event.slug}/proposals/{proposal.id}/hosts/{host.id}")


async def _page(
    request: Asked, event: Event, proposal: Proposal, host: Host, form: HostTimeForm, status: int = 200
) -> Answer:
    return await page(
        request,
        "proposals/host_times.html",
        event=event,
        status=status,
        form=form,
        proposal=proposal,
        host=host,
        opens=clock_words(event.opens_at),
        closes=clock_words(event.closes_at),
        times=(await times_of([host.id]))[host.id],
    )


handlers = [
    show_host_times,
    create_host_time,
    create_host_time_removal,
]
