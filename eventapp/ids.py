"""Random names for things: ids in addresses, secrets in links, codes that people say aloud."""

import hashlib
import secrets

# Without vowels no word appears by chance; without 0 1 i l o nothing is misread.
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"


def new_id() -> str:
    """Twelve random characters (57 bits): the key of a row, as seen in addresses."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def new_secret() -> str:
    """A secret of 256 random bits for a link or a cookie, safe in an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A booking code of six characters that is easy to say, write down and type, such as `KMP4TX`."""
    return "".join(secrets.choice(_LETTERS) for _ in range(6)).upper()


def fingerprint(secret: str) -> str:
    """The SHA-256 of a secret in hex: what is stored in its place."""
    return hashlib.sha256(secret.encode()).hexdigest()
