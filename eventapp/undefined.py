"""What a name that a template uses and nobody gave does: it fails the page, except where govuk's macros lean on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import ChainableUndefined


class LoudWhenPrinted(ChainableUndefined):
    """Raises `jinja2.UndefinedError` when a missing name, or a missing attribute of an object, is printed or used.

    It may be asked whether it is there (`{% if name %}`, `is defined`, `default`). A missing key of a mapping is
    empty, as deep as one likes: govuk's macros take one mapping of parameters and most of them are left out.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return "" if self._is_left_out() else self._fail_with_undefined_error()

    def __html__(self) -> str:
        return str(self)

    def __iter__(self) -> Iterator[Any]:
        return iter(()) if self._is_left_out() else self._fail_with_undefined_error()

    def __len__(self) -> int:
        return 0 if self._is_left_out() else self._fail_with_undefined_error()

    def __getattr__(self, name: str) -> Any:
        # Python itself looks for names of this kind (copying, pickling) and expects this answer.
        if name.startswith("__"):
            raise AttributeError(name)
        return self if self._is_left_out() else self._fail_with_undefined_error()

    def __getitem__(self, name: str) -> Any:
        return self if self._is_left_out() else self._fail_with_undefined_error()

    def _is_left_out(self) -> bool:
        return isinstance(self._undefined_obj, Mapping)
