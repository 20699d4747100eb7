"""`eventapp timetable`: rooms and times for a published schedule, with a file and nothing else."""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from eventapp.progress import Progress

# Every command imports this module: what only plans is imported where it plans.
# ruff: noqa: PLC0415

# What is made up is the same in each run; `--seed` is for the search.
WISHES_SEED = 7
# A search shorter than this finds nothing.
SHORTEST = 0.2


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--wishes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who wants what: CSV (voter, session) or JSON (voter: sessions). Without it 200 people are made up.",
)
@click.option("--seconds", type=click.FloatRange(0.5, 3600), default=30, show_default=True, help="How long to search.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed finds another plan.")
@click.option("--grid", type=click.Choice(["5", "15"]), help="Minutes between starts. Default: what the file needs.")
@click.option(
    "--fixed",
    is_flag=True,
    help="Keep what is published: only sessions that share a room or a person at the same time may move.",
)
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write schedule.xml here.")
@click.option("--json", "for_programs", is_flag=True, help="Write JSON, for programs.")
def timetable(file: Path, out: Path | None, for_programs: bool, **asked: Any) -> None:  # noqa: FBT001 (click's way)
    """Plan FILE anew, a schedule.xml or schedule.json, and say how good the plan is.

    Each room can be used on each day from its first session to its last. The published rooms and times are not looked
    at, unless they are to be kept.
    """
    from eventapp.timetable.files.planning_files import NotPlannable, read_task, read_voters

    started = time.monotonic()
    try:
        task, xml, notes = read_task(file.read_bytes(), int(asked["grid"]) if asked["grid"] else None)
        voters, more = read_voters(task, asked["wishes"].read_bytes() if asked["wishes"] else None, WISHES_SEED)
        for note in [*notes, *more]:
            click.echo(f"Note: {note}", err=True)
        told, plan = _planned(task, voters, asked, file.name, started)
        if out:
            from eventapp.timetable.files.schedule_plan import schedule_with

            out.write_bytes(schedule_with(task, plan, xml))
    except (NotPlannable, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if for_programs else "\n".join(_words(told)))


def _planned(task: Any, voters: Any, asked: dict[str, Any], name: str, started: float) -> tuple[dict[str, Any], Any]:
    """What there is to tell, and the plan. The time since it `started` is taken off the search."""
    from dataclasses import replace

    from eventapp.timetable.files.schedule_task import kept_as_published
    from eventapp.timetable.solver.quality import quality

    free = replace(task.instance, voters=voters)
    instance = replace(kept_as_published(task), voters=voters) if asked["fixed"] else free
    left = asked["seconds"] - (time.monotonic() - started)
    solved = _solved(instance, asked["seed"], max(SHORTEST, left), name)
    told = {
        **_about_the_plan(task, instance, solved),
        "seconds": round(time.monotonic() - started, 2),
        "seed": asked["seed"],
        "published_attainable": round(quality(free, task.published).attainable, 4),
        "wishes_made_up": not asked["wishes"],
    }
    return told, solved.plan


def _solved(instance: Any, seed: int, seconds: float, name: str) -> Any:
    from eventapp.timetable.files.planning_files import NotPlannable
    from eventapp.timetable.solver.solving import SolverStopped, solve

    with Progress(f"Planning {name}", only_on_terminals=True) as progress:
        try:
            return asyncio.run(
                solve(
                    instance,
                    seed=seed,
                    seconds=seconds,
                    on_plan=lambda found: progress(round(found.share * 1000), 1000),
                )
            )
        except SolverStopped as problem:
            raise NotPlannable(f"The search broke off without a plan: {problem}") from problem


def _about_the_plan(task: Any, instance: Any, solved: Any) -> dict[str, Any]:
    from eventapp.timetable.files.schedule_plan import placements
    from eventapp.timetable.solver.checking import broken_rules
    from eventapp.timetable.solver.quality import moves, quality

    worth = quality(instance, solved.plan)
    broken = broken_rules(instance, solved.plan)
    return {
        "placements": placements(task, solved.plan),
        "broken": len(broken),
        "attainable": round(worth.attainable, 4),
        # What makes the plan again exactly: of two searches side by side the better one's.
        "found_with": {"seed": solved.seed, "steps": solved.steps},
        "broken_rules": [{"rule": each.rule, "sessions": each.sessions} for each in broken],
        "unplaced": [
            session.id for session, place in zip(instance.sessions, solved.plan, strict=True) if place is None
        ],
        "worst_voter": round(worth.worst_voter, 4),
        "track_rooms": worth.track_rooms,
        "moved": moves(solved.plan, task.published),
        "grid": instance.grid,
    }


def _words(told: dict[str, Any]) -> list[str]:
    day = ""
    lines = []
    for one in told["placements"]:
        date, clock = one["start"][:10], one["start"][11:16]
        if date != day:
            lines += ["", date]
            day = date
        lines.append(f"  {clock}  {one['minutes']:4} min  {one['room']}: {one['title']}")
    made_up = " (wishes made up)" if told["wishes_made_up"] else ""
    attainable = (
        f"People can attend {told['attainable']:.1%} of what they want{made_up}; "
        f"as published {told['published_attainable']:.1%}. The worst-off person: {told['worst_voter']:.0%}."
    )
    lines += [
        "",
        f"{len(told['placements'])} sessions placed, {len(told['unplaced'])} not. Hard rules broken: {told['broken']}.",
        attainable,
        f"Seed {told['seed']}, {told['seconds']} s, starts every {told['grid']} minutes.",
    ]
    if told["broken"] and sys.stdout.isatty():
        lines.append("Try more seconds, or another seed.")
    return lines[1:] if lines[0] == "" else lines
