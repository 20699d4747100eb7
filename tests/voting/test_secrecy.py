"""What the files of the database tell about who voted what."""

import asyncio
import contextlib
import os
import secrets
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from eventapp import db as database
from eventapp.ids import new_id
from eventapp.log.tables import LogEntry
from eventapp.settings import settings
from eventapp.voting import actions
from eventapp.voting.actions import close_round
from eventapp.voting.anonymity import SECRET_TABLES
from eventapp.voting.paper import sheets
from eventapp.voting.secrecy import ballot_id, own_order, typed_ballot_id
from eventapp.voting.tables import Ballot, BallotMark, Round
from tests import postgres
from tests.cast import a_person, an_event, an_organisation, an_organiser
from tests.voting.vote import an_open_round, candidates_of, people_who_vote

KEY = bytes(range(32))


async def everything_stored() -> bytes:
    """All bytes of the tables on disk: of SQLite with its write-ahead log, of PostgreSQL after a checkpoint."""
    if database.is_sqlite():
        file = Path(settings().database_url.removeprefix("sqlite:///"))
        return _bytes_in(file.parent, f"{file.name}*")
    await database.engine().run_ddl("CHECKPOINT")
    [row] = await Round.raw("SELECT oid FROM pg_database WHERE datname = current_database()")
    return _bytes_in(Path(os.environ["EVENTAPP_TESTS_POSTGRES"]), f"**/base/{row['oid']}/*")


def _bytes_in(folder: Path, pattern: str) -> bytes:
    # In another process: when this one closes a file of its own database, SQLite's locks on it are gone, and a server
    # that starts later does not see what is stored from here.
    return subprocess.run(["cat", *folder.glob(pattern)], check=True, capture_output=True).stdout


async def traces(key: bytes, ids: list[str]) -> int:
    """How many of the key and the ids can be read in the database's files."""
    return traces_in(await everything_stored(), key, ids)


def traces_in(stored: bytes, key: bytes, ids: list[str]) -> int:
    """How many of the key and the ids can be read in these bytes. A dump of PostgreSQL writes the key in hex."""
    return (key in stored or key.hex().encode() in stored) + sum(id_.encode() in stored for id_ in ids)


async def a_vote_with_secrets() -> tuple[Round, bytes, list[str]]:
    """An open round with many ballots, some of them changed, some on paper; its key, and what may not be left of it.

    That are the ids that the key makes, the ids of paper ballots, and the names of those who vote on paper.
    """
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser, stars=1)
    film = (await candidates_of(round_))["Film"]
    secret = []
    for number in range(8):
        organisation = await an_organisation(event, f"Organisation {number}")
        people = await people_who_vote(round_, organisation, *[["Film", "Soup lunch"]] * 8)
        for person in people[:3]:
            await actions.cast_ballot(round_, person, [])
        secret += [ballot_id(round_.ballot_key, person.id) for person in people]
        name = f"Grace of no other name {number}"
        await actions.put_name_on_paper(round_, organiser, name, organisation.id)
        secret.append(name)
    for sheet in await sheets(round_):
        await actions.type_in_ballot(round_, organiser, sheet.code, [film], [film])
        secret += [sheet.id, typed_ballot_id(round_.ballot_key, sheet.id)]
    return round_, round_.ballot_key, secret


@pytest.mark.usefixtures("db")
async def test_after_closing_neither_key_nor_ballot_ids_are_left_in_the_files() -> None:
    round_, key, ids = await a_vote_with_secrets()
    before = await traces(key, ids)

    await close_round(round_, None)

    # The control: they could be read while the vote was open, so this test can fail.
    assert before >= 1 + 8 * (5 + 3)
    assert await traces(key, ids) == 0
    assert await Ballot.count() == 8 * (5 + 1)
    assert await BallotMark.count().where(BallotMark.star.eq(True)) == 8


@pytest.mark.usefixtures("db")
async def test_codes_of_paper_ballots_are_in_no_file_at_any_time() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    organisation = await an_organisation(event)
    for name in ("Grace", "Ann", "Ray"):
        await actions.put_name_on_paper(round_, organiser, name, organisation.id)
    codes = [sheet.code.encode() for sheet in await sheets(round_)]
    for code in codes:
        await actions.type_in_ballot(round_, organiser, code.decode(), [])
    before = await everything_stored()
    await close_round(round_, None)
    after = await everything_stored()

    assert len(set(codes)) == 3
    assert [code for code in codes if code in before or code in after] == []


# Backups and the log


def backups(folder: Path) -> list[bytes]:
    """What each way of docs/operating.md to make a backup writes."""
    if not database.is_sqlite():
        program = postgres.binaries()
        assert program
        dumped = subprocess.run(
            [program / "pg_dump", "--format=plain", settings().database_url], check=True, capture_output=True
        )
        return [dumped.stdout]
    copied, vacuumed = folder / f"{new_id()}.db", folder / f"{new_id()}.db"
    with contextlib.closing(sqlite3.connect(settings().database_url.removeprefix("sqlite:///"))) as source:
        # What `.backup` of the sqlite3 program does.
        with contextlib.closing(sqlite3.connect(copied)) as target:
            source.backup(target)
        source.execute("VACUUM INTO ?", [str(vacuumed)])
    return [copied.read_bytes(), vacuumed.read_bytes()]


@pytest.mark.usefixtures("db")
async def test_a_backup_made_after_closing_cannot_link_ballots_to_people(tmp_path: Path) -> None:
    round_, key, secret = await a_vote_with_secrets()
    before = backups(tmp_path)

    await close_round(round_, None)
    await actions.count_round(round_)

    # The control: one that was made while the vote was open could, so this test can fail.
    assert all(traces_in(backup, key, secret) >= 1 + 8 * (5 + 3) for backup in before)
    assert [traces_in(backup, key, secret) for backup in backups(tmp_path)] == [0] * len(before)


