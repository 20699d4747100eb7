"""What only the round's key can tell: whose ballot one is, its code on paper, and the order to read candidates in."""

import hmac
from collections.abc import Sequence

# Printed, read aloud and typed: nothing that looks like something else (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B), no vowels.
_LETTERS = "3479CDFHJKMPRTVWXY"
CODE_LENGTH = 8


def ballot_id(key: bytes, person_id: str) -> str:
    """The id of this person's ballot while the round is open. Without the key nobody can find it."""
    return _digest(key, f"ballot:{person_id}").hex()


def typed_ballot_id(key: bytes, paper_ballot_id: str) -> str:
    """The id, while the round is open, of the ballot that this paper ballot becomes when it is typed in."""
    return _digest(key, f"typed:{paper_ballot_id}").hex()


def paper_code(key: bytes, paper_ballot_id: str) -> str:
    """The code on a paper ballot, such as `KMP4TX7C`: easy to say, write down and type. It is stored nowhere."""
    number = int.from_bytes(_digest(key, f"code:{paper_ballot_id}"))
    letters = []
    for _place in range(CODE_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def read_code(typed: str) -> str:
    """A code as somebody typed it, without spaces and hyphens and in capitals."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def own_order(key: bytes, person_id: str, ids: Sequence[str]) -> list[str]:
    """The ids in an order of this person's own, or of this paper ballot's: always the same, and stored nowhere."""
    return sorted(ids, key=lambda id_: _digest(key, f"order:{person_id}:{id_}"))


def _digest(key: bytes, about: str) -> bytes:
    return hmac.digest(key, about.encode(), "sha256")
