from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.planning.tables import SurveyTheme
from eventapp.proposals.actions import add_idea, add_selected_proposal, revise_proposal, withdraw_proposal
from eventapp.proposals.gaps import Line, Offer, by_access, by_kind, by_theme, gaps
from eventapp.proposals.words import ProposalWords
from tests.cast import a_person, an_organisation, an_organiser, sign_in
from tests.proposals.conftest import Cast
from tests.proposals.test_growing_pages import text_of

pytestmark = pytest.mark.anyio

TALK = Offer("1", "A talk", "talk", "book", "en-GB", captions=False, needs=frozenset())


def there(lines: list[Line]) -> set[str]:
    return {line.label for line in lines if line.offers}


def test_where_there_is_nothing_everything_is_a_gap() -> None:
    assert len(gaps(by_kind([]))) == 9
    assert len(gaps(by_access([]))) == 9


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"needs": frozenset({"step-free"})}, "Step-free"),
        ({"needs": frozenset({"hearing-loop"})}, "Hearing loop"),
        ({"language": "bfi"}, "British Sign Language"),
        ({"captions": True}, "Captions or subtitles"),
        ({"needs": frozenset({"quiet"})}, "Quiet"),
        ({"attendance": "drop-in"}, "No need to book"),
        ({"language": "pl"}, "A language other than English"),
    ],
)
def test_what_a_proposal_says_of_access_fills_a_gap(changes: dict[str, Any], label: str) -> None:
    assert there(by_access([replace(TALK, **changes)])) == {label}


def test_a_kind_is_there_when_somebody_offers_it() -> None:
    assert there(by_kind([TALK, replace(TALK, kind="other")])) == {"Talk"}


def test_a_theme_that_several_groups_named_is_one_line() -> None:
    lines = by_theme([replace(TALK, theme="gardens")], [("b", "Gardens"), ("a", "Sleep"), ("c", "gardens")])

    assert [(line.label, len(line.offers), line.theme) for line in lines] == [("Gardens", 1, "b"), ("Sleep", 0, "a")]


# --- the page


async def a_theme(cast: Cast, name: str) -> SurveyTheme:
    theme = SurveyTheme(event=cast.event.id, theme=name, answer_group="", quotes="")
    await theme.save()
    return theme


async def test_the_page_names_what_nobody_offers_and_where_to_begin(client: httpx.AsyncClient, cast: Cast) -> None:
    sleep, gardens = await a_theme(cast, "Sleep"), await a_theme(cast, "Gardens")
    await add_idea(cast.event, cast.charlie, cast.sheds, "Seeds", "Swap.", "", survey_theme=gardens)
    await sign_in(client, cast.sam)

    answer = await client.get("/day/gaps")

    assert "Nobody offers yet: Sleep." in text_of(answer)
    assert f'href="/day/proposals/new?theme={sleep.id}"' in answer.text
    assert f'href="/day/proposals/new?theme={gardens.id}"' not in answer.text
    assert "Idea 2 Put forward 0 Chosen 0 Not this time 0 Withdrawn 0" in text_of(answer)


async def test_what_is_withdrawn_fills_no_gap(client: httpx.AsyncClient, cast: Cast) -> None:
    theme = await a_theme(cast, "Gardens")
    seeds = await add_idea(cast.event, cast.charlie, cast.sheds, "Seeds", "Swap.", "", survey_theme=theme)
    await withdraw_proposal(seeds, cast.charlie)
    await sign_in(client, cast.sam)

    assert "Nobody offers yet: Gardens." in text_of(await client.get("/day/gaps"))


async def test_what_is_written_on_a_proposal_is_shown(client: httpx.AsyncClient, cast: Cast) -> None:
    await revise_proposal(
        cast.idea,
        cast.charlie,
        ProposalWords("Roses", "Pruning.", captions=True),
        hosts=[],
        organisations=[cast.sheds.id],
        needs=["step-free"],
        revision=1,
    )
    await sign_in(client, cast.sam)

    shown = text_of(await client.get("/day/gaps"))

    assert "Nobody offers yet: Hearing loop, British Sign Language, Quiet, Space to lie down" in shown
    assert "Step-free Roses" in shown


async def test_an_organiser_looks_too_and_is_offered_nothing_they_cannot_do(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    await sign_in(client, await an_organiser(cast.event))

    answer = await client.get("/day/gaps")

    assert answer.status_code == 200
    assert "Propose something for this" not in answer.text


async def test_while_proposals_are_closed_nothing_is_proposed(client: httpx.AsyncClient, cast: Cast) -> None:
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)
    await sign_in(client, cast.sam)

    assert "Propose something for this" not in (await client.get("/day/gaps")).text


async def test_the_page_is_for_partners_only(client: httpx.AsyncClient, cast: Cast) -> None:
    nobody = await client.get("/day/gaps")
    await sign_in(client, await a_person("Outsider", await an_organisation(None, "Outsiders")))
    outsider = await client.get("/day/gaps")

    assert (nobody.status_code, outsider.status_code) == (303, 404)


@pytest.mark.parametrize("more", [0, 8])
async def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    client: httpx.AsyncClient, cast: Cast, queries: Callable[[], AbstractContextManager[Any]], more: int
) -> None:
    for number in range(more):
        await a_theme(cast, f"Theme {number}")
        await add_selected_proposal(cast.event.id, ProposalWords(f"Talk {number}", kind="talk", minutes=30), [])
    await sign_in(client, cast.sam)

    with queries() as counted:
        answer = await client.get("/day/gaps")

    assert (answer.status_code, counted.count) == (200, 8)
    assert ("and 3 more" in text_of(answer)) == bool(more)
