"""What is kept in a folder for temporary files saves time, and nothing depends on it."""

from pathlib import Path

import pytest

from eventapp.made_before import folder, made_before

pytestmark = pytest.mark.usefixtures("temporary")


def not_again() -> bytes:
    raise AssertionError


def test_what_was_made_before_is_not_made_again() -> None:
    first = made_before("soup", lambda: b"leek")

    assert (first, made_before("soup", not_again)) == (b"leek", b"leek")


@pytest.mark.parametrize("left", [b"", b"half", b"\0" * 40])
def test_what_was_cut_off_is_made_again(left: bytes) -> None:
    made_before("soup", lambda: b"leek")
    kept = folder()
    assert kept
    (kept / "eventapp-soup").write_bytes(left)

    assert made_before("soup", lambda: b"onion") == b"onion"
    assert made_before("soup", not_again) == b"onion"


def test_with_a_full_disk_it_is_made_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_paths: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", full)

    assert [made_before("soup", lambda: b"leek"), made_before("soup", lambda: b"onion")] == [b"leek", b"onion"]


def test_where_no_folder_is_this_users_alone_it_is_made_each_time() -> None:
    kept = folder()
    assert kept
    kept.rmdir()
    kept.write_text("Not a folder.")
    folder.cache_clear()

    assert [made_before("soup", lambda: b"leek"), made_before("soup", lambda: b"onion")] == [b"leek", b"onion"]
