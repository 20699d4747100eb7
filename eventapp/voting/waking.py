"""Tells whoever counts in this process that a vote was closed."""

import asyncio

_bell: asyncio.Event | None = None


def new_bell() -> asyncio.Event:
    """The bell of the one who counts, which `wake` rings from now on."""
    global _bell
    _bell = asyncio.Event()
    return _bell


def wake() -> None:
    """There may be something to count now."""
    if _bell:
        _bell.set()
