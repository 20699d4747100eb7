"""How the server is started, and what its log does not hold."""

import logging
from typing import Any

import httpx
import pytest

from eventapp import serving
from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer, personal_token
from eventapp.booking.pages import shared
from eventapp.booking.tables import Attendee
from tests.cast import a_published_session, an_event


def test_no_log_is_kept_of_who_asked_for_what(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    class Server:
        def __init__(self, *_: Any, **options: Any) -> None:
            given.update(options)

        def serve(self) -> None:
            given["serving"] = True

    monkeypatch.setattr(serving, "Granian", Server)

    serving.serve()

    assert (given["serving"], given["log_access"]) == (True, False)


async def test_a_fault_on_a_personal_page_puts_no_link_into_the_log(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    event = await an_event()
    await book_places(event, (await a_published_session(event)).session, Newcomer("Jo", email="jo@example.org"))
    [jo] = await Attendee.objects()

    async def fails(_attendee: Attendee) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(shared, "day_of", fails)
    with caplog.at_level(logging.INFO):
        answer = await client.get(f"/day/my/{personal_token(jo)}")

    # What the browser of the test says of its requests is not the program's.
    said = [caplog.handler.format(record) for record in caplog.records if not record.name.startswith("http")]
    assert answer.status_code == 500
    assert any("in GET /{slug}/my/{token}" in line for line in said)
    assert [line for line in said if personal_token(jo) in line or "jo@example.org" in line] == []
