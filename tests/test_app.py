"""What the application does for every page."""

import asyncio
import sqlite3
from typing import Any

import httpx
import pytest

from eventapp import app, db
from eventapp.booking import retention
from eventapp.event.tables import Event


async def test_pages_travel_compressed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/styleguide", headers={"Accept-Encoding": "br"})

    assert answer.headers["content-encoding"] == "br"


async def test_a_database_that_does_not_answer_is_said_and_the_same_request_may_come_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(Event, "objects", locked)

    answer = await client.get("/")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_health_says_ok_when_the_database_answers(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")

    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_mail_goes_out_data_are_deleted_and_votes_closed_beside_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    going_on: set[str] = set()
    all_begun = asyncio.Event()

    def work(name: str) -> Any:
        async def for_ever() -> None:
            going_on.add(name)
            if len(going_on) == 3:
                all_begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                going_on.remove(name)

        return for_ever

    async def nothing() -> None:
        pass

    monkeypatch.setattr(app, "deliver_for_ever", work("mail"))
    monkeypatch.setattr(retention, "forget_for_ever", work("deleting"))
    monkeypatch.setattr(app, "close_for_ever", work("closing"))
    # The pool is every test's; the pages are made again elsewhere.
    monkeypatch.setattr(db, "start", nothing)
    monkeypatch.setattr(db, "stop", nothing)
    monkeypatch.setattr(app, "refresh_every_event", nothing)

    async with app.running(app.create_app().app), asyncio.timeout(30):  # type: ignore[arg-type]
        await all_begun.wait()
        during = sorted(going_on)

    assert during == ["closing", "deleting", "mail"]
    assert going_on == set()
