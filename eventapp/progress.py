"""A bar that shows on a terminal how far a command is."""

import sys
from collections.abc import Callable
from typing import Any

import click


class Progress:
    """A bar that is told `progress(done, total)`. Where nobody looks on, only its label is written, or nothing."""

    def __init__(self, label: str, *, only_on_terminals: bool = False) -> None:
        self._label = label
        self._hidden = only_on_terminals and not sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        self._bar = click.progressbar(length=1, label=self._label, file=sys.stderr, hidden=self._hidden)
        self._bar.__enter__()
        return self._move

    def _move(self, done: int, total: int) -> None:
        self._bar.length = max(total, 1)
        self._bar.update(done - self._bar.pos)

    def __exit__(self, *problem: object) -> None:
        self._bar.__exit__(*problem)
