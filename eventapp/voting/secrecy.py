"""What only the round's key can tell: whose ballot one is, and in which order each person reads the candidates."""

import hmac
from collections.abc import Sequence


def ballot_id(key: bytes, person_id: str) -> str:
    """The id of this person's ballot while the round is open. Without the key nobody can find it."""
    return hmac.digest(key, f"ballot:{person_id}".encode(), "sha256").hex()


def own_order(key: bytes, person_id: str, ids: Sequence[str]) -> list[str]:
    """The ids in an order of this person's own: the same at each visit, and stored nowhere."""
    return sorted(ids, key=lambda id_: hmac.digest(key, f"order:{person_id}:{id_}".encode(), "sha256"))
