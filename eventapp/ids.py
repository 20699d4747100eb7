"""Random names for things: ids in addresses, secrets in links, codes that people say aloud."""

import hashlib
import secrets

# Without vowels no word appears by chance; without 0 1 i l o nothing is misread.
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
ID_LENGTH = 12
# A code is written by hand and said on the phone, too: of 2 and Z, 5 and S, 6 and G, 8 and B, 9 and Q, M and N, T and
# D, Y and V each has one.
_CODE_LETTERS = "23456789CFHJKMPRTWXY"
_CODE_LENGTH = 6
_MISREAD = str.maketrans("ZSGBQNDV", "25689MTY")


def new_id() -> str:
    """Twelve random characters (57 bits): the key of a row, as seen in addresses."""
    return _written_with(_LETTERS, ID_LENGTH)


def new_secret() -> str:
    """A secret of 256 random bits for a link or a cookie, safe in an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A booking code of six characters that is easy to say, write down and type, such as `KMP4TX`."""
    return _written_with(_CODE_LETTERS, _CODE_LENGTH)


def _written_with(letters: str, length: int) -> str:
    """A random text. One number for all letters: asking the system for each costs ten times as much.

    It is so much larger than what they need that none is likelier than another.
    """
    number, text = secrets.randbits(128), ""
    for _place in range(length):
        number, letter = divmod(number, len(letters))
        text += letters[letter]
    return text


def plain_code(code: str) -> str:
    """A code as it is stored, however it was heard and typed: `kmp 4tx`, `KNP-4DX` and `KMP4TX` are the same."""
    return "".join(letter for letter in code.upper() if letter.isalnum()).translate(_MISREAD)


def fingerprint(secret: str) -> str:
    """The SHA-256 of a secret in hex: what is stored in its place."""
    return hashlib.sha256(secret.encode()).hexdigest()
