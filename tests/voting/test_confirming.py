"""What proposers are told, and what is offered to those that are not in the programme."""

import asyncio

import pytest

from eventapp import clock
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Membership, Person
from eventapp.proposals.tables import CoHosting, Proposal, ProposalOrganisation
from eventapp.voting.actions import close_round, confirm_result, count_round, offer_instead
from eventapp.voting.result_reading import Verdict, verdict_on
from eventapp.voting.tables import Candidate, Round
from tests.cast import a_person, an_event, an_organisation, an_organiser
from tests.voting.vote import an_open_round, candidates_of, people_who_vote

pytestmark = pytest.mark.usefixtures("db")


async def a_counted_round() -> tuple[Round, Person, dict[str, str]]:
    """Three people who want a film, one of them soup too; time for both, and a garden walk that nobody ticked.

    Tom proposed all three.
    """
    event = await an_event()
    organiser = await an_organiser(event)
    organisation = await an_organisation(event)
    round_ = await an_open_round(event, organiser)
    tom = await a_person("Tom")
    await Proposal.update({Proposal.proposed_by: tom.id}).where(Proposal.event == event.id)
    await people_who_vote(round_, organisation, ["Film"], ["Film", "Soup lunch"], ["Film"])
    return await count_round(await close_round(round_, organiser)), organiser, await candidates_of(round_)


async def told(title: str) -> str:
    """The message about the proposal with this title."""
    [notice] = await Notice.objects().where(Notice.body.like(f"%“{title}”%"))
    return notice.body


async def offers() -> dict[str, str]:
    rows = await Candidate.select(Candidate.proposal.title, Candidate.offer)
    return {row["proposal.title"]: row["offer"] for row in rows}


async def test_who_is_in_reads_why_and_what_comes_next() -> None:
    round_, organiser, ids = await a_counted_round()

    await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {})

    assert await told("Film") == (
        "Hello Tom,\n"
        "\n"
        "“Film” will be part of Peer Support Day.\n"
        "\n"
        "This is what the count of votes says:\n"
        "It needed 1 hour. The people who ticked it had 4 hours of their shares left to give.\n"
        "\n"
        "Next, organisers give it a room and a time. They will ask you if something is not clear.\n"
        "\n"
        "You can read how everything was chosen, and why:\n"
        f"http://test.example/day/vote/results/{round_.id}"
    )


async def test_who_is_not_in_reads_why_kindly_and_what_is_offered() -> None:
    round_, organiser, ids = await a_counted_round()

    await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {}, {ids["Garden walk"]: "stall"})

    assert await told("Garden walk") == (
        "Hello Tom,\n"
        "\n"
        "“Garden walk” is not part of Peer Support Day this time. There was more on offer than there is room for. "
        "It says nothing about how good your idea is.\n"
        "\n"
        "This is what the count of votes says:\n"
        "Nobody ticked it this time.\n"
        "\n"
        "We would like to offer you a stall or table, where people can come and talk to you.\n"
        "\n"
        "If you would like that, or want to ask something, write to hello@example.org. "
        "You do not need to give a reason if not.\n"
        "\n"
        "It is kept, so you can use it for another event. Thank you for the time you gave it.\n"
        "\n"
        "You can read how everything was chosen, and why:\n"
        f"http://test.example/day/vote/results/{round_.id}"
    )
    assert await offers() == {"Film": "", "Soup lunch": "", "Garden walk": "stall"}


async def test_an_organisers_reason_stands_in_place_of_the_counts() -> None:
    round_, organiser, ids = await a_counted_round()
    why = {ids["Garden walk"]: "The garden is free.", ids["Soup lunch"]: "The kitchen is closed."}

    await confirm_result(round_, organiser, [ids["Film"], ids["Garden walk"]], why)

    for title, reason in (("Garden walk", "The garden is free."), ("Soup lunch", "The kitchen is closed.")):
        body = await told(title)
        assert f"This is their reason:\n{reason}\n" in body
        assert "This is what the count of votes says" not in body


async def test_what_is_chosen_or_withdrawn_gets_no_other_offer() -> None:
    round_, organiser, ids = await a_counted_round()
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.title == "Garden walk")

    await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {}, dict.fromkeys(ids.values(), "stall"))

    assert await offers() == {"Film": "", "Soup lunch": "", "Garden walk": ""}
    assert await Notice.count() == 2


async def test_an_offer_that_is_none_is_refused_and_nothing_is_decided() -> None:
    round_, organiser, ids = await a_counted_round()

    for offer in ({ids["Garden walk"]: "a job"}, {"no such id": "stall"}):
        with pytest.raises(Refused):
            await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {}, offer)

    assert await Notice.count() == 0
    assert {row["state"] for row in await Proposal.select(Proposal.state)} == {"submitted"}


async def test_something_can_be_offered_after_confirming_and_is_told_once() -> None:
    round_, organiser, ids = await a_counted_round()
    await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {})
    await Notice.delete(force=True)

    await offer_instead(round_, organiser, ids["Garden walk"], "next year")
    await offer_instead(round_, organiser, ids["Garden walk"], "next year")

    body = await told("Garden walk")
    entry = await LogEntry.objects().order_by(LogEntry.at, ascending=False).first()
    assert "We would like to put it on the list for next year." in body
    assert "You do not need to give a reason if not." in body
    assert (await offers())["Garden walk"] == "next year"
    assert entry
    assert (entry.did, entry.what) == ("offered something else for", "Garden walk")


