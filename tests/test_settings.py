"""Settings: usable defaults, and a sentence that says what to change where one cannot be used."""

import stat
from pathlib import Path

import pytest

from eventapp.settings import DESCRIPTIONS, Settings, SettingsProblem, read


def reading(folder: Path, **environ: str) -> Settings:
    return read({"EVENTAPP_DATA_DIR": str(folder / "data"), **environ})


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    found = reading(tmp_path)

    assert (found.base_url, found.port, found.workers, found.smtp_url) == ("http://127.0.0.1:8000", 8000, 1, None)
    assert found.database_url == f"sqlite:///{tmp_path / 'data' / 'eventapp.db'}"
    assert (found.https, found.host, found.mail_from) == (False, "127.0.0.1", "eventapp@127.0.0.1")


def test_the_address_follows_the_port(tmp_path: Path) -> None:
    assert reading(tmp_path, PORT="9000").base_url == "http://127.0.0.1:9000"


def test_the_public_address_decides_on_https_and_host(tmp_path: Path) -> None:
    found = reading(tmp_path, EVENTAPP_BASE_URL="https://day.example.org:8443/")

    assert (found.base_url, found.https, found.host) == ("https://day.example.org:8443", True, "day.example.org")


def test_an_empty_setting_is_as_good_as_none(tmp_path: Path) -> None:
    found = reading(tmp_path, EVENTAPP_DATABASE_URL="", EVENTAPP_SMTP_URL="", PORT="", EVENTAPP_WORKERS="")

    assert (found.port, found.workers, found.smtp_url) == (8000, 1, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "٣"),
        ("EVENTAPP_WORKERS", "0"),
        ("EVENTAPP_WORKERS", "65"),
        ("EVENTAPP_WORKERS", "1.5"),
        ("EVENTAPP_BASE_URL", "day.example.org"),
        ("EVENTAPP_BASE_URL", "ftp://day.example.org"),
        ("EVENTAPP_BASE_URL", "https://day.example.org/path"),
        ("EVENTAPP_DATABASE_URL", "mysql://localhost/x"),
        ("EVENTAPP_SMTP_URL", "mail.example.org:25"),
        ("EVENTAPP_SMTP_URL", "smtp://"),
        ("EVENTAPP_SECRET_KEY", "short"),
        ("EVENTAPP_FETCH_PRIVATE", "1"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsProblem, match=name):
        reading(tmp_path, **{name: value})


def test_mail_needs_a_sender(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="EVENTAPP_MAIL_FROM"):
        reading(tmp_path, EVENTAPP_SMTP_URL="smtp://mail.example.org")

    found = reading(tmp_path, EVENTAPP_SMTP_URL="smtp://mail.example.org", EVENTAPP_MAIL_FROM="Day <d@example.org>")
    assert found.mail_from == "Day <d@example.org>"


def test_private_networks_are_asked_only_where_somebody_says_so(tmp_path: Path) -> None:
    assert reading(tmp_path).fetch_private is False
    assert reading(tmp_path, EVENTAPP_FETCH_PRIVATE="yes").fetch_private is True


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")

    with pytest.raises(SettingsProblem, match="EVENTAPP_DATA_DIR"):
        reading(tmp_path)


def test_the_secret_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first, second = reading(tmp_path), reading(tmp_path)

    file = tmp_path / "data" / "secret-key"
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_a_key_that_is_given_is_used_and_none_is_made(tmp_path: Path) -> None:
    found = reading(tmp_path, EVENTAPP_SECRET_KEY="k" * 32)

    assert found.secret_key == b"k" * 32
    assert not (tmp_path / "data" / "secret-key").exists()


def test_every_setting_that_is_read_is_described(tmp_path: Path) -> None:
    asked = set()

    class Noting(dict[str, str]):
        def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
            asked.add(name)
            return super().get(name, default)

    read(Noting(EVENTAPP_DATA_DIR=str(tmp_path / "data")))

    assert asked == set(DESCRIPTIONS)
