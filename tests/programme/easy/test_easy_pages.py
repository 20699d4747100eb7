import httpx
import pytest

from eventapp.booking.publishing import publish
from eventapp.programme.tables import EasyText
from tests.cast import a_room, a_session, an_event, an_organiser, sign_in
from tests.programme.making import at

pytestmark = pytest.mark.usefixtures("db")


async def test_what_organisers_write_is_seen_with_the_next_edition_and_of_access_at_once(
    client: httpx.AsyncClient,
) -> None:
    event = await an_event()
    room = await a_room(event, "Room 1", "step-free")
    soup = await a_session(event, "Soup", room=room, starts_at=at(10, 30))
    mo = await an_organiser(event)
    await publish(event, mo)
    await sign_in(client, mo)
    form, session = f"/day/easy-read/{soup.id}", f"/day/sessions/{soup.id}?view=easy"

    before = await client.get(session)
    saved = [
        await client.post(form, data={"picture_1": "food", "words_1": "We cook soup <b>.", "words_3": "It is warm."}),
        await client.post("/day/easy-read/programme", data={"picture_2": "walk", "words_2": "Come and look."}),
        await client.post("/day/easy-read/access", data={"picture_1": "lift", "words_1": "There is a big lift."}),
    ]
    waiting = await client.get(session)
    access = await client.get("/day/access?view=easy")
    listed, again = await client.get("/day/easy-read"), await client.get(form)
    await publish(event, mo)
    after, programme = await client.get(session), await client.get("/day/programme?view=easy")

    assert [answer.status_code for answer in saved] == [303, 303, 303]
    for page in (before, waiting):
        assert "Nobody has written about this in Easy Read yet." in page.text
    assert "There is a big lift." in access.text
    assert "You can get in without steps." in access.text
    assert (listed.text.count("Written"), listed.text.count("Not yet")) == (3, 0)
    assert 'value="It is warm."' in again.text
    assert "We cook soup &lt;b&gt;." in after.text
    assert 'aria-label="A bowl of soup"' in after.text
    assert f'href="/day/sessions/{soup.id}"' in after.text
    assert "Come and look." in programme.text
    assert f'href="/day/sessions/{soup.id}?view=easy"' in programme.text


async def test_a_line_that_cannot_be_kept_is_told_and_an_empty_text_is_none(client: httpx.AsyncClient) -> None:
    event = await an_event()
    await sign_in(client, await an_organiser(event))
    address = "/day/easy-read/access"
    await client.post(address, data={"words_1": "There is a lift."})

    refused = await client.post(address, data={"words_1": "x" * 121, "words_2": "Kept.", "picture_2": "balloon"})
    kept = await EasyText.count()
    await client.post(address, data={"picture_1": "lift", "words_1": " "})

    assert refused.status_code == 422
    assert "Write at most 120 characters." in refused.text
    assert "Choose one of the answers offered." in refused.text
    assert 'value="Kept."' in refused.text
    assert (kept, await EasyText.count()) == (1, 0)
    assert (await client.get("/day/sessions/abcdefghjkmn?view=easy")).status_code == 404
    assert (await client.get("/day/easy-read/abcdefghjkmn")).status_code == 404
