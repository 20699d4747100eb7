"""Settings: read once from the environment, checked, and never changed while the program runs."""

import contextlib
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class SettingsProblem(Exception):
    """A setting cannot be used. The text names it and says what to write instead."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and the next."""

    data_dir: Path
    database_url: str
    base_url: str
    listen: str
    trusted_proxies: str
    port: int
    workers: int
    smtp_url: str | None
    mail_from: str
    secret_key: bytes
    fetch_private: bool

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host name in public addresses and calendar ids, without the port."""
        return urlsplit(self.base_url).hostname or "localhost"


# What README and docs/operating.md say of each setting; a test holds the three together.
DESCRIPTIONS = {
    "EVENTAPP_DATA_DIR": "Folder for the database file and the secret key. Default: `data` beside the program.",
    "EVENTAPP_DATABASE_URL": (
        "`sqlite:///path/to/file.db` or `postgresql://user:password@host/name`. "
        "Default: `eventapp.db` in the data folder."
    ),
    "EVENTAPP_BASE_URL": "Public address, such as `https://day.example.org`. Default: `http://127.0.0.1:8000`.",
    "EVENTAPP_LISTEN": "Address to listen on. Default: `127.0.0.1`, this machine only.",
    "EVENTAPP_TRUSTED_PROXIES": (
        "Addresses of reverse proxies whose `X-Forwarded-For` is believed, with commas. Default: `127.0.0.1`."
    ),
    "PORT": "Port to listen on. Default: 8000.",
    "EVENTAPP_WORKERS": "Number of server processes. Default: 1, which suits SQLite.",
    "EVENTAPP_SMTP_URL": (
        "`smtp://user:password@host:587` (upgrades to TLS) or `smtps://user:password@host:465`. "
        "Without it mail waits, and organisers read it under Notices."
    ),
    "EVENTAPP_MAIL_FROM": "Sender of mail, such as `Peer Support Day <hello@day.example.org>`. Needed with mail.",
    "EVENTAPP_SECRET_KEY": "At least 32 characters. Default: made once and kept in the data folder.",
    "EVENTAPP_FETCH_PRIVATE": (
        "`yes`: calendars of the venue, and websites that are told of editions, may also be in a private network or "
        "on this machine. Default: `no`."
    ),
}


@cache
def settings() -> Settings:
    """The settings of this process. Raises `SettingsProblem`."""
    return read(os.environ)


def read(environ: "os._Environ[str] | dict[str, str]") -> Settings:
    """Settings from a mapping such as `os.environ`. Makes the data folder and the secret key where missing.

    Raises `SettingsProblem` with a sentence that says what to change.
    """
    port = _whole_number(environ, "PORT", 8000, 1, 65535)
    base_url = environ.get("EVENTAPP_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    address = urlsplit(base_url)
    if address.scheme not in ("http", "https") or not address.hostname or address.path:
        raise SettingsProblem(
            f"EVENTAPP_BASE_URL is “{base_url}”. Write the public address without a path, "
            "such as https://day.example.org"
        )
    data_dir = Path(environ.get("EVENTAPP_DATA_DIR") or ROOT / "data").resolve()
    _make_folder(data_dir)
    database_url = environ.get("EVENTAPP_DATABASE_URL") or f"sqlite:///{data_dir / 'eventapp.db'}"
    if not database_url.startswith(("sqlite:///", "postgresql://")):
        raise SettingsProblem(
            "EVENTAPP_DATABASE_URL must start with sqlite:/// or postgresql://, "
            "such as sqlite:////srv/eventapp/eventapp.db"
        )
    smtp_url = environ.get("EVENTAPP_SMTP_URL") or None
    if smtp_url and (urlsplit(smtp_url).scheme not in ("smtp", "smtps") or not urlsplit(smtp_url).hostname):
        raise SettingsProblem(
            "EVENTAPP_SMTP_URL must look like smtp://user:password@mail.example.org:587 or smtps://…:465"
        )
    mail_from = environ.get("EVENTAPP_MAIL_FROM") or f"eventapp@{address.hostname}"
    if smtp_url and "EVENTAPP_MAIL_FROM" not in environ:
        raise SettingsProblem("EVENTAPP_SMTP_URL is set, so EVENTAPP_MAIL_FROM must name the sender too")
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        base_url=base_url,
        listen=environ.get("EVENTAPP_LISTEN") or "127.0.0.1",
        trusted_proxies=environ.get("EVENTAPP_TRUSTED_PROXIES") or "127.0.0.1",
        port=port,
        workers=_whole_number(environ, "EVENTAPP_WORKERS", 1, 1, 64),
        smtp_url=smtp_url,
        mail_from=mail_from,
        secret_key=_secret_key(environ.get("EVENTAPP_SECRET_KEY"), data_dir),
        fetch_private=_yes(environ, "EVENTAPP_FETCH_PRIVATE"),
    )


def _yes(environ: "os._Environ[str] | dict[str, str]", name: str) -> bool:
    text = environ.get(name) or "no"
    if text not in ("yes", "no"):
        raise SettingsProblem(f"{name} is “{text}”. Write yes or no")
    return text == "yes"


def _whole_number(environ: "os._Environ[str] | dict[str, str]", name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsProblem(f"{name} is “{text}”. Write a whole number from {least} to {most}")
    return int(text)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise SettingsProblem(
            f"The data folder {folder} cannot be made ({problem.strerror}). "
            "Set EVENTAPP_DATA_DIR to a folder that this user may write"
        ) from problem


def _secret_key(given: str | None, data_dir: Path) -> bytes:
    if given is not None:
        if len(given) < 32:
            raise SettingsProblem("EVENTAPP_SECRET_KEY is shorter than 32 characters")
        return given.encode()
    file = data_dir / "secret-key"
    if not file.exists():
        _keep_new_key(file)
    return file.read_bytes()


def _keep_new_key(file: Path) -> None:
    # Written aside and linked into place: of two processes that start at once one key wins, and none reads half of it.
    aside = file.with_name(f"secret-key.{os.getpid()}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(aside, file)
        aside.unlink()
    except OSError as problem:
        raise SettingsProblem(
            f"The secret key cannot be written to {file} ({problem.strerror}). "
            "Set EVENTAPP_DATA_DIR to a folder that this user may write"
        ) from problem
