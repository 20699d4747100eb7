"""People who come: their personal link, their code, and what they told us."""

import base64
import hmac
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from eventapp import clock, db
from eventapp.booking.needs import OWN_WORDS
from eventapp.booking.tables import AccessNeed, Attendee, CodeTry
from eventapp.event.tables import Event
from eventapp.ids import fingerprint, new_code, new_id, plain_code
from eventapp.settings import settings

WRONG_CODES = 5
WRONG_CODES_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who books for the first time. Stored together with their first booking, and not without one.

    `needs` are keys of `NEEDS`. Two with the same `form_key` are the same person, who sent one form twice.
    """

    name: str
    email: str | None = None
    needs: tuple[str, ...] = ()
    own_words: str = ""
    form_key: str | None = None
    reminders: bool = False
    walked_in: bool = False
    id: str = field(default_factory=new_id)


def personal_token(attendee: Attendee) -> str:
    """The secret part of the attendee's personal address: 256 bits that only this installation can make."""
    return _token(attendee.id, attendee.link_number)


def _token(attendee_id: str, link_number: int) -> str:
    return _secret(f"my-day:{attendee_id}:{link_number}")


def calendar_key(attendee_id: str, link_number: int, feed_number: int) -> str:
    """The secret part of the address of somebody's calendar: whoever holds it reads, and changes nothing.

    It begins with the attendee's id, and is another one after each new link and each new calendar address.
    """
    return attendee_id + _secret(f"calendar:{attendee_id}:{link_number}:{feed_number}")


def _secret(text: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(settings().secret_key, text.encode(), sha256)).rstrip(b"=").decode()


async def attendee_with_token(event: Event, token: str) -> Attendee | None:
    """Whose personal address has this secret, at this event."""
    return await db.row_with(Attendee, link_hash=fingerprint(token), event=event.id)


async def add_newcomers(newcomers: Iterable[tuple[Newcomer, str, str | None]]) -> list[Attendee]:
    """Stores people who are new, inside a transaction, each with the ids of their event and of who booked for them."""
    now = clock.now()
    attendees: list[dict[str, Any]] = []
    needs: list[AccessNeed] = []
    for newcomer, event_id, booked_by in newcomers:
        attendees.append(
            {
                "id": newcomer.id,
                "event": event_id,
                "name": newcomer.name,
                "code": new_code(),
                "link_hash": fingerprint(_token(newcomer.id, 1)),
                "link_number": 1,
                "form_key": newcomer.form_key,
                "email": newcomer.email,
                "reminders": newcomer.reminders,
                "walked_in": newcomer.walked_in,
                "booked_by": booked_by,
                "created_at": now,
            }
        )
        needs += _needs(newcomer.id, newcomer.needs, newcomer.own_words)
    stored = await db.insert_rows(Attendee, attendees)
    if needs:
        await AccessNeed.insert(*needs)
    return stored


def _needs(attendee_id: str, needs: tuple[str, ...], own_words: str) -> list[AccessNeed]:
    now = clock.now()
    words = dict.fromkeys(needs, "") | ({OWN_WORDS: own_words} if own_words else {})
    return [AccessNeed(attendee=attendee_id, need=need, own_words=text, agreed_at=now) for need, text in words.items()]


async def needs_of(attendee: Attendee) -> tuple[list[str], str]:
    """What this attendee ticked, and what they wrote."""
    rows = await AccessNeed.objects().where(AccessNeed.attendee == attendee.id)
    ticked = [row.need for row in rows if row.need != OWN_WORDS]
    return ticked, next((row.own_words for row in rows if row.need == OWN_WORDS), "")


async def change_details(
    attendee: Attendee, *, name: str, email: str | None, reminders: bool, needs: tuple[str, ...], own_words: str
) -> None:
    """Changes what somebody is called, where messages go, and what would help them.

    A need that stays keeps how far organisers are with it, and other words of their own begin anew.
    """
    stated = _needs(attendee.id, needs, own_words)
    async with db.transaction():
        await Attendee.update({Attendee.name: name, Attendee.email: email, Attendee.reminders: reminders}).where(
            Attendee.id == attendee.id
        )
        before = await AccessNeed.objects().where(AccessNeed.attendee == attendee.id)
        same = {(row.need, row.own_words) for row in before} & {(row.need, row.own_words) for row in stated}
        if gone := [row.id for row in before if (row.need, row.own_words) not in same]:
            await AccessNeed.delete().where(AccessNeed.id.is_in(gone))
        if new := [row for row in stated if (row.need, row.own_words) not in same]:
            await AccessNeed.insert(*new)


async def make_new_link(attendee: Attendee) -> str:
    """Replaces the personal link; the old one stops working at once. Returns the new secret."""
    async with db.transaction():
        found = await db.locked(Attendee.objects().where(Attendee.id == attendee.id)).first()
        current: Attendee = found or attendee
        current.link_number += 1
        token = personal_token(current)
        await Attendee.update(
            {Attendee.link_number: current.link_number, Attendee.link_hash: fingerprint(token)}
        ).where(Attendee.id == attendee.id)
    return token


async def make_new_calendar_address(attendee: Attendee) -> None:
    """Replaces the address of their calendar; the old one stops working at once."""
    await Attendee.update({Attendee.feed_number: Attendee.feed_number + 1}).where(Attendee.id == attendee.id)


async def attendee_with_code(event: Event, code: str, name: str, address: str) -> Attendee | None:
    """Whose code and chosen name these are.

    None for each kind of mistake, and after five within an hour from the same network address: nobody learns from it
    who has booked.
    """
    address_hash = hmac.new(settings().secret_key, f"address:{address}".encode(), sha256).hexdigest()
    async with db.transaction():
        # One at a time: tries that arrive together are counted, too.
        await db.locked(Event.objects().where(Event.id == event.id)).first()
        tried = await CodeTry.count().where(
            (CodeTry.event == event.id)
            & (CodeTry.address_hash == address_hash)
            & (CodeTry.tried_at > clock.now() - WRONG_CODES_WITHIN)
        )
        if tried >= WRONG_CODES:
            return None
        attendee = (
            await Attendee.objects().where((Attendee.event == event.id) & (Attendee.code == plain_code(code))).first()
        )
        if attendee is None or plain_name(attendee.name) != plain_name(name):
            await CodeTry.insert(CodeTry(event=event.id, address_hash=address_hash, tried_at=clock.now()))
            return None
        found: Attendee = attendee
        return found


def plain_name(name: str) -> str:
    """A name for comparing: case, blanks and the way in which accents are typed do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def said_code(code: str) -> str:
    """A code in pairs, as people say it: `KM P4 TX`."""
    return " ".join(code[start : start + 2] for start in range(0, len(code), 2))
