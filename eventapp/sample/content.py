"""What the sample says: its words and numbers, as `event.toml` and `proposals.toml` hold them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
Words = dict[str, Any]


@cache
def content() -> Words:
    """Both files in one."""
    return _read("event.toml") | _read("proposals.toml")


def _read(name: str) -> Words:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
