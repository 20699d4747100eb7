"""What the pages of planning find in the same way."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException

from eventapp.event.tables import Event
from eventapp.forms import clean
from eventapp.planning.disclosure import FEW
from eventapp.planning.survey import Problem, count_words, decode, in_order
from eventapp.planning.tables import PlanningWorkshop, Survey, SurveyTheme
from eventapp.proposals.states import STATES
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, ngettext


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


def problem_sentences(problems: Sequence[Problem]) -> list[str]:
    """What is wrong in each line, in words; the first of very many."""
    shown = [_("Line %(line)s: %(words)s") % {"line": each.line, "words": each.words} for each in problems[:50]]
    if len(problems) > len(shown):
        shown.append(_("And %d more lines.") % (len(problems) - len(shown)))
    return shown


async def themes_of(event: Event, survey: Survey | None) -> list[SurveyTheme]:
    of_it = SurveyTheme.survey == survey.id if survey else SurveyTheme.survey.is_null()
    return await SurveyTheme.objects().where((SurveyTheme.event == event.id) & of_it)


def answered_words(survey: Survey) -> str:
    """How many answered, in words; nothing where that is not known."""
    if survey.answered is None:
        return ""
    if survey.answered < FEW:
        return _("Fewer than %d people answered") % FEW
    return ngettext("%d person answered", "%d people answered", survey.answered) % survey.answered


async def results_of(themes: Sequence[SurveyTheme], answered: int | None = None) -> list[dict[str, Any]]:
    """For each question, and for themes without one: lines with their count in words, and what became of them."""
    ideas = await ideas_by_theme([theme.id for theme in themes])
    questions = sorted({theme.question for theme in themes}, key=lambda words: (words.casefold(), words))
    found = []
    for question in questions:
        lines = [
            {
                "theme": theme,
                "count": count_words(theme.people, at_least=theme.at_least),
                "bar": 0 if theme.at_least or theme.people < FEW else theme.people,
                "ideas": ideas.get(theme.id, []),
            }
            for theme in in_order([theme for theme in themes if theme.question == question])
        ]
        most = max(theme.people for theme in themes if theme.question == question)
        found.append({"question": question, "lines": lines, "scale": max(answered or 0, most)})
    return found
