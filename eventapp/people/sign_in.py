"""Signing in by an emailed link or its six-digit code, and staying signed in."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from piccolo.query import Objects

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.ids import fingerprint, new_secret
from eventapp.notices.actions import owe
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person, SignIn, SignInLink
from eventapp.settings import settings
from eventapp.templating import render
from eventapp.texts import _

LINK_LIVES = timedelta(minutes=30)
LINKS_AN_HOUR = 5
WRONG_CODES = 5
SHARED_COMPUTER_IDLE = timedelta(minutes=20)
OWN_DEVICE = timedelta(days=30)
# How far `seen_at` may lag behind: writing it on each request would make every page a write.
SEEN_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class Way:
    """The two ways in that one message carries: the address of the link, and the code."""

    address: str
    code: str


async def ask_to_sign_in(email: str, next_path: str) -> None:
    """Owes the person with this address a link and a code. Does nothing for an unknown address, and tells nobody."""
    async with db.transaction():
        person = await Person.objects().where(Person.email == email.lower()).first()
        if person is None or await _links_this_hour(person) >= LINKS_AN_HOUR:
            return
        way = await make_way_in(person, next_path)
        await owe(
            "sign-in", person.email, _("Your link to sign in"), render("people/sign_in.txt", name=person.name, way=way)
        )


async def _links_this_hour(person: Person) -> int:
    recent = SignInLink.created_at > clock.now() - timedelta(hours=1)
    links: int = await SignInLink.count().where((SignInLink.person == person.id) & recent)
    return links


async def make_way_in(person: Person, next_path: str = "/") -> Way:
    """Stores a new link and code for this person, good once and for 30 minutes."""
    secret, code = new_secret(), f"{secrets.randbelow(1_000_000):06d}"
    now = clock.now()
    await SignInLink.insert(
        SignInLink(
            person=person.id,
            link_hash=fingerprint(secret),
            code_hash=_code_hash(code),
            next_path=next_path,
            created_at=now,
            expires_at=now + LINK_LIVES,
        )
    )
    return Way(address=f"{settings().base_url}/sign-in/link/{secret}", code=code)


def _code_hash(code: str) -> str:
    # Keyed: six digits alone could be found from their hash by trying them all.
    return hmac.new(settings().secret_key, b"sign-in-code:" + code.encode(), sha256).hexdigest()


async def link_is_good(secret: str) -> bool:
    """Whether a link with this secret could still be used. Uses nothing up."""
    return await _live_links().where(SignInLink.link_hash == fingerprint(secret)).first() is not None


async def sign_in_by_link(secret: str, *, own_device: bool) -> tuple[str, str]:
    """Uses the link up. Returns the secret of the new sign-in, for the cookie, and the path to go on to.

    Raises `Refused` when the link is unknown, used or too old.
    """
    async with db.transaction():
        link = await db.locked(_live_links().where(SignInLink.link_hash == fingerprint(secret))).first()
        if link is None:
            raise Refused(_("This link has been used, or it is more than 30 minutes old. Ask for a new one."))
        return await _use(link, own_device=own_device), link.next_path


async def sign_in_by_code(email: str, code: str, *, own_device: bool) -> tuple[str, str]:
    """Uses up the link whose code this is. Returns as `sign_in_by_link` does.

    Raises `Refused` when the code is not right, after five wrong codes for a link too, or when it is too old.
    """
    done = None
    async with db.transaction():
        person = await Person.objects().where(Person.email == email.lower()).first()
        # Each live link of the person is tried, since an older mail may arrive last.
        links = await db.locked(_live_links().where(SignInLink.person == person.id)) if person else []
        for link in links:
            if hmac.compare_digest(link.code_hash, _code_hash(code)):
                done = await _use(link, own_device=own_device), link.next_path
                break
        else:
            if links:
                tried = SignInLink.id.is_in([link.id for link in links])
                await SignInLink.update({SignInLink.wrong_codes: SignInLink.wrong_codes + 1}).where(tried)
    # Refused only after the transaction, so that the wrong code stays counted.
    if done is None:
        raise Refused(_("That code did not work. Check the six digits, or ask for a new code."))
    return done


def _live_links() -> Objects[SignInLink]:
    live = SignInLink.used_at.is_null() & (SignInLink.expires_at > clock.now())
    return SignInLink.objects().where(live & (SignInLink.wrong_codes < WRONG_CODES))


async def _use(link: SignInLink, *, own_device: bool) -> str:
    now = clock.now()
    await SignInLink.update({SignInLink.used_at: now}).where(SignInLink.id == link.id)
    secret = new_secret()
    await SignIn.insert(
        SignIn(
            person=link.person,
            secret_hash=fingerprint(secret),
            own_device=own_device,
            created_at=now,
            seen_at=now,
            expires_at=now + (OWN_DEVICE if own_device else SHARED_COMPUTER_IDLE),
        )
    )
    return secret


# Asked with each page of whoever is signed in: Piccolo needs a millisecond to put a question about two tables together.
_WHO = """
SELECT sign_in.id AS sign_in, sign_in.own_device, sign_in.seen_at, person.*
FROM sign_in JOIN person ON person.id = sign_in.person WHERE sign_in.secret_hash = {} AND sign_in.expires_at > {}
"""


async def who_is(secret: str) -> Person | None:
    """The person whose browser holds this secret, if that sign-in still lasts. Being seen makes it last longer."""
    now = clock.now()
    rows = await SignIn.raw(_WHO.replace("person.*", db.columns_of(Person)), fingerprint(secret), now)
    if not rows:
        return None
    [row] = rows
    sign_in, own_device, seen_at = row.pop("sign_in"), row.pop("own_device"), row.pop("seen_at")
    if not own_device and now - seen_at > SEEN_STEP:
        await SignIn.update({SignIn.seen_at: now, SignIn.expires_at: now + SHARED_COMPUTER_IDLE}).where(
            SignIn.id == sign_in
        )
    return Person(_exists_in_db=True, **row)


async def sign_out(secret: str) -> None:
    """Ends the sign-in that this secret stands for. Asking twice does nothing more."""
    await SignIn.delete().where(SignIn.secret_hash == fingerprint(secret))


async def forget_old() -> None:
    """Deletes links and sign-ins that can no longer be used, and messages that tell of such links."""
    now = clock.now()
    await Notice.delete().where((Notice.kind == "sign-in") & (Notice.created_at < now - timedelta(days=1)))
    await SignInLink.delete().where(SignInLink.expires_at < now - timedelta(days=1))
    await SignIn.delete().where(SignIn.expires_at < now)
