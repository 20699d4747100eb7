import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.proposals.actions import add_host_time, add_selected_proposal, remove_host_time
from eventapp.proposals.hosts import host_named
from eventapp.proposals.tables import HostTime
from eventapp.proposals.times import Wanted, availability, instant, wanted_times
from eventapp.proposals.words import ProposalWords
from tests.cast import a_person, an_event

pytestmark = pytest.mark.anyio

WORDS = ProposalWords("Roses", "We prune.", minutes=60)


def at(hour: int, minute: int = 0, day: int = 28) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
async def event(db: None) -> Event:
    return await an_event()


# --- hosts


async def test_a_host_s_times_are_put_together_where_they_touch(event: Event) -> None:
    jo, by = await host_named(event.id, None, "Jo"), await a_person("Mo")
    for start, end in [(13, 15), (10, 11), (11, 12), (14, 16), (10, 11)]:
        await add_host_time(jo, by, at(start), at(end))

    assert await availability(event) == {jo.id: [(at(10), at(12)), (at(13), at(16))]}


async def test_a_host_of_whom_nothing_was_said_can_come_at_any_time(event: Event) -> None:
    await host_named(event.id, None, "Jo")

    assert await availability(event) == {}


async def test_hosts_of_another_event_are_not_among_them(event: Event) -> None:
    other = await host_named((await an_event("another")).id, None, "Jo")
    await add_host_time(other, await a_person("Mo"), at(10), at(11))

    assert await availability(event) == {}


async def test_a_time_that_is_removed_counts_no_longer(event: Event) -> None:
    jo, by = await host_named(event.id, None, "Jo"), await a_person("Mo")
    await add_host_time(jo, by, at(10), at(11))
    row = await HostTime.objects().first()
    assert row

    await remove_host_time(await host_named(event.id, None, "Ana"), by, row.id)
    kept = await availability(event)
    await remove_host_time(jo, by, row.id)

    assert (kept, await availability(event)) == ({jo.id: [(at(10), at(11))]}, {})


@pytest.mark.parametrize("end", [10, 9])
async def test_an_end_that_is_not_after_the_start_is_refused(event: Event, end: int) -> None:
    jo = await host_named(event.id, None, "Jo")

    with pytest.raises(Refused, match="after the start"):
        await add_host_time(jo, await a_person("Mo"), at(10), at(end))


async def test_the_same_time_said_several_times_at_once_is_said_once(event: Event) -> None:
    jo, by = await host_named(event.id, None, "Jo"), await a_person("Mo")

    await asyncio.gather(*(add_host_time(jo, by, at(10), at(11)) for _press in range(4)))

    assert await HostTime.count() == 1


async def test_nobody_says_more_times_than_a_page_can_show(event: Event) -> None:
    jo, by = await host_named(event.id, None, "Jo"), await a_person("Mo")
    for minute in range(20):
        await add_host_time(jo, by, at(10, minute), at(11))

    with pytest.raises(Refused, match="many times already"):
        await add_host_time(jo, by, at(9), at(11))


# --- proposals


async def test_a_proposal_says_when_it_can_start_on_the_clocks_of_the_event(event: Event) -> None:
    words = replace(
        WORDS, earliest=time(10, 30), latest=time(14), people_expected=8, setup_minutes=15, clearing_minutes=10
    )
    proposal = await add_selected_proposal(event.id, words, [])

    assert await wanted_times(event) == {proposal.id: Wanted(((at(10, 30), at(14)),), 8, 15, 10)}


async def test_a_proposal_that_says_nothing_can_be_at_any_time(event: Event) -> None:
    proposal = await add_selected_proposal(event.id, WORDS, [])

    assert await wanted_times(event) == {proposal.id: Wanted()}


@pytest.mark.parametrize(
    ("said", "starts"),
    [
        ({"earliest": time(11)}, ((at(11), at(4, 59, day=29)), (at(11, day=29), at(4, 59, day=30)))),
        ({"latest": time(11)}, ((at(5), at(11)), (at(5, day=29), at(11, day=29)))),
        ({"on_day": date(2026, 11, 29)}, ((at(5, day=29), at(4, 59, day=30)),)),
        ({"on_day": date(2025, 1, 1), "latest": time(11)}, ((at(5), at(11)), (at(5, day=29), at(11, day=29)))),
        ({"on_day": date(2026, 11, 28), "earliest": time(22), "latest": time(1)}, ((at(22), at(1, day=29)),)),
    ],
)
async def test_what_is_left_open_is_as_wide_as_the_day_whatever_its_opening_hours(
    event: Event, said: dict[str, date | time], starts: tuple[tuple[datetime, datetime], ...]
) -> None:
    event.ends_on = date(2026, 11, 29)
    await event.save()
    proposal = await add_selected_proposal(event.id, replace(WORDS, **said), [])  # type: ignore[arg-type]

    assert (await wanted_times(event))[proposal.id].starts == starts


async def test_instants_are_right_on_the_day_the_clocks_change(db: None) -> None:
    event = await an_event(starts_on=date(2026, 3, 29), ends_on=date(2026, 3, 29))

    before, after = instant(event, date(2026, 3, 28), time(10)), instant(event, event.starts_on, time(10))

    assert (before.hour, after.hour) == (10, 9)
