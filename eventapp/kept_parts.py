"""Parts of pages that were rendered before: the same parameters give the same HTML, and need not be worked out again.

Most of what a form costs are its fields, in macros that take some forty parameters each. They look the same to all
for as long as nobody has typed into them.
"""

from collections.abc import Callable, Hashable
from typing import Any

from babel.support import LazyProxy
from jinja2 import Undefined

# More than all forms have. A field is a kilobyte or two.
_MOST = 2000

_kept: dict[Hashable, str] = {}


def once(macro: Callable[[Any], str], params: dict[str, Any]) -> str:
    """What `macro` gives for `params`, which it must depend on alone.

    What somebody typed (`value`), and what a message says of it, is rendered each time: it is not ours to keep.
    """
    if params.get("value") or params.get("errorMessage"):
        return macro(params)
    key = (macro.name, _frozen(params))  # type: ignore[attr-defined]  # a macro has one
    # Pages are rendered in threads, too: no step here leans on the one before.
    made = _kept.get(key)
    if made is None:
        if len(_kept) >= _MOST:
            _kept.clear()
        made = _kept[key] = macro(params)
    return made


def _frozen(value: Any) -> Hashable:
    if isinstance(value, dict):
        return tuple((name, _frozen(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(_frozen(one) for one in value)
    if isinstance(value, Undefined):
        return Undefined
    if isinstance(value, LazyProxy):
        return str(value)
    # HTML equals the text that it is written with, and True equals 1: they are shown differently.
    return type(value), value


def forget() -> None:
    """Drops everything, as if the process had just started."""
    _kept.clear()
