"""The list of proposals."""

from math import ceil

from litestar import get
from litestar.params import FromPath

from eventapp.paging import A_PAGE, page_address, page_number
from eventapp.proposals.forms.search import search, search_form
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.reading import (
    Search,
    found_proposals,
    organisations_of,
    organisations_taking_part,
    proposals_in_order,
)
from eventapp.proposals.states import STATES
from eventapp.web import Answer, Asked, asked_for, event_or_404, page, partner_or_404


@get("/{slug:str}/proposals")
async def show_proposals(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    organisations = await organisations_taking_part(event.id)
    form = search_form(asked_for(request), organisations)
    wanted = search(form)
    found = await found_proposals(event.id, wanted)
    number, last = page_number(request.query_params.get("page", "")), max(1, ceil(len(found) / A_PAGE))
    number = min(number, last)
    proposals = await proposals_in_order(found[(number - 1) * A_PAGE : number * A_PAGE])
    return await page(
        request,
        "proposals/list.html",
        event=event,
        form=form,
        narrowed=wanted != Search(),
        proposals=proposals,
        how_many=len(found),
        number=number,
        last=last,
        to_page=lambda to: page_address(request.url.path, request.query_params.multi_items(), to),
        organisations=await organisations_of([proposal.id for proposal in proposals]),
        kinds=KINDS,
        states=STATES,
    )


handlers = [show_proposals]
