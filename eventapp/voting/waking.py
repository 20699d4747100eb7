"""Tells whoever counts in this process that a vote was closed."""

from eventapp.turns import Bell

bell = Bell()


def wake() -> None:
    """There may be something to count now."""
    bell.ring()
