import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time
from typing import Any

import httpx
import pytest

from eventapp.event.tables import Event
from eventapp.people.tables import Membership
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.proposals.actions import add_idea, add_selected_proposal, revise_proposal
from eventapp.proposals.reading import comments_of, hosts_of, needs_of, organisations_of, words_of
from eventapp.proposals.tables import Comment, Proposal
from eventapp.proposals.words import ProposalWords
from tests.cast import a_person, an_event, an_organisation, an_organiser, sign_in
from tests.proposals.conftest import Cast, host_together

pytestmark = pytest.mark.anyio

WORDS = ProposalWords("Roses", "We prune.", "07700 900000", kind="making", minutes=60)
IDEA = {"title": "Seeds", "what_happens": "We swap seeds.", "contact": "sam@example.org"}


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    """The whole proposal as its form sends it."""
    return {
        "title": "Roses for everyone",
        "what_happens": "We prune roses and talk.",
        "contact": "07700 900000",
        "kind": "making",
        "length": "other",
        "own_minutes": "50",
        "places": "12",
        "attendance": "book",
        "language": "pl",
        "hosts": "Charlie\n\nJo B.\n",
        "wants_cohost": "y",
        "needs": ["tables", "step-free"],
        "content_notes": "Thorns.",
        "access_notes": "Stools.",
        "captions": "y",
        "earliest": "10:30",
        "latest": "14:00",
        "people_expected": "8",
        "setup_minutes": "15",
        "clearing_minutes": "10",
        "revision": "1",
    } | changes