async def test_offers_are_for_what_is_not_in_a_confirmed_result() -> None:
    round_, organiser, ids = await a_counted_round()

    with pytest.raises(Refused, match="Confirm the result first"):
        await offer_instead(round_, organiser, ids["Garden walk"], "stall")
    await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {})
    with pytest.raises(Refused, match="needs no other offer"):
        await offer_instead(round_, organiser, ids["Film"], "stall")
    for id_, offer in (("no such id", "stall"), (ids["Garden walk"], ""), (ids["Garden walk"], "a job")):
        with pytest.raises(Refused, match="Choose from"):
            await offer_instead(round_, organiser, id_, offer)

    assert set((await offers()).values()) == {""}


async def test_the_page_of_a_proposal_says_why_and_what_is_offered() -> None:
    round_, organiser, ids = await a_counted_round()
    found = {proposal.title: proposal for proposal in await Proposal.objects()}
    before = await verdict_on(found["Film"])

    await confirm_result(
        round_, organiser, [ids["Film"]], {ids["Soup lunch"]: "The kitchen is closed."}, {ids["Garden walk"]: "stall"}
    )

    found = {proposal.title: proposal for proposal in await Proposal.objects()}
    film, soup, walk = [await verdict_on(found[title]) for title in ("Film", "Soup lunch", "Garden walk")]
    assert before is None
    assert film == Verdict(
        round_.id,
        why="It needed 1 hour. The people who ticked it had 4 hours of their shares left to give.",
        changed="",
        offer="",
    )
    assert soup
    assert (soup.changed, soup.offer) == ("The kitchen is closed.", "")
    assert walk == Verdict(
        round_.id,
        why="Nobody ticked it this time.",
        changed="",
        offer="A stall or table",
    )


async def test_those_who_host_together_are_each_told_once() -> None:
    """Who spoke for an organisation that joined, or everybody of it where they have left; nobody of the proposer's."""
    round_, organiser, ids = await a_counted_round()
    film = await Proposal.objects().where(Proposal.title == "Film").first()
    event = await Event.objects().first()
    assert film
    assert event
    home, shed, choir = [await an_organisation(event, name) for name in ("Home", "Shed", "Choir")]
    ann, bo, _cy, di = [
        await a_person(name, organisation)
        for name, organisation in (("Ann", shed), ("Bo", shed), ("Cy", choir), ("Di", home))
    ]
    await Membership.insert(Membership(person=str(film.proposed_by), organisation=home.id))
    for organisation in (home, shed, choir):
        await ProposalOrganisation.insert(ProposalOrganisation(proposal=film.id, organisation=organisation.id))
    for organisation, spoke in ((shed, ann), (choir, di)):
        await CoHosting.insert(
            CoHosting(
                proposal=film.id,
                organisation=organisation.id,
                words="",
                state="accepted",
                asked_by=spoke.id,
                answered_at=clock.now(),
            )
        )

    await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {})

    notices = await Notice.select(Notice.email, Notice.subject).where(Notice.body.like("%“Film”%"))
    assert sorted(row["email"] for row in notices) == ["ann@example.org", "cy@example.org", "tom@example.org"]
    assert {row["subject"] for row in notices} == {"What you proposed for Peer Support Day"}
    assert bo.email not in {row["email"] for row in await Notice.select(Notice.email)}


async def test_two_who_confirm_at_once_decide_once_and_tell_once() -> None:
    round_, organiser, ids = await a_counted_round()
    other = await a_person("Ade")
    why = dict.fromkeys(ids.values(), "The hosts asked us.")

    await asyncio.gather(
        confirm_result(round_, organiser, [ids["Film"]], why),
        confirm_result(round_, other, [ids["Garden walk"]], why),
    )

    in_result = [row["id"] for row in await Candidate.select(Candidate.id).where(Candidate.chosen.eq(True))]
    selected = [row["title"] for row in await Proposal.select(Proposal.title).where(Proposal.state == "selected")]
    assert in_result in ([ids["Film"]], [ids["Garden walk"]])
    assert [ids[title] for title in selected] == in_result
    assert await Notice.count() == 3
    assert await LogEntry.count().where(LogEntry.did == "confirmed the result of a vote") == 1


async def test_of_very_few_votes_neither_messages_nor_proposals_tell_who_ticked_what() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser, "Film", "Choir", "Garden walk", budget_minutes=60)
    tom = await a_person("Tom")
    await Proposal.update({Proposal.proposed_by: tom.id}).where(Proposal.event == event.id)
    await people_who_vote(round_, await an_organisation(event), ["Film", "Choir"], ["Film"])
    counted, ids = await count_round(await close_round(round_, organiser)), await candidates_of(round_)

    await confirm_result(counted, organiser, [ids["Film"]], {})

    verdicts = {one.title: await verdict_on(one) for one in await Proposal.objects()}
    whys = {title: verdict.why for title, verdict in verdicts.items() if verdict}
    assert whys["Film"] == "The people who ticked it had enough of their shares left to give."
    # One was ticked, and one was not.
    assert whys["Choir"] == whys["Garden walk"]
    assert [whys[title] in await told(title) for title in ids] == [True] * 3
