"""The timetable of a day, what is not in it yet, and who changed it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from litestar import Response, get, post
from litestar.params import FromPath

from eventapp.proposals.kinds import KINDS
from eventapp.proposals.tables import Proposal
from eventapp.texts import ngettext
from eventapp.timetable.actions import make_sessions
from eventapp.timetable.changes import Change, changes_of, version_of, ways_of
from eventapp.timetable.checks.problems import Problem, problem_words, problems
from eventapp.timetable.checks.telling import KIND_WORDS, tags_of, wanted_by
from eventapp.timetable.checks.worth import worth
from eventapp.timetable.decided import state_of
from eventapp.timetable.grid import GLANCE_MINUTES, ROOMS_IN_A_TABLE, by_start, days_shown, grids
from eventapp.timetable.pages.finding import Opened, day_asked, timetable_or_404
from eventapp.web import (
    Answer,
    Asked,
    cookie_name,
    event_or_404,
    go,
    organiser_or_404,
    page,
    say,
    set_cookie,
    sign,
    unsign,
)

# As many changes of others as are told at the top; all of them have a page.
_TOLD = 3


@get("/{slug:str}/timetable")
async def show_timetable(request: Asked, slug: FromPath[str]) -> Answer:
    opened = await timetable_or_404(request, slug)
    event, timetable = opened.event, opened.timetable
    sessions = [session for session in timetable.sessions if session.cancelled_at is None]
    days = days_shown(sessions, timetable.hours)
    day = day_asked(request, days)
    found = problems(timetable)
    wanted = wanted_by(timetable)
    unplaced = [session for session in sessions if session.starts_at is None]
    latest = await changes_of(event, opened.organiser, most=50)
    is_whole = request.query_params.get("rooms") == "all"
    most = max(ROOMS_IN_A_TABLE, len(timetable.rooms)) if is_whole else ROOMS_IN_A_TABLE
    is_at_a_glance = request.query_params.get("rows") == "glance"
    row_minutes = GLANCE_MINUTES if is_at_a_glance else timetable.rules.grid_minutes
    answer = await page(
        request,
        "timetable/timetable.html",
        event=event,
        days=days,
        day=day,
        grids=grids(sessions, timetable.rooms, timetable.hours, day, rooms_in_a_table=most, row_minutes=row_minutes),
        is_whole=is_whole,
        is_at_a_glance=is_at_a_glance,
        has_many_rows=timetable.rules.grid_minutes < GLANCE_MINUTES,
        has_many_rooms=len(timetable.rooms) > ROOMS_IN_A_TABLE,
        starts=by_start(sessions, timetable.hours, day),
        problems=found,
        clashes=sum(problem.stops for problem in found),
        tags=tags_of(found),
        wanted=wanted,
        attainable=worth(timetable),
        unplaced=sorted(unplaced, key=lambda session: (-wanted.get(session.id, 0), session.title.casefold())),
        cancelled=[session for session in timetable.sessions if session.cancelled_at is not None],
        to_add=await _proposals_without_session(opened),
        kinds=KINDS,
        seen={session.id: state_of(session) for session in sessions},
        ways=await ways_of(event, opened.organiser),
        since=_since(request, opened, latest),
        version=await version_of(event),
    )
    set_cookie(answer, "timetable", sign("timetable", [event.id, latest[0].number if latest else 0]))
    return answer


def _since(request: Asked, opened: Opened, latest: Sequence[Change]) -> list[Change]:
    """What others changed since this browser showed the timetable last."""
    match unsign("timetable", request.cookies.get(cookie_name("timetable"), "")):
        case [opened.event.id, int(number)]:
            others = [change for change in latest if change.number > number and not change.is_mine]
            return [change for change in others if not change.is_undone][:_TOLD]
    return []


async def _proposals_without_session(opened: Opened) -> int:
    rows = await Proposal.select(Proposal.id).where(
        (Proposal.event == opened.event.id) & (Proposal.state == "selected")
    )
    return len({row["id"] for row in rows} - {session.proposal for session in opened.timetable.sessions})


@get("/{slug:str}/timetable/version")
async def show_version(request: Asked, slug: FromPath[str]) -> Answer:
    """Whether the timetable changed, for pages that show it: nothing (304) where it is as the asker knows it."""
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    version = await version_of(event)
    etag = f'"{version}"'
    headers = {"ETag": etag, "Cache-Control": "no-store"}
    if request.headers.get("if-none-match") == etag:
        return Response(None, status_code=304, headers=headers)
    latest = await changes_of(event, organiser, most=1)
    answer = await page(request, "timetable/_changed.html", event=event, version=version, latest=latest)
    answer.headers.update(headers)
    return answer


@post("/{slug:str}/timetable/sessions")
async def add_chosen_proposals(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    made = await make_sessions(event, organiser)
    words = ngettext("%(count)s session was added.", "%(count)s sessions were added.", made) % {"count": made}
    return say(go(f"/{slug}/timetable"), words)


@get("/{slug:str}/timetable/problems")
async def show_problems(request: Asked, slug: FromPath[str]) -> Answer:
    opened = await timetable_or_404(request, slug)
    found = problems(opened.timetable)
    counts = _by_kind(found)
    kind = request.query_params.get("kind", "")
    kind = kind if kind in counts else ""
    zone = opened.event.time_zone
    shown = [(problem, problem_words(problem, zone)) for problem in found if kind in ("", problem.kind)]
    return await page(
        request,
        "timetable/problems.html",
        event=opened.event,
        kinds=[(key, words, counts[key]) for key, words in KIND_WORDS.items() if key in counts],
        kind=kind,
        stopping=[(problem, words) for problem, words in shown if problem.stops],
        others=[(problem, words) for problem, words in shown if not problem.stops],
    )


def _by_kind(found: Sequence[Problem]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for problem in found:
        counts[problem.kind] += 1
    return counts


handlers = [show_timetable, show_version, add_chosen_proposals, show_problems]
