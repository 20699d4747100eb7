import hashlib
import re
from urllib.parse import unquote

import pytest

from eventapp import assets


def test_an_address_holds_a_hash_of_what_is_in_the_file() -> None:
    digest = hashlib.sha256((assets.FOLDER / "app.css").read_bytes()).hexdigest()

    assert assets.url("app.css") == f"/static/app.{digest[:8]}.css"


def test_a_file_in_a_folder_keeps_its_folder_and_its_own_name() -> None:
    assert re.fullmatch(r"/static/vendor/htmx\.min\.[0-9a-f]{8}\.js", assets.url("vendor/htmx.min.js"))


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("app.css", "text/css; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("vendor/licences/htmx.org.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_is_served_at_its_address_with_its_type(name: str, content_type: str) -> None:
    asset = assets.files()[assets.url(name)]

    assert asset == assets.Asset((assets.FOLDER / name).read_bytes(), content_type)


def test_a_small_file_can_be_part_of_a_page() -> None:
    kind, _comma, body = assets.inline("icon.svg").partition(",")

    assert (kind, unquote(body)) == ("data:image/svg+xml", (assets.FOLDER / "icon.svg").read_text())


@pytest.mark.parametrize(
    "name",
    ["build/build.mjs", "build/govuk.scss", "build/govuk-frontend-licence.txt", "vendor/MANIFEST.json", "none.css"],
)
def test_what_made_the_files_and_what_is_not_there_has_no_address(name: str) -> None:
    with pytest.raises(KeyError):
        assets.url(name)


def test_every_address_is_of_a_file_that_pages_may_use() -> None:
    kinds = {address.rpartition(".")[2] for address in assets.files()}

    assert kinds == {"css", "js", "svg", "txt"}
    assert not [address for address in assets.files() if "build" in address]
