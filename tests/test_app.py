"""What the application does for every page."""

import sqlite3

import httpx
import pytest

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
