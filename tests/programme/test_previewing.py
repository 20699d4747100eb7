"""A session as people will see it, for organisers before publishing and for those who proposed it."""

import httpx

from eventapp.event.tables import Event
from eventapp.people.tables import Organisation
from eventapp.programme.publishing import publish_edition
from eventapp.proposals.tables import Proposal
from eventapp.timetable.tables import Session
from tests.cast import a_person, a_room, a_session, an_event, an_organisation, an_organiser, sign_in
from tests.programme.making import at


async def _planned() -> tuple[Event, Session, Organisation]:
    event = await an_event()
    shed = await an_organisation(event, "Men’s Shed")
    return (
        event,
        await a_session(
            event,
            "Soup",
            organisations=[shed],
            hosts=["Jo"],
            what_happens="We <b>eat</b>.",
            content_notes="Talks about loss.",
        ),
        shed,
    )


def _main(page: httpx.Response) -> str:
    return page.text.split("<main")[1].split("</main")[0]


async def test_an_organiser_sees_a_session_before_it_is_published(client: httpx.AsyncClient) -> None:
    event, soup, _shed = await _planned()
    film = await a_session(event, "Film", room=await a_room(event), starts_at=at(14))
    await sign_in(client, await an_organiser(event))

    timeless, timed, nothing = [
        await client.get(f"/day/publish/preview/{session}") for session in (soup.id, film.id, "nothing")
    ]

    for words in (
        "Soup",
        "Not known yet",
        "We &lt;b&gt;eat&lt;/b&gt;.",
        "Talks about loss.",
        "With Jo",
        "Only organisers",
    ):
        assert words in _main(timeless)
    assert "Saturday 28 November, 2pm" in _main(timed)
    assert "Room 1, Ground floor" in _main(timed)
    assert "/booking" not in _main(timed)
    assert nothing.status_code == 404


async def test_proposers_see_their_words_with_the_time_once_it_is_published(client: httpx.AsyncClient) -> None:
    event, soup, shed = await _planned()
    film = await a_session(event, "Film", room=await a_room(event), starts_at=at(14), organisations=[shed])
    await sign_in(client, await a_person("Ray", shed))

    before = await client.get(f"/day/proposals/{film.proposal}/preview")
    await publish_edition(event, None)
    await Proposal.update({Proposal.title: "A longer film"}).where(Proposal.id == film.proposal)
    after = await client.get(f"/day/proposals/{film.proposal}/preview")
    unplaced = await client.get(f"/day/proposals/{soup.proposal}/preview")
    await sign_in(client, await a_person("Denise", await an_organisation(event, "Equal Lives")))
    of_others = await client.get(f"/day/proposals/{film.proposal}/preview")

    assert ("Not known yet" in _main(before), "2pm" in _main(before)) == (True, False)
    assert ("A longer film" in _main(after), "2pm" in _main(after)) == (True, True)
    assert "Not known yet" in _main(unplaced)
    assert of_others.status_code == 404