async def what_the_log_says(slug: str, *wishes: list[str]) -> list[tuple[str, str]]:
    """The log of a whole vote at an event of its own in which three people and one on paper want these."""
    event = await an_event(slug)
    organiser = await an_organiser(event, slug)
    round_ = await an_open_round(event, organiser)
    organisation = await an_organisation(event, f"Friends of {slug}")
    *here, on_paper = wishes
    await people_who_vote(round_, organisation, *here)
    await actions.put_name_on_paper(round_, organiser, "Grace", organisation.id)
    ids = await candidates_of(round_)
    for sheet in await sheets(round_):
        await actions.type_in_ballot(round_, organiser, sheet.code, [ids[title] for title in on_paper])
    await actions.count_round(await close_round(round_, organiser))
    entries = await LogEntry.select().where(LogEntry.event == event.id).order_by(LogEntry.at, LogEntry.did)
    return [(entry["did"], entry["what"].replace(slug, "the day")) for entry in entries]


@pytest.mark.usefixtures("db")
async def test_the_log_is_the_same_whatever_anybody_voted() -> None:
    one = await what_the_log_says("may", ["Film"], ["Film"], ["Garden walk"], ["Soup lunch"])
    other = await what_the_log_says("june", ["Garden walk"], [], ["Film"], [])

    assert one == other
    assert "Grace" not in str(one)


@pytest.mark.usefixtures("db")
async def test_marks_are_stored_anew_with_their_stars_under_ids_that_tell_nothing() -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event), stars=2)
    ids = await candidates_of(round_)
    organisation = await an_organisation(event)
    for number in range(4):
        person = await a_person(f"Tom {number}", organisation)
        # Ticked one by one, in another order than that of the ids.
        ticked = sorted(ids.values(), reverse=True)
        for some in range(1, len(ticked) + 1):
            await actions.cast_ballot(round_, person, ticked[:some], {ids["Film"]} & {*ticked[:some]})
    before = {row["id"] for row in await BallotMark.select(BallotMark.id)}

    await close_round(round_, None)

    rows = await BallotMark.select()
    assert not before & {row["id"] for row in rows}
    assert {row["candidate"] for row in rows if row["star"]} == {ids["Film"]}
    assert [row["candidate"] for row in rows] == sorted(ids.values()) * 4


@pytest.mark.usefixtures("db")
async def test_deleting_alone_would_leave_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    round_, key, ids = await a_vote_with_secrets()

    async def do_nothing(*_tables: object) -> None:
        pass

    with monkeypatch.context() as without:
        without.setattr(database, "erase_deleted", do_nothing)
        await close_round(round_, None)
    left = await traces(key, ids)
    await database.erase_deleted(*SECRET_TABLES)

    assert left > 0
    assert await traces(key, ids) == 0


@pytest.mark.usefixtures("db")
async def test_closing_within_another_transaction_leaves_the_erasing_to_the_count() -> None:
    round_, key, ids = await a_vote_with_secrets()

    async with database.transaction():
        await close_round(round_, None)
    await actions.count_round(round_)

    assert await traces(key, ids) == 0


@pytest.mark.usefixtures("db")
async def test_the_erasing_outlasts_whoever_could_still_see_the_old_ballots() -> None:
    round_, key, ids = await a_vote_with_secrets()
    reads, may_end = asyncio.Event(), asyncio.Event()

    async def reading() -> None:
        async with database.transaction():
            if not database.is_sqlite():
                await Round.raw("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            await Ballot.count()
            reads.set()
            await may_end.wait()

    reader = asyncio.create_task(reading())
    await reads.wait()
    asyncio.get_running_loop().call_later(0.2, may_end.set)
    await close_round(round_, None)
    await reader

    assert await traces(key, ids) == 0


@pytest.mark.usefixtures("db")
async def test_ballots_are_stored_anew_in_an_order_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))
    await people_who_vote(round_, await an_organisation(event), *[["Film"]] * 4)
    before = {row["id"] for row in await Ballot.select(Ballot.id)}
    shuffled: list[int] = []
    shuffle = secrets.SystemRandom.shuffle

    def watched(chance: secrets.SystemRandom, ballots: list[object]) -> None:
        shuffled.append(len(ballots))
        shuffle(chance, ballots)

    monkeypatch.setattr(secrets.SystemRandom, "shuffle", watched)
    await close_round(round_, None)

    after = {row["id"] for row in await Ballot.select(Ballot.id)}
    assert shuffled == [4]
    # Whoever kept the old ids, in a copy made while the vote was open, finds no part of them again.
    assert (len(after), [new for new in after for old in before if new in old]) == (4, [])


def test_the_id_of_a_ballot_needs_the_key() -> None:
    assert ballot_id(KEY, "tom") == ballot_id(KEY, "tom")
    assert len({ballot_id(KEY, "tom"), ballot_id(KEY, "ann"), ballot_id(KEY[::-1], "tom")}) == 3


@pytest.mark.parametrize("change", [lambda ids: ids, lambda ids: ids[::-1]], ids=["in order", "backwards"])
def test_each_person_reads_in_an_order_of_their_own_that_stays(change: Callable[[list[str]], list[str]]) -> None:
    ids = [f"candidate {number}" for number in range(20)]

    orders = {name: own_order(KEY, name, change(ids)) for name in ("tom", "ann", "ray")}

    assert orders == {name: own_order(KEY, name, ids) for name in orders}
    assert all(sorted(order) == sorted(ids) for order in orders.values())
    assert len({tuple(order) for order in [ids, *orders.values()]}) == 4
