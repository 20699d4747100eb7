"""The `eventapp` command."""

import sys
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from eventapp.errors import Refused
from eventapp.progress import Progress
from eventapp.settings import SettingsProblem, settings
from eventapp.timetable.command import timetable
from eventapp.voting.command import tally

# What only some commands need, those import: a server should not wait for the one, a count not for the database.
# ruff: noqa: PLC0415

Result = TypeVar("Result")

DAY = click.DateTime(["%Y-%m-%d"])
HELP = {"help_option_names": ["-h", "--help"]}


def main() -> None:
    """Runs the command. A setting that cannot be used ends it with one sentence and status 2."""
    try:
        commands()
    except SettingsProblem as problem:
        click.echo(f"Problem: {problem}.", err=True)
        sys.exit(2)


@click.group(context_settings=HELP)
def commands() -> None:
    """Plan, vote on, publish and book an event that several organisations put on together."""


# Running the program


@commands.command()
def run() -> None:
    """Try the program with the sample event.

    Makes the database, loads the sample event into an empty one, and serves. Prints links that sign you in as people of
    the sample. Each works once, for 30 minutes.
    """
    from eventapp import schema

    _check_port()
    migrated = _with_database(schema.migrate, migrated=False)
    if migrated:
        click.echo(f"Made the database ready ({settings().database_url.partition('://')[0]}).")
    if _with_database(_lacks_sample):
        _load_sample()
    ways = _with_database(_ways_into_sample)
    click.echo(f"\nServing {settings().base_url} (stop with Ctrl+C)\n")
    for who, address in ways:
        click.echo(f"Sign in as {who}:\n  {address}\n")
    _serve()


@commands.command()
def serve() -> None:
    """Serve the program, until it is stopped. The database must be up to date: see `eventapp migrate`."""
    _check_port()
    _with_database(_nothing)
    click.echo(f"Serving {settings().base_url} (stop with Ctrl+C)")
    _serve()


def _serve() -> None:
    from eventapp.serving import serve as serve_until_stopped

    serve_until_stopped()


def _check_port() -> None:
    import socket

    address = (settings().listen, settings().port)
    try:
        family = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            # As the server does: an address that was in use a moment ago counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise click.ClickException(
            f"The program cannot listen on {address[0]} port {address[1]} ({problem.strerror}). "
            "Stop what uses it, or choose another port with PORT= (and another address with EVENTAPP_LISTEN=)."
        ) from problem


@commands.command()
def migrate() -> None:
    """Bring the database up to date. Does nothing when it is."""
    from eventapp import schema

    done = _with_database(schema.migrate, migrated=False)
    click.echo(f"Ran {len(done)} migrations." if done else "The database is up to date.")


@commands.command()
@click.argument("old")
def move(old: str) -> None:
    """Bring everything from the database at the address OLD into this one, which must be empty.

    Stop the program first. EVENTAPP_DATABASE_URL names the new database, and the data folder stays the same: links and
    codes go on working. All is brought or nothing, and the old database stays as it is.
    """
    from eventapp.doctor import examine_bookings
    from eventapp.moving import move_from

    with Progress("Moving") as progress:
        rows = _with_database(lambda: move_from(old, progress=progress), migrated=False)
    click.echo(f"Brought {rows} rows, and compared each of them. The bookings as they are now:")
    _tell(examine_bookings())


@commands.command()
@click.option("--bookings", is_flag=True, help="Look at the bookings of each event instead: places, lists, messages.")
def doctor(*, bookings: bool) -> None:
    """Say what is wrong, and what to do about it.

    Looks at the address, files, disk, database, clock and mail. Ends with status 1 when something has to be mended.
    """
    from eventapp.doctor import examine, examine_bookings

    _tell(examine_bookings() if bookings else examine())


def _tell(examining: Coroutine[Any, Any, Any]) -> None:
    """Prints the findings, and ends with status 1 when something has to be mended."""
    import asyncio

    from eventapp.doctor import WRONG

    findings = asyncio.run(examining)
    for finding in findings:
        click.echo(f"{click.style(finding.tone.ljust(5), bold=finding.tone == WRONG)}  {finding.what}")
        if finding.to_do:
            click.echo(f"       {finding.to_do}")
    sys.exit(1 if any(finding.tone == WRONG for finding in findings) else 0)


