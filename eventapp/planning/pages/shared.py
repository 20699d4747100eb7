"""What the pages of planning find in the same way."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException

from eventapp.event.tables import Event
from eventapp.forms import clean
from eventapp.planning.survey import decode
from eventapp.planning.tables import PlanningWorkshop, Survey
from eventapp.proposals.states import STATES
from eventapp.proposals.tables import Proposal


async def workshop_or_404(event: Event, workshop_id: str) -> PlanningWorkshop:
    workshop = (
        await PlanningWorkshop.objects()
        .where((PlanningWorkshop.id == workshop_id) & (PlanningWorkshop.event == event.id))
        .first()
    )
    if workshop is None:
        raise NotFoundException
    return workshop


async def survey_or_404(event: Event, survey_id: str) -> Survey:
    survey = await Survey.objects().where((Survey.id == survey_id) & (Survey.event == event.id)).first()
    if survey is None:
        raise NotFoundException
    return survey


async def ideas_by_theme(theme_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """What became of each theme: its ideas by title, each with its state. One query."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = await (
        Proposal.select(Proposal.id, Proposal.title, Proposal.state, Proposal.survey_theme)
        .where(Proposal.survey_theme.is_in([*theme_ids, ""]) & (Proposal.state != "withdrawn"))
        .order_by(Proposal.title)
    )
    for row in rows:
        found[row["survey_theme"]].append(row | {"state": STATES[row["state"]]})
    return found


async def text_of(pasted: Any, file: Any) -> str:
    """What was pasted, or else what the file holds."""
    if not pasted.data and isinstance(file.data, UploadFile):
        return str(clean(decode(await file.data.read())))
    return pasted.data or ""
