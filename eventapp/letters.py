"""Texts made plain, for finding, comparing and addresses."""

import re
import unicodedata


def plain(text: str) -> str:
    """The text without capitals and marks on letters: who types "cafe" finds the café."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def slug_of(text: str, longest: int = 40) -> str:
    """The text as the end of an address: small letters, digits and hyphens. Empty where it has neither of the first."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")[:longest].strip("-")
