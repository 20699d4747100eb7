"""The rules of a vote through the browser, and its closing time."""

import hashlib
import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from eventapp import clock as the_clock
from eventapp.event.tables import Event
from eventapp.notices.tables import Notice
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.tables import Proposal
from eventapp.voting.actions import change_round, close_round, prolong_round
from eventapp.voting.actions.paper import put_name_on_paper
from eventapp.voting.budget import RoomTime
from eventapp.voting.reading import rules_of
from eventapp.voting.tables import Round
from tests.cast import a_person, a_room, an_event, an_organisation, an_organiser, sign_in
from tests.conftest import Clock
from tests.voting.vote import a_prepared_round, a_submitted_proposal, an_open_round

RULES = {
    "title": "What goes into the programme?",
    "closes_at": "2026-11-21 18:00",
    "weighting": "organisation",
    "budget_from": "hand",
    "budget_minutes": "120",
    "supporters_elsewhere": "1",
    "stars": "3",
    "note": "Please read each idea.",
}
PLACES = ["vote/new", "vote/rules", "vote/opening", "vote/closing-time", "vote/ending"]
FORMS = RULES | {"why": "Some were ill.", "version": "0"}


@pytest.fixture(autouse=True)
def november(clock: Clock) -> None:
    """The first of November, so that the dates below are still to come."""
    clock.set(the_clock.now().replace(year=2026, month=11, day=1, hour=9))


async def a_day() -> tuple[Event, Person, Organisation, Person]:
    """An event, its organiser, an organisation that takes part, and somebody of it."""
    event = await an_event()
    organisation = await an_organisation(event)
    return event, await an_organiser(event), organisation, await a_person("Tom", organisation)


