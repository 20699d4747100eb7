"""The files of static/, each at an address that holds a hash of what is in it, so browsers may keep it for good."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).parent.parent / "static"

# What a browser is ever given: the tools that made a file, its manifest and its source maps stay at home.
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_NOT_SERVED = FOLDER / "build"


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    content_type: str


def url(name: str) -> str:
    """The address of a file by its path under static/: `app.css` is at `/static/app.1a2b3c4d.css`.

    Raises KeyError for a file that is not there or not served.
    """
    return _addresses()[name]


@cache
def inline(name: str) -> str:
    """What is in a small file by its path under static/, as an address of its own: browsers need not ask for it.

    Raises KeyError as `url` does.
    """
    kind, body = _KINDS[Path(name).suffix], _bodies()[name]
    return f"data:{kind},{quote(body, safe='/:=')}"


@cache
def files() -> dict[str, Asset]:
    """Every file that is served, by its address. A change on disk shows after a restart."""
    return {_address(name, body): Asset(body, _KINDS[Path(name).suffix]) for name, body in _bodies().items()}


@cache
def _addresses() -> dict[str, str]:
    return {name: _address(name, body) for name, body in _bodies().items()}


@cache
def _bodies() -> dict[str, bytes]:
    return {
        path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(FOLDER.rglob("*")) if _served(path)
    }


def _served(path: Path) -> bool:
    return path.suffix in _KINDS and path.is_file() and not path.is_relative_to(_NOT_SERVED)


def _address(name: str, body: bytes) -> str:
    digest = hashlib.sha256(body).hexdigest()[:8]
    return f"/static/{Path(name).with_suffix(f'.{digest}{Path(name).suffix}').as_posix()}"