# Events


@commands.command()
def sample() -> None:
    """Load the sample event.

    It is a Peer Support Day with proposals, a vote, a programme and bookings. Its people are invented.
    """
    _load_sample()
    for who, address in _with_database(_ways_into_sample):
        click.echo(f"Sign in as {who}:\n  {address}\n")


def _load_sample() -> None:
    from eventapp.sample.loading import load_sample

    with Progress("Loading the sample event") as progress:
        event = _with_database(lambda: load_sample(progress=progress))
    click.echo(f"The sample event is at {settings().base_url}/{event.slug}/")


@commands.group()
def event() -> None:
    """Make an event."""


@event.command("new")
@click.argument("slug")
@click.option("--name", required=True, help="What the event is called, such as “Peer Support Day”.")
@click.option("--date", "starts_on", type=DAY, required=True, help="Its day, or first day, such as 2026-11-28.")
@click.option("--until", "ends_on", type=DAY, help="Its last day, when there are several.")
@click.option("--time-zone", default="Europe/London", show_default=True, help="The zone its clocks show.")
@click.option("--copy-of", help="The SLUG of an earlier event to take rooms, organisations and words from.")
def new(
    slug: str, name: str, starts_on: datetime, ends_on: datetime | None, time_zone: str, copy_of: str | None
) -> None:
    """Make a new event at the address /SLUG/. Then invite its first organiser with `eventapp invite`."""
    from eventapp.event.actions import new_event
    from eventapp.venue.actions import event_like

    async def making() -> None:
        make = partial(event_like, await _event_called(copy_of)) if copy_of else new_event
        await make(
            None,
            slug=slug,
            name=name.strip(),
            starts_on=starts_on.date(),
            ends_on=(ends_on or starts_on).date(),
            time_zone=time_zone,
        )

    _with_database(making)
    click.echo(f"The event is at {settings().base_url}/{slug}/")
    click.echo(f"Next: eventapp invite EMAIL --organiser --event {slug}")


@commands.command()
@click.argument("email")
@click.option("--event", "slug", required=True, help="The SLUG of the event.")
@click.option("--name", default="", help="What the person is called. Default: what stands before the @.")
@click.option("--organiser", is_flag=True, help="They build the timetable, publish, and run the day.")
@click.option("--organisation", default="", help="They belong to this organisation, which then takes part.")
def invite(email: str, slug: str, name: str, organiser: bool, organisation: str) -> None:  # noqa: FBT001 (click's way)
    """Invite somebody and print a link to sign in.

    They become an organiser of the event, or belong to an organisation that takes part, or both. The same invitation
    goes to their address once mail is set up. The link works once, for 30 minutes.
    """
    from email_validator import EmailNotValidError, validate_email

    from eventapp import db
    from eventapp.event.taking_part import invite as invite_person
    from eventapp.event.taking_part import take_in_organisation
    from eventapp.people.sign_in import Way, make_way_in

    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as problem:
        raise click.BadParameter(f"“{email}” is not an email address. {problem}", param_hint="EMAIL") from problem

    async def inviting() -> Way:
        event = await _event_called(slug)
        async with db.transaction():
            taken_in = await take_in_organisation(event, None, organisation) if organisation.strip() else None
            person = await invite_person(
                event,
                None,
                address,
                name.strip() or address.partition("@")[0],
                organisation=taken_in,
                organiser=organiser,
            )
            return await make_way_in(person, f"/{slug}/plan")

    way = _with_database(inviting)
    click.echo(f"Invited {address}. This link signs them in, once, within 30 minutes:\n  {way.address}")


@commands.group("import")
def imports() -> None:
    """Bring in what another program wrote."""