def words(answer: httpx.Response) -> str:
    """What stands on the page, without its tags and with single blanks."""
    main = answer.text[answer.text.index("<main") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


# Who may


async def test_the_rules_are_written_and_the_time_is_moved_by_organisers_only(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await an_open_round(event, organiser)
    before = await Round.select()
    pages = [place for place in PLACES if place != "vote/opening"]
    found = []

    for person in (None, await a_person("Charlie"), tom):
        if person:
            await sign_in(client, person)
        read = {(await client.get(f"/day/{place}")).status_code for place in pages}
        sent = {(await client.post(f"/day/{place}", data=FORMS)).status_code for place in PLACES}
        found.append((read, sent))

    assert found == [({303}, {303}), ({404}, {404}), ({404}, {404})]
    assert await Round.select() == before
    assert await Notice.count() == 0


async def test_without_a_vote_there_is_nothing_to_change(client: httpx.AsyncClient) -> None:
    _event, organiser, _organisation, _tom = await a_day()
    await sign_in(client, organiser)

    read = {place: (await client.get(f"/day/{place}")).status_code for place in ("vote/rules", "vote/ending")}
    sent = {(await client.post(f"/day/{place}", data=FORMS)).status_code for place in PLACES[1:]}

    assert read == {"vote/rules": 404, "vote/ending": 303}
    assert sent == {404}


# The form


async def test_before_the_first_vote_partners_read_what_will_come(client: httpx.AsyncClient) -> None:
    _event, _organiser, _organisation, tom = await a_day()
    await sign_in(client, tom)

    answer = await client.get("/day/vote")

    assert answer.status_code == 200
    assert "No vote yet" in answer.text


async def test_the_form_works_out_the_room_time_step_by_step(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    for number in range(7):
        await a_room(event, f"Room {number}")
    await sign_in(client, organiser)

    answer = words(await client.get("/day/vote"))

    # Seven rooms, open six hours: 42 hours, less an hour for lunch in each, less a quarter of the rest.
    assert "Each is open for 6 hours, on 1 day. That makes 42 hours in all" in answer
    assert "Take off lunch and breaks, 1 hour a day in each room: 7 hours." in answer
    assert (
        "Take off 15 minutes of each hour that is left, for coming, going and setting up: 8 hours 45 minutes." in answer
    )
    assert "That leaves 26 hours 15 minutes, which is 1575 minutes." in answer


async def test_the_room_time_is_worked_out_again_without_losing_what_was_typed(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_room(event)
    await sign_in(client, organiser)
    typed = RULES | {"budget_from": "rooms", "break_minutes": "30", "change_over_minutes": "10", "note": "My <b>words"}

    answer = await client.post("/day/vote/new", data=typed | {"do": "work out", "title": ""})

    assert answer.status_code == 200
    assert "That leaves 4 hours 35 minutes, which is 275 minutes." in words(answer)
    assert "My &lt;b&gt;words" in answer.text
    assert await Round.count() == 0


async def test_what_was_worked_out_is_kept_with_its_steps_though_rooms_change(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await a_room(event)
    await sign_in(client, organiser)

    typed = RULES | {"budget_from": "rooms", "break_minutes": "0", "change_over_minutes": "0", "budget_minutes": "junk"}
    await client.post("/day/vote/new", data=typed)
    await a_room(event, "Another")
    organisers = words(await client.get("/day/vote"))
    await sign_in(client, tom)
    partners = words(await client.get("/day/vote"))

    [round_] = await Round.objects()
    assert (round_.budget_minutes, (await rules_of(round_)).room_time) == (360, RoomTime(1, 360, 1, 0, 0))
    assert "They give 12 hours now." in organisers
    assert "They give 12 hours now." not in partners
    assert "That leaves 6 hours, which is 360 minutes." in partners


async def test_rooms_that_give_no_time_are_no_budget(client: httpx.AsyncClient) -> None:
    _event, organiser, _organisation, _tom = await a_day()
    await sign_in(client, organiser)

    typed = RULES | {"budget_from": "rooms", "break_minutes": "0", "change_over_minutes": "0"}
    answer = await client.post("/day/vote/new", data=typed)

    assert (answer.status_code, answer.text.count("The rooms give no time yet.")) == (422, 2)


async def test_an_organiser_writes_rules_with_every_limit(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    film, soup = await a_submitted_proposal(event, "Film"), await a_submitted_proposal(event, "Soup lunch")
    await sign_in(client, organiser)
    typed = RULES | {
        "weighting": "square root",
        "supporters_elsewhere": "2",
        "stars": "1",
        "cap_drop-in": "0",
        "cap_film": "90",
        "one_0": film.id,
        "other_0": soup.id,
        "one_1": "",
        "other_1": "",
    }

    saved = await client.post("/day/vote/new", data=typed)
    form = await client.get("/day/vote/rules")
    await sign_in(client, tom)
    read = words(await client.get("/day/vote"))

    [round_] = await Round.objects()
    assert saved.status_code == 303
    assert (round_.budget_minutes, round_.closes_at.isoformat()) == (120, "2026-11-21T18:00:00+00:00")
    for sentence in [
        "Please read each idea.",
        "There is room time of 2 hours to give. That is 120 minutes.",
        "An organiser wrote down how much room time there is to give.",
        "With 4 times as many voters it is twice as large.",
        "You can give a star to 1 proposal that matters most to you.",
        "at least 2 people outside the organisation that hosts it ticked it.",
        "Kind “Film”: no more than 1 hour 30 minutes in all.",
        "Kind “Drop-in”: no more than 0 minutes in all.",
        "Voting closes Saturday 21 November, 6pm",
        hashlib.sha256(round_.seed.encode()).hexdigest(),
    ]:
        assert sentence in read, sentence
    assert round_.seed not in read
    assert "Only one of these two can be chosen: “Film” and “Soup lunch”." in read
    assert "Single votes are not published, only sums." in read
    assert 'value="square root" checked' in form.text
    assert re.search(r'name="cap_film"[^>]*value="90"', form.text)
    assert len(re.findall(r'<option value="\w+" selected>(?:Film|Soup lunch)', form.text)) == 2


async def test_pairs_are_added_and_removed_with_everything_typed_kept(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    ids = [(await a_submitted_proposal(event, title)).id for title in ("Film", "Soup lunch", "Tea", "Walk")]
    await sign_in(client, organiser)
    typed = RULES | {"one_0": ids[0], "other_0": ids[1], "one_1": ids[2], "other_1": ids[3], "cap_film": "soon"}

    more = await client.post("/day/vote/new", data=typed | {"do": "add"})
    fewer = await client.post("/day/vote/new", data=typed | {"do": "remove-0"})

    assert (more.status_code, fewer.status_code) == (200, 200)
    assert [chosen(more), chosen(fewer)] == [[*ids, "", ""], ids[2:]]
    assert all('value="soon"' in answer.text and "Please read each idea." in answer.text for answer in (more, fewer))
    assert await Round.count() == 0


def chosen(answer: httpx.Response) -> list[str]:
    """What is chosen in the lists of pairs, in their order."""
    lists = re.findall(r'<select[^>]* name="(?:one|other)_\d+".*?</select>', answer.text, re.DOTALL)
    return [next(iter(re.findall(r'value="(\w*)" selected', each)), "") for each in lists]


async def test_a_pair_of_what_was_withdrawn_since_is_not_lost(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    film, soup = await a_submitted_proposal(event, "Film"), await a_submitted_proposal(event, "Soup lunch")
    await a_prepared_round(event, organiser, exclusions=[(film.id, soup.id)])
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.id == film.id)
    await sign_in(client, organiser)

    answer = await client.get("/day/vote/rules")

    assert sorted(chosen(answer)) == sorted([film.id, soup.id])


SLIPS = [
    ({"title": ""}, "Say what the vote is about."),
    ({"title": "x" * 201}, "Write at most 200 characters."),
    ({"note": "x" * 5001}, "Write at most 5000 characters."),
    ({"weighting": ""}, "Choose how the room time is shared."),
    ({"weighting": "by size"}, "Choose one of the answers offered."),
    ({"budget_from": ""}, "Choose where the room time comes from."),
    ({"budget_minutes": ""}, "Write how many minutes there are to give."),
    ({"budget_minutes": "-5"}, "Write a number from 1 to 1000000."),
    ({"budget_minutes": "9" * 40}, "Write a number from 1 to 1000000."),
    ({"budget_minutes": "two"}, "Write a whole number, such as 12."),
    ({"budget_from": "rooms", "change_over_minutes": "0"}, "Write how long lunch and breaks are, or 0."),
    ({"budget_from": "rooms", "break_minutes": "0"}, "Write how long it takes between sessions, or 0."),
    ({"budget_from": "rooms", "break_minutes": "0", "change_over_minutes": "60"}, "Write a number from 0 to 45."),
    ({"budget_from": "rooms", "change_over_minutes": "0", "break_minutes": "9" * 40}, "Write a number from 0 to 600."),
    ({"supporters_elsewhere": "6"}, "Write a number from 0 to 5."),
    ({"supporters_elsewhere": ""}, "Write how many people of other organisations must want a proposal, or 0."),
    ({"stars": "4"}, "Write a number from 0 to 3."),
    ({"stars": ""}, "Write how many stars each person has, or 0."),
    ({"cap_film": "-1"}, "Write a number from 0 to 1000000."),
    ({"cap_film": "long"}, "Write a whole number, such as 12."),
    ({"one_0": "FILM", "other_0": ""}, "Choose two proposals for a pair, or remove it."),
    ({"one_0": "", "other_0": "FILM"}, "Choose two proposals for a pair, or remove it."),
    ({"one_0": "FILM", "other_0": "FILM"}, "Choose two different proposals for a pair."),
    ({"one_0": "FILM", "other_0": "no such id"}, "Choose one of the answers offered."),
    ({"closes_at": ""}, "Write the day and time when voting closes."),
    ({"closes_at": "soon"}, "Write a day and a time, such as 2026-11-28 10:30."),
    ({"closes_at": "2026-10-31 18:00"}, "Choose a time that is still to come."),
    ({"closes_at": "9999-12-31 23:59"}, "Choose a time within the next two years."),
    ({"closes_at": "0001-01-01 00:00"}, "Choose a time within the next two years."),
]


async def test_rules_with_a_slip_come_back_as_typed(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    film = await a_submitted_proposal(event, "Film")
    await a_room(event)
    await sign_in(client, organiser)

    for wrong, sentence in SLIPS:
        sent = {name: value.replace("FILM", film.id) for name, value in wrong.items()}
        answer = await client.post("/day/vote/new", data=RULES | {"note": "My own <b>words</b>."} | sent)

        assert (answer.status_code, answer.text.count(sentence)) == (422, 2), wrong
        assert "<title>Problem:" in answer.text
        assert "note" in wrong or "My own &lt;b&gt;words&lt;/b&gt;." in answer.text
    assert await Round.count() == 0


async def test_changed_rules_with_a_slip_come_back_too(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_prepared_round(event, organiser)
    before = await Round.select()
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/rules", data=RULES | {"note": "My own words.", "closes_at": "soon"})

    assert (answer.status_code, answer.text.count("Write a day and a time, such as 2026-11-28 10:30.")) == (422, 2)
    assert "My own words." in answer.text
    assert 'value="soon"' in answer.text
    assert await Round.select() == before


async def test_a_second_vote_beside_an_unfinished_one_is_refused_with_the_text_kept(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_prepared_round(event, organiser)
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/new", data=RULES | {"note": "My own words."})

    assert answer.status_code == 422
    assert "There is a vote already." in answer.text
    assert "My own words." in answer.text


async def test_who_saves_rules_that_somebody_else_changed_meanwhile_reads_both_and_decides(
    client: httpx.AsyncClient,
) -> None:
    event, organiser, _organisation, _tom = await a_day()
    round_ = await a_prepared_round(event, organiser)
    await sign_in(client, organiser)
    seen = version_in(await client.get("/day/vote/rules"))
    facts: dict[str, Any] = {"title": "Theirs", "rules": "Their note.", "budget_minutes": 77}
    await change_round(round_, organiser, closes_at=round_.closes_at, **facts)

    told = await client.post("/day/vote/rules", data=RULES | {"version": seen, "note": "My note."})
    kept = await Round.select(Round.rules)
    again = await client.post("/day/vote/rules", data=RULES | {"version": version_in(told), "note": "My note."})

    assert (told.status_code, again.status_code) == (422, 303)
    assert "Somebody else changed these rules while you wrote." in told.text
    assert "Theirs" in told.text
    assert "Their note." in told.text
    assert "My note." in told.text
    assert [kept[0]["rules"], (await Round.select(Round.rules))[0]["rules"]] == ["Their note.", "My note."]


def version_in(answer: httpx.Response) -> str:
    return str(re.findall(r'name="version"[^>]* value="(\w+)"', answer.text)[0])


async def test_the_form_for_another_vote_waits_until_this_one_is_finished(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_prepared_round(event, organiser)
    await sign_in(client, organiser)

    answer = await client.get("/day/vote/new")

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/vote")


async def test_the_closing_time_is_meant_where_the_event_is(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await Event.update({Event.time_zone: "Asia/Tokyo"}).where(Event.id == event.id)
    await sign_in(client, organiser)

    await client.post("/day/vote/new", data=RULES | {"closes_at": "2026-11-21T18:00"})
    form = await client.get("/day/vote/rules")

    [round_] = await Round.objects()
    assert round_.closes_at.isoformat() == "2026-11-21T09:00:00+00:00"
    assert 'value="2026-11-21 18:00"' in form.text


# The prepared page, and opening


async def test_an_organiser_prepares_a_vote_and_opens_it(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_submitted_proposal(event, "Film")
    await a_submitted_proposal(event, "Soup lunch")
    await sign_in(client, organiser)

    prepared = await client.post("/day/vote/new", data=RULES)
    shown = await client.get("/day/vote")
    opened = await client.post("/day/vote/opening", data={"version": version_of_opening(shown)})
    voting = await client.get("/day/vote")

    [round_] = await Round.objects()
    assert [answer.status_code for answer in (prepared, shown, opened, voting)] == [303, 200, 303, 200]
    assert "2 proposals are put forward and will be in the vote" in words(shown)
    assert 'href="/day/vote/trial"' in shown.text
    assert round_.opened_at is not None
    assert "You can give a star to 3 proposals that matter most to you." in words(voting)


def version_of_opening(answer: httpx.Response) -> str:
    return str(re.findall(r'value="(\w+)" name="version"', answer.text)[0])


async def test_rules_that_changed_while_somebody_read_them_are_read_once_more(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_submitted_proposal(event, "Film")
    await a_submitted_proposal(event, "Soup lunch")
    round_ = await a_prepared_round(event, organiser)
    await sign_in(client, organiser)
    seen = version_of_opening(await client.get("/day/vote"))
    facts: dict[str, Any] = {"title": "Theirs", "rules": "", "budget_minutes": 77}
    await change_round(round_, organiser, closes_at=round_.closes_at, **facts)

    answer = await client.post("/day/vote/opening", data={"version": seen}, follow_redirects=True)

    assert "Somebody else changed the rules while you read." in answer.text
    assert [row["opened_at"] for row in await Round.select(Round.opened_at)] == [None]


async def test_partners_read_who_can_vote_and_how_small_organisations_are_counted(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    trust = await an_organisation(event, "Trust")
    shed = await an_organisation(event, "Shed")
    for number in range(3):
        await a_person(f"Ann {number}", trust)
        await a_person(f"Ray {number}", shed)
    await a_person("Ray", shed)
    await an_organisation(event, "Empty")
    await a_prepared_round(event, organiser)
    await sign_in(client, tom)

    answer = words(await client.get("/day/vote"))

    small = "with those of other small organisations"
    assert f"Empty 0 – Equal Lives 1 {small} Shed 4 on their own Trust 3 {small}" in answer
    assert "Organisations with fewer than 3 voters are counted together" in answer
    assert "Here these are still fewer than 3 people" in answer
    assert "Open the vote" not in answer


async def test_where_very_few_can_vote_they_are_told_before(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    await a_prepared_round(event, organiser)
    await sign_in(client, tom)

    answer = words(await client.get("/day/vote"))

    assert "Fewer than 3 people can vote." in answer


async def test_an_organiser_reads_what_will_not_be_in_the_vote_and_a_partner_does_not(
    client: httpx.AsyncClient,
) -> None:
    event, organiser, _organisation, tom = await a_day()
    await a_submitted_proposal(event, "A whole day", minutes=360)
    idea = await a_submitted_proposal(event, "Roses")
    await Proposal.update({Proposal.state: "idea"}).where(Proposal.id == idea.id)
    await a_prepared_round(event, organiser)
    answers = []

    for person in (organiser, tom):
        await sign_in(client, person)
        answers.append(await client.get("/day/vote"))

    told = "1 idea will not be in the vote, since it is not put forward yet"
    assert [told in words(answer) for answer in answers] == [True, False]
    assert [f'href="/day/proposals/{idea.id}"' in answer.text for answer in answers] == [True, False]
    assert ["longer than all the room time there is" in answer.text for answer in answers] == [True, False]


async def test_rules_by_which_nothing_can_be_chosen_are_pointed_out(client: httpx.AsyncClient) -> None:
    """One organisation votes alone, and the rules ask for somebody of another."""
    event, organiser, organisation, _tom = await a_day()
    for title in ("Film", "Soup lunch"):
        await a_submitted_proposal(event, title, organisation=organisation)
    await a_prepared_round(event, organiser, supporters_elsewhere=1)
    await sign_in(client, organiser)
    alone = await client.get("/day/vote")
    shed = await an_organisation(event, "Shed")
    for name in ("Ann", "Bo", "Cy"):
        await a_person(name, shed)

    both = await client.get("/day/vote")

    nothing = "By these rules nothing can be chosen."
    assert [nothing in alone.text, nothing in both.text] == [True, False]
    assert alone.text.count("The rules ask for 1 person of another organisation") == 2


async def test_enter_in_a_field_saves_the_rules(client: httpx.AsyncClient) -> None:
    """Browsers press the first button of a form then: it must not be one that works out, adds or removes."""
    event, organiser, _organisation, _tom = await a_day()
    film, soup = await a_submitted_proposal(event, "Film"), await a_submitted_proposal(event, "Soup lunch")
    await a_prepared_round(event, organiser, exclusions=[(film.id, soup.id)])
    await sign_in(client, organiser)

    answer = await client.get("/day/vote/rules")

    form = answer.text[answer.text.index('action="/day/vote/rules"') :]
    first, *others = re.findall(r"<button[^>]*>", form[: form.index("</form>")])
    assert "name=" not in first
    assert sum('name="do"' in button for button in others) == 3


async def test_pairs_are_told_by_title(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    ids = {title: (await a_submitted_proposal(event, title)).id for title in ("tea", "Walk", "Film", "Soup")}
    await a_prepared_round(event, organiser, exclusions=[(ids["Walk"], ids["tea"]), (ids["Soup"], ids["Film"])])
    await sign_in(client, organiser)

    answer = await client.get("/day/vote/rules")
    told = re.findall(r"can be chosen: “(\w+)” and “(\w+)”", words(await client.get("/day/vote")))

    assert told == [("Film", "Soup"), ("tea", "Walk")]
    assert chosen(answer) == [ids[title] for title in ("Film", "Soup", "tea", "Walk")]


async def test_rules_are_shown_as_text(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    script = "<script>alert(1)</script>"
    film, soup = await a_submitted_proposal(event, script), await a_submitted_proposal(event, "Soup lunch")
    await a_prepared_round(event, organiser, rules=script, exclusions=[(film.id, soup.id)])
    await sign_in(client, tom)

    answer = await client.get("/day/vote")

    assert answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert script not in answer.text


async def test_an_empty_vote_does_not_open_and_says_why(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await a_prepared_round(event, organiser)
    await sign_in(client, organiser)

    answer = await client.post("/day/vote/opening", follow_redirects=True)

    assert answer.status_code == 200
    assert "A vote needs at least 2 proposals that are put forward." in answer.text


async def test_the_prepared_page_asks_as_much_for_three_of_everything_as_for_one(
    client: httpx.AsyncClient, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await sign_in(client, organiser)
    round_ = await a_prepared_round(event, organiser)
    await client.get("/day/vote")
    counts, pairs = [], []

    for more in range(3):
        ids = [(await a_submitted_proposal(event, f"Idea {more}{number}")).id for number in range(3)]
        await Proposal.update({Proposal.state: "idea"}).where(Proposal.id == ids[2])
        await a_person(f"Ann {more}", await an_organisation(event, f"Group {more}"))
        pairs.append((ids[0], ids[1]))
        facts: dict[str, Any] = {"title": "Vote", "rules": "", "budget_minutes": 77, "exclusions": pairs}
        await change_round(round_, organiser, closes_at=round_.closes_at, **facts)
        with queries() as counted:
            assert (await client.get("/day/vote")).status_code == 200
        counts.append(counted.count)

    assert counts[0] == counts[2]


async def test_an_organiser_changes_the_rules_before_opening_only(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await an_open_round(event, organiser)
    await sign_in(client, organiser)

    shown = await client.get("/day/vote/rules")
    answer = await client.post("/day/vote/rules", data=RULES)

    assert (shown.status_code, shown.headers["location"]) == (303, "/day/vote")
    assert answer.status_code == 422
    assert "The rules stay as they are." in answer.text


# While it is open


async def test_an_organiser_gives_more_time_and_everybody_reads_it(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await sign_in(client, organiser)

    form = await client.get("/day/vote/closing-time")
    typed = {"closes_at": "2026-11-21 18:00", "why": "Some <b>were ill."}
    moved = await client.post("/day/vote/closing-time", data=typed)
    again = await client.post("/day/vote/closing-time", data=typed | {"closes_at": "2026-11-22 18:00"})
    await sign_in(client, tom)
    answer = words(await client.get("/day/vote"))

    [stored] = await Round.objects()
    assert (form.status_code, moved.status_code, again.status_code) == (200, 303, 422)
    assert (stored.first_closing, stored.closes_at.isoformat()) == (round_.closes_at, "2026-11-21T18:00:00+00:00")
    assert "The closing time was moved once already." in again.text
    assert "to Saturday 21 November, 6pm. The reason: Some <b>were ill." in answer
    assert await Notice.count() == 1


async def test_everybody_reads_how_many_of_an_organisation_vote_on_paper(client: httpx.AsyncClient) -> None:
    event, organiser, organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    for name in ("Ray", "Ann"):
        await put_name_on_paper(round_, organiser, name, organisation.id)
    await sign_in(client, tom)

    answer = words(await client.get("/day/vote"))

    assert "2 people of Equal Lives vote on paper." in answer
    assert "Ray" not in answer


async def test_organisers_find_the_ways_to_move_the_closing_time(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, tom = await a_day()
    round_ = await an_open_round(event, organiser)
    found = []

    for person in (organiser, tom):
        await sign_in(client, person)
        found.append(links_of(await client.get("/day/vote")))
    await prolong_round(round_, organiser, round_.closes_at + timedelta(days=1), "Some were ill.")
    await sign_in(client, organiser)
    found.append(links_of(await client.get("/day/vote")))

    assert found == [["/day/vote/closing-time", "/day/vote/ending"], [], ["/day/vote/ending"]]


def links_of(answer: httpx.Response) -> list[str]:
    return re.findall(r'href="(/day/vote/(?:closing-time|ending))"', answer.text)


async def test_a_closing_time_with_a_slip_comes_back_as_typed(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await an_open_round(event, organiser)
    await sign_in(client, organiser)
    good = {"closes_at": "2026-11-21 18:00", "why": "Some <b>were ill."}

    for wrong, sentence in [
        ({"closes_at": "soon"}, "Write a day and a time, such as 2026-11-28 10:30."),
        ({"closes_at": ""}, "Write the day and time when voting shall close."),
        ({"closes_at": "2026-10-31 18:00"}, "Choose a time that is still to come."),
        ({"closes_at": "9999-12-31 23:59"}, "Choose a time within the next two years."),
        ({"closes_at": "2026-11-02 18:00"}, "Choose a time that is later than the closing time now."),
        ({"why": " "}, "Say why there is more time."),
        ({"why": "x" * 301}, "Write at most 300 characters."),
    ]:
        answer = await client.post("/day/vote/closing-time", data=good | wrong)

        assert (answer.status_code, sentence in answer.text) == (422, True), wrong
        assert "why" in wrong or "Some &lt;b&gt;were ill." in answer.text
    assert [row["first_closing"] for row in await Round.select(Round.first_closing)] == [None]


async def test_an_organiser_ends_the_vote_with_a_reason_only(client: httpx.AsyncClient) -> None:
    event, organiser, _organisation, _tom = await a_day()
    await an_open_round(event, organiser)
    await sign_in(client, organiser)

    asked = await client.get("/day/vote/ending")
    without = await client.post("/day/vote/ending", data={"why": ""})
    still_open = [row["closed_at"] for row in await Round.select(Round.closed_at)]
    ended = await client.post("/day/vote/ending", data={"why": "Everybody has voted."})

    [round_] = await Round.objects()
    assert (asked.status_code, without.status_code, ended.status_code) == (200, 422, 303)
    assert "Say why voting ends now." in without.text
    assert still_open == [None]
    assert (round_.closed_at is not None, round_.closing_reason) == (True, "Everybody has voted.")
    assert await Notice.count() == 1


async def test_after_closing_nothing_is_moved_any_more(client: httpx.AsyncClient, clock: Clock) -> None:
    event, organiser, _organisation, _tom = await a_day()
    round_ = await an_open_round(event, organiser)
    await prolong_round(round_, organiser, round_.closes_at + timedelta(days=1), "Some were ill.")
    told = await Notice.count()
    await close_round(round_, organiser)
    await sign_in(client, organiser)

    shown = [(await client.get(f"/day/vote/{place}")).status_code for place in ("closing-time", "ending")]
    sent = [await client.post(f"/day/vote/{place}", data=FORMS) for place in ("closing-time", "ending")]

    assert shown == [303, 303]
    assert [(answer.status_code, "Voting is closed." in answer.text) for answer in sent] == [(422, True)] * 2
    assert await Notice.count() == told
