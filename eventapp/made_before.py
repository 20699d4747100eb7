"""What takes long to make and is the same in every process of this user, kept in a folder for temporary files."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

_DIGEST = sha256().digest_size


@cache
def folder() -> Path | None:
    """Where Jinja keeps what templates are compiled to. None where no folder is this user's alone."""
    try:
        return Path(FileSystemBytecodeCache().directory)
    except (OSError, RuntimeError):
        return None


def made_before(name: str, make: Callable[[], bytes]) -> bytes:
    """What an earlier process made under this name, or what `make` gives now.

    The name is to tell all that it depends on. Whatever was cut off or tidied away is made again.
    """
    kept = folder()
    if kept is None:
        return make()
    found = _read(kept / f"eventapp-{name}")
    if found is None:
        found = make()
        _write(kept / f"eventapp-{name}", found)
    return found


def _read(path: Path) -> bytes | None:
    try:
        written = path.read_bytes()
    except OSError:
        return None
    digest, content = written[:_DIGEST], written[_DIGEST:]
    return content if sha256(content).digest() == digest else None


def _write(path: Path, content: bytes) -> None:
    # The disk may be full. Others read all of it or nothing.
    with suppress(OSError):
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
            half.write(sha256(content).digest() + content)
        Path(half.name).replace(path)