@imports.command("schedule")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", help="Where the event is to be. Default: made from the file. One without sessions is filled.")
def import_schedule(file: Path, slug: str | None) -> None:
    """Import FILE, a schedule.xml of frab or pentabarf or a schedule.json, as an event that is ready to publish.

    All of it is imported, or nothing: then each problem is told with its line, and the status is 1.
    """
    from eventapp.timetable import importing

    with Progress(f"Importing {file.name}") as progress:
        report = _with_database(lambda: importing.import_schedule(slug, file.read_bytes(), progress=progress))
    for line in report.lines:
        click.echo(line)


@commands.group("export")
def exports() -> None:
    """Write for other programs what is published."""


@exports.command("schedule")
@click.option("--event", "slug", required=True, help="The SLUG of the event.")
@click.option(
    "--format", "kind", type=click.Choice(["xml", "json"]), default="xml", show_default=True, help="The kind of file."
)
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
def export_schedule(slug: str, kind: str, out: Path | None) -> None:
    """Write the programme as schedule.xml or schedule.json, as it stands at /SLUG/schedule.xml."""
    from eventapp.programme.exporting import schedule_file

    async def exporting() -> bytes:
        return await schedule_file(await _event_called(slug), kind)

    _write(_with_database(exporting), out)


@exports.command("truth")
@click.option("--event", "slug", required=True, help="The SLUG of the event.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
def export_truth(slug: str, out: Path | None) -> None:
    """Write what calendars ought to show, as JSON: to hold against what they do show.

    A list of uid, start, end (Unix seconds), summary, location and status, straight from the database.
    """
    import json

    from eventapp.programme.truth import truth

    async def exporting() -> Any:
        return await truth((await _event_called(slug)).id)

    _write(json.dumps(_with_database(exporting), ensure_ascii=False, indent=1).encode() + b"\n", out)


@commands.command("print")
@click.argument("sheet", type=click.Choice(["a4", "a3", "large", "doors", "poster", "posters"]))
@click.option("--event", "slug", required=True, help="The SLUG of the event.")
@click.option("--room", default="", help="Of the doors only this room's.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
def print_sheet(sheet: str, slug: str, room: str, out: Path | None) -> None:
    """Write what is published as PDF, tagged for screen readers.

    The programme on A4, as a poster on A3 or in large print (18 point); signs for the doors of rooms; a poster of the
    event, or one of each session, with a code to scan.
    """
    from eventapp.programme.exporting import sheet_file

    async def printing() -> Any:
        return await sheet_file(await _event_called(slug), sheet, room)

    pdf = _with_database(printing)
    if pdf.lacks:
        click.echo(f"It is tagged, but not PDF/UA: {pdf.lacks}", err=True)
    _write(pdf.body, out)


def _write(body: bytes, out: Path | None) -> None:
    try:
        if out:
            out.write_bytes(body)
        else:
            click.echo(body, nl=False)
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror}.") from problem


# Counting and planning, with a file and nothing else


commands.add_command(tally)
commands.add_command(timetable)


# Parts of the commands


def _with_database(work: Callable[[], Coroutine[Any, Any, Result]], *, migrated: bool = True) -> Result:
    """What `work` returns. A refusal, a database that cannot be opened or that is behind ends the command, status 1."""
    import asyncio
    import sqlite3

    import asyncpg

    from eventapp import db, schema

    async def working() -> Result:
        try:
            await db.start()
            waiting = await schema.pending() if migrated else []
        except (OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
            raise click.ClickException(f"The database cannot be opened: {problem}. See: eventapp doctor") from problem
        try:
            if waiting:
                raise click.ClickException(f"The database lacks {len(waiting)} migrations. Run: eventapp migrate")
            return await work()
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        finally:
            await db.stop()

    return asyncio.run(working())


async def _nothing() -> None:
    pass


async def _lacks_sample() -> bool:
    from eventapp.sample.loading import half_made

    return not await _has_events() or await half_made() is not None


async def _has_events() -> bool:
    from eventapp.event.tables import Event

    return await Event.exists()


async def _ways_into_sample() -> list[tuple[str, str]]:
    from eventapp.sample.people import ways_in

    return await ways_in()


async def _event_called(slug: str) -> Any:
    from eventapp.event.tables import Event

    found = await Event.objects().where(Event.slug == slug).first()
    if found is None:
        raise Refused(f"There is no event called “{slug}”.")
    return found
