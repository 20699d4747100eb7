"""The `eventapp` command."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

import click

from eventapp import db, schema
from eventapp.settings import SettingsProblem, settings

Result = TypeVar("Result")


@click.group()
def commands() -> None:
    """Plan, vote on, publish and book an event that several organisations put on together."""


def main() -> None:
    """Runs the command. A setting that cannot be used ends it with one sentence and status 2."""
    try:
        commands()
    except SettingsProblem as problem:
        click.echo(f"Problem: {problem}.", err=True)
        sys.exit(2)


def _with_database(work: Coroutine[Any, Any, Result]) -> Result:
    async def working() -> Result:
        await db.start()
        try:
            return await work
        finally:
            await db.stop()

    return asyncio.run(working())


@commands.command()
def serve() -> None:
    """Serve the program. The database must be migrated."""
    # The server's own imports take a moment that other commands can do without.
    from eventapp.serving import serve as serve_until_stopped  # noqa: PLC0415

    if waiting := _with_database(schema.pending()):
        raise click.ClickException(f"The database lacks {len(waiting)} migrations. Run: eventapp migrate")
    click.echo(f"Serving {settings().base_url} (stop with Ctrl+C)")
    serve_until_stopped()


@commands.command()
def migrate() -> None:
    """Bring the database up to date. Does nothing when it is."""
    done = asyncio.run(schema.migrate())
    click.echo(f"Ran {len(done)} migrations." if done else "The database is up to date.")