def text_of(answer: httpx.Response) -> str:
    """What a reader sees of the page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def stored(cast: Cast) -> Proposal:
    found = await Proposal.objects().get(Proposal.id == cast.idea.id)
    assert found
    return found


async def whole(cast: Cast) -> None:
    await revise_proposal(
        cast.idea, cast.charlie, WORDS, hosts=["Jo"], organisations=[cast.sheds.id], needs=[], revision=1
    )


# --- who may do what

PLACES = ["", "/new", "/{id}", "/{id}/edit"]
DEEDS = ["/new", "/{id}/edit", "/{id}/submission", "/{id}/withdrawal", "/{id}/return", "/{id}/comments"]


@pytest.mark.parametrize("place", PLACES)
async def test_nobody_is_asked_to_sign_in(client: httpx.AsyncClient, cast: Cast, place: str) -> None:
    address = cast.list + place.format(id=cast.idea.id)

    answer = await client.get(address)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={address}")


@pytest.mark.parametrize("place", DEEDS)
async def test_nobody_does_anything(client: httpx.AsyncClient, cast: Cast, place: str) -> None:
    answer = await client.post(cast.list + place.format(id=cast.idea.id), data=IDEA)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("place", PLACES)
async def test_an_outsider_finds_no_such_page(client: httpx.AsyncClient, cast: Cast, place: str) -> None:
    await sign_in(client, await a_person("Outsider", await an_organisation(None, "Outsiders")))

    answer = await client.get(cast.list + place.format(id=cast.idea.id))

    assert answer.status_code == 404


@pytest.mark.parametrize("place", DEEDS)
async def test_an_outsider_does_nothing(client: httpx.AsyncClient, cast: Cast, place: str) -> None:
    await sign_in(client, await a_person("Outsider", await an_organisation(None, "Outsiders")))

    answer = await client.post(cast.list + place.format(id=cast.idea.id), data=IDEA | {"body": "Hello."})

    assert answer.status_code == 404
    assert (await Proposal.count(), await Comment.count(), (await stored(cast)).state) == (1, 0, "idea")


@pytest.mark.parametrize(("place", "status"), [("", 200), ("/new", 200), ("/{id}", 200), ("/{id}/edit", 404)])
@pytest.mark.parametrize("who", ["another partner", "an organiser"])
async def test_others_read_but_do_not_rewrite(
    client: httpx.AsyncClient, cast: Cast, place: str, status: int, who: str
) -> None:
    await sign_in(client, cast.sam if who == "another partner" else await an_organiser(cast.event))

    answer = await client.get(cast.list + place.format(id=cast.idea.id))

    assert answer.status_code == status


@pytest.mark.parametrize("place", ["/{id}/edit", "/{id}/submission", "/{id}/withdrawal", "/{id}/return"])
@pytest.mark.parametrize("who", ["another partner", "an organiser"])
async def test_others_change_nothing(client: httpx.AsyncClient, cast: Cast, place: str, who: str) -> None:
    await sign_in(client, cast.sam if who == "another partner" else await an_organiser(cast.event))

    answer = await client.post(cast.list + place.format(id=cast.idea.id), data=typed(cast))

    assert answer.status_code == 404
    assert ((await stored(cast)).state, (await stored(cast)).revision) == ("idea", 1)


@pytest.mark.parametrize("place", PLACES)
async def test_its_own_people_see_every_page(client: httpx.AsyncClient, cast: Cast, place: str) -> None:
    await sign_in(client, cast.charlie)

    answer = await client.get(cast.list + place.format(id=cast.idea.id))

    assert answer.status_code == 200


async def test_every_form_and_link_names_its_page_in_full(client: httpx.AsyncClient, cast: Cast) -> None:
    await whole(cast)
    await sign_in(client, cast.charlie)
    found: dict[str, set[str]] = {}

    for place in PLACES:
        shown = await client.get(cast.list + place.format(id=cast.idea.id))
        main = shown.text.partition('class="wrap main"')[2].partition("</main>")[0]
        found[place] = {
            re.sub("/hosts/[^/]+", "/hosts/{host}", address.replace(cast.idea.id, "{id}"))
            for address in re.findall('(?:action|href)="([^"]*)"', main)
        }

    assert found == {
        "": {"/day/gaps", "/day/proposals", "/day/proposals/new", "/day/proposals/{id}"},
        "/new": {"/day/proposals/new", "/day/proposals/new/draft"},
        "/{id}": {
            "/day/proposals/{id}/edit",
            "/day/proposals/{id}/preview",
            "/day/proposals/{id}/submission",
            "/day/proposals/{id}/withdrawal",
            "/day/proposals/{id}/comments",
            "/day/proposals/{id}/together",
            "/day/proposals/{id}/hosts/{host}",
        },
        "/{id}/edit": {"/day/proposals/{id}/edit", "/day/proposals/{id}/edit/draft"},
    }


@pytest.mark.parametrize("place", ["/{id}", "/{id}/edit"])
async def test_a_proposal_is_not_found_under_another_event(client: httpx.AsyncClient, cast: Cast, place: str) -> None:
    another = await an_event("another")
    await sign_in(client, await a_person("Ray", cast.sheds, await an_organisation(another, "Craft Group")))

    answer = await client.get("/another/proposals" + place.format(id=cast.idea.id))

    assert answer.status_code == 404


# --- the list


async def titles(client: httpx.AsyncClient, address: str) -> list[str]:
    answer = await client.get(address)
    assert answer.status_code == 200
    return re.findall(r'card__title"[^>]*><a[^>]*>([^<]*)</a>', answer.text)


@pytest.fixture
async def several(cast: Cast) -> Cast:
    """Beside the roses: seeds from the survey, soup from a workshop, a film that is chosen, and one withdrawn."""
    theme = SurveyTheme(event=cast.event.id, theme="Gardens", answer_group="", quotes="")
    await theme.save()
    workshop = PlanningWorkshop(
        event=cast.event.id, title="Second", held_on=date(2026, 6, 1), place="", who_came="", notes=""
    )
    await workshop.save()
    await add_idea(cast.event, cast.charlie, cast.sheds, "seeds", "Swap.", "", survey_theme=theme)
    soup = await add_idea(cast.event, cast.sam, cast.soup, "Soup", "We cook.", "", workshop=workshop)
    await revise_proposal(
        soup,
        cast.sam,
        replace(WORDS, title="Soup", kind="drop-in", wants_cohost=True),
        hosts=[],
        organisations=[cast.soup.id],
        needs=[],
        revision=1,
    )
    await add_selected_proposal(cast.event.id, replace(WORDS, title="A film", kind="film"), ["Ana"])
    gone = await add_idea(cast.event, cast.sam, cast.soup, "Gone", "Nothing.", "")
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.id == gone.id)
    return cast


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["A film", "Roses", "seeds", "Soup"]),
        ("?state=withdrawn", ["Gone"]),
        ("?state=selected", ["A film"]),
        ("?kind=drop-in", ["Soup"]),
        ("?source=survey", ["seeds"]),
        ("?source=workshop", ["Soup"]),
        ("?source=own", ["A film", "Roses"]),
        ("?cohost=y", ["Soup"]),
        ("?words=ROSES", ["Roses"]),
        ("?words=prune+WE", ["A film", "Soup"]),
        ("?words=%25", []),
        ("?words=film&state=idea", []),
        ("?state=idea&source=own", ["Roses"]),
        ("?state=nonsense&kind=%00&organisation=%27--&source=x&page=9", ["A film", "Roses", "seeds", "Soup"]),
    ],
)
async def test_the_list_shows_what_is_asked_for_by_title(
    client: httpx.AsyncClient, several: Cast, asked: str, found: list[str]
) -> None:
    await sign_in(client, several.sam)

    assert await titles(client, several.list + asked) == found


@pytest.mark.parametrize("asked", ["", "?cohost=y", "?kind=nonsense&state=%00"])
async def test_an_address_that_asks_for_something_else_is_no_problem_of_the_reader(
    client: httpx.AsyncClient, several: Cast, asked: str
) -> None:
    await sign_in(client, several.sam)

    answer = await client.get(several.list + asked)

    assert ("Problem" in answer.text, "Choose one" in answer.text) == (False, False)


async def test_the_list_of_one_organisation_says_how_many_there_are(client: httpx.AsyncClient, several: Cast) -> None:
    await sign_in(client, several.sam)

    address = f"{several.list}?organisation={several.sheds.id}"

    assert await titles(client, address) == ["Roses", "seeds"]
    assert "2 proposals" in text_of(await client.get(address))


async def test_a_long_list_has_pages_that_keep_what_was_asked_for(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)
    for number in range(51):
        await add_idea(cast.event, cast.charlie, cast.sheds, f"Idea {number:02}", "Something.", "")

    first = await client.get(f"{cast.list}?state=idea")
    second = await titles(client, f"{cast.list}?state=idea&page=2")

    assert "52 proposals. This is page 1 of 2." in text_of(first)
    assert f'href="{cast.list}?state=idea&amp;page=2"' in first.text
    assert second == ["Idea 50", "Roses"]
    assert await titles(client, f"{cast.list}?state=idea&page=99") == second


async def test_a_list_with_nothing_in_it_says_so(client: httpx.AsyncClient, several: Cast) -> None:
    await sign_in(client, several.sam)

    answer = await client.get(f"{several.list}?kind=quiet")

    assert "Nothing found" in text_of(answer)


async def test_a_list_before_the_first_idea_says_how_to_begin(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)
    await Proposal.delete().where(Proposal.id == cast.idea.id)

    answer = await client.get(cast.list)

    assert "Add the first idea" in text_of(answer)


@pytest.mark.parametrize("more", [0, 2])
async def test_the_list_asks_the_database_as_often_for_one_as_for_three(
    client: httpx.AsyncClient, cast: Cast, queries: Callable[[], AbstractContextManager[Any]], more: int
) -> None:
    await sign_in(client, cast.charlie)
    for number in range(more):
        await add_idea(cast.event, cast.charlie, cast.sheds, f"Idea {number}", "Something.", "")

    with queries() as counted:
        answer = await client.get(cast.list)

    assert answer.status_code == 200
    assert counted.count == 8


# --- a new idea


async def test_an_idea_in_three_fields_is_saved(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.list}/new", data=IDEA)

    idea = await Proposal.objects().get(Proposal.title == "Seeds")
    assert idea
    assert (answer.status_code, answer.headers["location"]) == (303, f"{cast.list}/{idea.id}")
    assert (idea.what_happens, idea.contact, idea.state) == ("We swap seeds.", "sam@example.org", "idea")
    assert [one.name for one in (await organisations_of([idea.id]))[idea.id]] == ["Soup Lunch"]


async def test_who_belongs_to_several_organisations_chooses_one(client: httpx.AsyncClient, cast: Cast) -> None:
    await Membership.insert(Membership(person=cast.sam.id, organisation=cast.sheds.id))
    await sign_in(client, cast.sam)

    without = await client.post(f"{cast.list}/new", data=IDEA)
    chosen = await client.post(f"{cast.list}/new", data=IDEA | {"organisation": cast.sheds.id})

    assert (without.status_code, chosen.status_code) == (422, 303)
    idea = await Proposal.objects().get(Proposal.title == "Seeds")
    assert idea
    assert [one.name for one in (await organisations_of([idea.id]))[idea.id]] == ["Men’s Sheds"]


async def test_nobody_proposes_for_somebody_else_s_organisation(client: httpx.AsyncClient, cast: Cast) -> None:
    await Membership.insert(
        Membership(person=cast.sam.id, organisation=(await an_organisation(cast.event, "Choir")).id)
    )
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.list}/new", data=IDEA | {"organisation": cast.sheds.id})

    assert answer.status_code == 422
    assert await Proposal.count() == 1


async def test_an_organiser_of_no_organisation_is_told_where_to_join_one(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, await an_organiser(cast.event))

    shown = await client.get(f"{cast.list}/new")
    sent = await client.post(f"{cast.list}/new", data=IDEA)

    assert (shown.status_code, sent.status_code, await Proposal.count()) == (200, 422, 1)
    assert "Ideas come from organisations, and you do not belong to one here yet." in text_of(shown)
    assert f'href="/{cast.event.slug}/people"' in shown.text
    assert "Ideas come from organisations." in text_of(sent)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"title": " ", "what_happens": "\n"},
        IDEA | {"title": "x" * 151},
        IDEA | {"what_happens": "x" * 4001},
        IDEA | {"contact": "x" * 301},
    ],
)
async def test_an_idea_with_something_wrong_is_kept_on_the_page_and_not_stored(
    client: httpx.AsyncClient, cast: Cast, sent: dict[str, str]
) -> None:
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.list}/new", data=sent)

    assert answer.status_code == 422
    assert "<title>Problem: " in answer.text
    assert all(html.escape(value.strip()) in answer.text for value in sent.values())
    assert await Proposal.count() == 1


async def test_hostile_words_are_shown_as_words(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)
    hostile = {"title": "<script>x</script>\x00 “\u202e”", "what_happens": "{{ 7*7 }} '; DROP", "contact": "\ud83d"}

    answer = await client.post(
        f"{cast.list}/new", data={name: value.encode("utf-8", "surrogatepass") for name, value in hostile.items()}
    )

    shown = await client.get(answer.headers["location"])
    assert shown.status_code == 200
    assert "<script>x" not in shown.text
    assert "&lt;script&gt;x&lt;/script&gt;" in shown.text
    assert "{{ 7*7 }}" in html.unescape(shown.text)


async def test_an_idea_typed_while_proposals_close_is_kept_on_the_page(client: httpx.AsyncClient, cast: Cast) -> None:
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)
    await sign_in(client, cast.sam)

    shown = await client.get(f"{cast.list}/new")
    sent = await client.post(f"{cast.list}/new", data=IDEA)

    assert "Proposals are closed." in text_of(shown)
    assert (sent.status_code, await Proposal.count()) == (422, 1)
    assert "Proposals are closed." in text_of(sent)
    assert "We swap seeds." in sent.text


async def test_an_idea_can_begin_from_a_survey_theme_or_a_workshop(client: httpx.AsyncClient, several: Cast) -> None:
    theme = await SurveyTheme.objects().first()
    workshop = await PlanningWorkshop.objects().first()
    assert theme
    assert workshop
    await sign_in(client, several.sam)

    shown = await client.get(f"{several.list}/new?theme={theme.id}&workshop={workshop.id}")
    await client.post(f"{several.list}/new", data=IDEA | {"theme": theme.id, "workshop": workshop.id})

    assert "This comes from the survey: “Gardens”." in text_of(shown)
    assert "This comes from the workshop “Second”." in text_of(shown)
    idea = await Proposal.objects().get(Proposal.title == "Seeds")
    assert idea
    assert (idea.survey_theme, idea.workshop) == (theme.id, workshop.id)


@pytest.mark.parametrize("source", ["theme", "workshop"])
async def test_a_source_of_another_event_is_not_there(client: httpx.AsyncClient, several: Cast, source: str) -> None:
    theme = await SurveyTheme.objects().first()
    workshop = await PlanningWorkshop.objects().first()
    assert theme
    assert workshop
    another = await an_event("another")
    await sign_in(client, await a_person("Ray", await an_organisation(another, "Craft Group")))
    source_id = {"theme": theme.id, "workshop": workshop.id}[source]

    shown = await client.get(f"/another/proposals/new?{source}={source_id}")
    sent = await client.post("/another/proposals/new", data=IDEA | {source: source_id})

    assert (shown.status_code, sent.status_code) == (404, 404)
    assert await Proposal.count().where(Proposal.event == another.id) == 0


# --- one proposal


async def test_the_page_says_the_state_and_what_happens_next(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.sam)

    shown = text_of(await client.get(cast.page))

    assert "Idea Its hosts can add to it, then put it forward for the vote." in shown
    assert "07700 900000" in shown
    assert "Before you can put it forward" not in shown


async def test_its_own_people_see_what_is_still_needed(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)

    shown = await client.get(cast.page)

    assert "Before you can put it forward: Say how long it is. Name at least one host" in text_of(shown)
    assert f"{cast.page}/submission" not in shown.text


async def test_its_own_people_are_warned_of_a_phone_number_in_what_is_published(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    await sign_in(client, cast.charlie)
    before = await client.get(cast.page)
    await Proposal.update({Proposal.what_happens: "Ring 01603 123456."}).where(Proposal.id == cast.idea.id)

    after = await client.get(cast.page)

    said = [("seem to hold an email address" in text_of(page)) for page in (before, after)]
    assert said == [False, True]


async def test_a_whole_idea_is_put_forward_withdrawn_and_brought_back(client: httpx.AsyncClient, cast: Cast) -> None:
    await whole(cast)
    await sign_in(client, cast.charlie)
    states = []

    for deed in ("submission", "withdrawal", "return"):
        answer = await client.post(f"{cast.page}/{deed}")
        assert (answer.status_code, answer.headers["location"]) == (303, cast.page)
        states.append((await stored(cast)).state)

    assert states == ["submitted", "withdrawn", "submitted"]


async def test_what_cannot_be_put_forward_yet_says_why(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)

    answer = await client.post(f"{cast.page}/submission")

    assert answer.status_code == 422
    assert "There is a problem Say how long it is." in text_of(answer)


async def test_what_has_been_chosen_is_withdrawn_by_talking_to_an_organiser(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    await whole(cast)
    await Proposal.update({Proposal.state: "selected"}).where(Proposal.id == cast.idea.id)
    await sign_in(client, cast.charlie)

    answer = await client.post(f"{cast.page}/withdrawal")

    assert (answer.status_code, (await stored(cast)).state) == (422, "selected")
    assert "Talk to an organiser if it cannot happen." in text_of(answer)


async def test_partners_and_organisers_comment(client: httpx.AsyncClient, cast: Cast) -> None:
    for person in (cast.sam, await an_organiser(cast.event)):
        await sign_in(client, person)
        answer = await client.post(f"{cast.page}/comments", data={"body": f" {person.name} was here. "})
        assert answer.status_code == 303

    assert [comment.body for comment in await comments_of(cast.idea)] == ["Sam was here.", "Mo was here."]
    assert "Mo was here." in text_of(await client.get(cast.page))


@pytest.mark.parametrize("body", ["", "  ", "x" * 2001])
async def test_a_comment_that_is_empty_or_too_long_is_not_stored(
    client: httpx.AsyncClient, cast: Cast, body: str
) -> None:
    await sign_in(client, cast.sam)

    answer = await client.post(f"{cast.page}/comments", data={"body": body})

    assert (answer.status_code, await Comment.count()) == (422, 0)
    assert body in answer.text


# --- the whole proposal


async def test_everything_typed_is_stored(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)

    answer = await client.post(f"{cast.page}/edit", data=typed(cast))

    assert (answer.status_code, answer.headers["location"]) == (303, cast.page)
    assert words_of(await stored(cast)) == ProposalWords(
        title="Roses for everyone",
        what_happens="We prune roses and talk.",
        contact="07700 900000",
        kind="making",
        minutes=50,
        places=12,
        attendance="book",
        language="pl",
        content_notes="Thorns.",
        access_notes="Stools.",
        wants_cohost=True,
        captions=True,
        earliest=time(10, 30),
        latest=time(14),
        people_expected=8,
        setup_minutes=15,
        clearing_minutes=10,
    )
    assert [host.name for host in (await hosts_of([cast.idea.id]))[cast.idea.id]] == ["Charlie", "Jo B."]
    assert await needs_of([cast.idea.id]) == {cast.idea.id: ["step-free", "tables"]}
    assert [one.name for one in (await organisations_of([cast.idea.id]))[cast.idea.id]] == ["Men’s Sheds"]


async def test_the_form_begins_with_what_is_stored(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)
    await client.post(f"{cast.page}/edit", data=typed(cast))

    shown = await client.get(f"{cast.page}/edit")

    chosen = re.findall(r'name="(\w+)" type="(?:radio|checkbox)" value="([^"]*)" checked', shown.text)
    assert sorted(chosen) == sorted(
        [
            ("kind", "making"),
            ("attendance", "book"),
            ("captions", "y"),
            ("wants_cohost", "y"),
            ("needs", "step-free"),
            ("needs", "tables"),
        ]
    )
    assert 'value="other" selected' in shown.text
    numbers = re.findall(r'name="(\w+)" type="text"[^>]*? value="(\d+)"', shown.text)
    assert numbers == [
        ("own_minutes", "50"),
        ("places", "12"),
        ("people_expected", "8"),
        ("setup_minutes", "15"),
        ("clearing_minutes", "10"),
    ]
    assert re.findall(r'name="(earliest|latest)" type="text"[^>]*? value="([^"]+)"', shown.text) == [
        ("earliest", "10:30"),
        ("latest", "14:00"),
    ]
    assert 'value="pl" selected' in shown.text
    assert "Charlie\nJo B.</textarea>" in shown.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Give it a title."),
        ({"what_happens": ""}, "Say what happens there"),
        ({"kind": "party"}, "Choose one of the answers offered."),
        ({"length": "other", "own_minutes": ""}, "Write how many minutes it takes."),
        ({"own_minutes": "4"}, "Write a number from 5 to 1439."),
        ({"own_minutes": "9" * 40}, "Write a number from 5 to 1439."),
        ({"own_minutes": "an hour"}, "Write a whole number, such as 12."),
        ({"length": "61"}, "Choose one of the answers offered."),
        ({"places": "-1"}, "Write a number from 1 to 5000."),
        ({"attendance": "queue"}, "Choose one of the answers offered."),
        ({"language": "xx"}, "Choose one of the answers offered."),
        ({"hosts": "\n".join(f"Host {number}" for number in range(21))}, "Name at most 20 hosts."),
        ({"hosts": "x" * 81}, "Write each name on a line of its own"),
        ({"earliest": "late"}, "Write a time, such as 10:30."),
        ({"latest": "10:00"}, "Write a time that is not before the earliest."),
        ({"people_expected": "0"}, "Write a number from 1 to 5000."),
        ({"setup_minutes": "241"}, "Write a number from 0 to 240."),
        ({"needs": ["a helicopter"]}, "Choose from the answers offered."),
        ({"content_notes": "x" * 1001}, "Write at most 1000 characters."),
    ],
)
async def test_what_is_typed_wrongly_is_said_and_nothing_is_stored(
    client: httpx.AsyncClient, cast: Cast, changes: dict[str, Any], sentence: str
) -> None:
    await sign_in(client, cast.charlie)

    answer = await client.post(f"{cast.page}/edit", data=typed(cast, **changes))

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Stools." in answer.text
    assert (await stored(cast)).revision == 1


async def test_an_empty_form_is_answered_with_its_problems(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)

    answer = await client.post(f"{cast.page}/edit")

    assert (answer.status_code, (await stored(cast)).revision) == (422, 1)


async def test_who_belongs_to_several_organisations_says_which_of_them_host(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    await Membership.insert(
        Membership(person=cast.charlie.id, organisation=(await an_organisation(cast.event, "Choir")).id)
    )
    await host_together(cast)
    await sign_in(client, cast.charlie)

    none = await client.post(f"{cast.page}/edit", data=typed(cast))
    other = await client.post(f"{cast.page}/edit", data=typed(cast, organisations=[cast.soup.id]))
    own = await client.post(f"{cast.page}/edit", data=typed(cast, organisations=[cast.sheds.id]))

    assert (none.status_code, other.status_code, own.status_code) == (422, 422, 303)
    assert "Choose at least one of your own organisations" in text_of(none)
    names = [one.name for one in (await organisations_of([cast.idea.id]))[cast.idea.id]]
    assert names == ["Men’s Sheds", "Soup Lunch"]


async def test_an_event_of_several_days_asks_for_the_day(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)
    one_day = await client.get(f"{cast.page}/edit")
    await Event.update({Event.ends_on: date(2026, 11, 29)}).where(Event.id == cast.event.id)

    two_days = await client.get(f"{cast.page}/edit")
    await client.post(f"{cast.page}/edit", data=typed(cast, on_day="2026-11-29"))

    assert ["Which day?" in text_of(page) for page in (one_day, two_days)] == [False, True]
    assert (await stored(cast)).on_day == date(2026, 11, 29)
    assert "Sunday 29 November. Starts between 10:30am and 2pm" in text_of(await client.get(cast.page))


async def test_what_was_put_forward_keeps_what_it_needs_beside_the_fields(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    await whole(cast)
    await Proposal.update({Proposal.state: "submitted"}).where(Proposal.id == cast.idea.id)
    await sign_in(client, cast.charlie)

    answer = await client.post(f"{cast.page}/edit", data=typed(cast, length="", hosts="", revision="2"))

    assert answer.status_code == 422
    assert 'href="#length">Say how long it is.' in answer.text
    assert 'href="#hosts">Name at least one host' in answer.text


@pytest.mark.parametrize("revision", ["1", "", "first", "-1", "²", "9" * 40])
async def test_two_who_write_at_once_see_both_texts_and_lose_neither(
    client: httpx.AsyncClient, cast: Cast, revision: str
) -> None:
    await whole(cast)
    await sign_in(client, cast.charlie)

    refused = await client.post(f"{cast.page}/edit", data=typed(cast, revision=revision))
    decided = await client.post(f"{cast.page}/edit", data=typed(cast, revision="2"))

    assert (refused.status_code, decided.status_code) == (422, 303)
    assert "Somebody changed this while you were writing." in text_of(refused)
    assert "Length 1 hour 50 minutes" in text_of(refused)
    assert 'name="revision" type="hidden" value="2"' in refused.text
    assert "Roses for everyone" in refused.text
    assert (await stored(cast)).title == "Roses for everyone"


async def test_the_same_form_sent_twice_is_saved_once(client: httpx.AsyncClient, cast: Cast) -> None:
    await sign_in(client, cast.charlie)

    answers = [await client.post(f"{cast.page}/edit", data=typed(cast)) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await stored(cast)).revision == 2


async def test_what_was_typed_while_proposals_closed_is_kept_on_the_page(client: httpx.AsyncClient, cast: Cast) -> None:
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)
    await sign_in(client, cast.charlie)

    shown = await client.get(f"{cast.page}/edit")
    sent = await client.post(f"{cast.page}/edit", data=typed(cast))

    assert "This cannot be changed now." in text_of(shown)
    assert sent.status_code == 422
    assert "Proposals are closed." in text_of(sent)
    assert "Roses for everyone" in sent.text
    assert (await stored(cast)).revision == 1


async def test_a_language_that_is_not_offered_stays_when_it_was_there(client: httpx.AsyncClient, cast: Cast) -> None:
    await Proposal.update({Proposal.language: "cy"}).where(Proposal.id == cast.idea.id)
    await sign_in(client, cast.charlie)

    await client.post(f"{cast.page}/edit", data=typed(cast, language="cy"))

    assert ((await stored(cast)).language, (await stored(cast)).revision) == ("cy", 2)
