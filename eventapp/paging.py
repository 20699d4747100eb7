"""Long lists, a page at a time."""

from collections.abc import Iterable
from urllib.parse import urlencode

from eventapp.numbers import whole_number

A_PAGE = 50
_LAST = 100_000


def page_number(text: str) -> int:
    """The page that an address asks for, from 1. What is no such number is the first page."""
    number = whole_number(text, digits=9)
    return number if number and number <= _LAST else 1


def page_address(path: str, asked: Iterable[tuple[str, str]], number: int) -> str:
    """The address of a page of the list at `path`, with all else that `asked`, the address of this one, asks for."""
    kept = [(name, value) for name, value in asked if name != "page"]
    return f"{path}?{urlencode([*kept, ('page', str(number))])}"
