"""Texts made plain, for finding and comparing."""

import unicodedata


def plain(text: str) -> str:
    """The text without capitals and marks on letters: who types "cafe" finds the café."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
