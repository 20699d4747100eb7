"""Whether a plan still answers the question that the timetable asks now."""

from eventapp.timetable.planned import Timetable
from eventapp.timetable.plans.purposes import asked_about, question_of
from eventapp.timetable.plans.stored import Asked, hash_of, is_of_now, kept_in, write
from eventapp.timetable.tables import Plan

# For as many plans the last look is remembered: to ask a large timetable anew costs more than the page that tells it.
_REMEMBERED = 8
_looked_at: dict[str, tuple[Timetable, bool]] = {}


async def is_overtaken(plan: Plan) -> bool:
    """Whether anything changed since that the plan goes by: then it is no answer any more."""
    return is_of_now(plan) and _is_another(plan, await question_of(plan, kept_in(plan)))


def is_overtaken_by(plan: Plan, timetable: Timetable) -> bool:
    """The same by a timetable that was read just now, with wishes; for a plan `fit` with what was chosen."""
    if not is_of_now(plan):
        return False
    before = _looked_at.pop(plan.id, None)
    if before and before[0] == timetable:
        now = before
    else:
        now = timetable, _is_another(plan, asked_about(timetable, plan.purpose, kept_in(plan)))
    _looked_at[plan.id] = now
    # Those that were asked for last stand last.
    for oldest in list(_looked_at)[:-_REMEMBERED]:
        del _looked_at[oldest]
    return now[1]


def _is_another(plan: Plan, asked: Asked) -> bool:
    return hash_of(write(asked)) != plan.question_hash
