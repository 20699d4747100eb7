import gzip
import hashlib
import json
from pathlib import Path

import pytest

from eventapp import assets, styleguide
from tests.look.rendering import whole_page

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]
NO_FILE_OF_OTHERS = {"MANIFEST.json"}


def manifest(folder: Path) -> dict[str, dict[str, str]]:
    listed: dict[str, dict[str, str]] = json.loads((folder / "MANIFEST.json").read_text())
    return listed


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_the_manifest_lists_every_file_with_its_hash(folder: Path) -> None:
    files = {path.name for path in folder.iterdir() if path.is_file()} - NO_FILE_OF_OTHERS

    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}

    assert {name: entry["sha256"] for name, entry in manifest(folder).items()} == hashes


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_file_of_others_comes_with_its_licence(folder: Path) -> None:
    texts = {name: (folder / entry["licence_text"]).read_text() for name, entry in manifest(folder).items()}

    assert [name for name, text in texts.items() if len(text) < 500] == []


def test_the_versions_are_those_that_the_build_names() -> None:
    wanted = json.loads((ROOT / "static" / "build" / "package.json").read_text())["dependencies"]

    made = {entry["package"]: entry["version"] for folder in FOLDERS for entry in manifest(folder).values()}

    assert made == wanted


def test_the_lock_file_names_nowhere_to_download_from() -> None:
    locked = json.loads((ROOT / "static" / "build" / "package-lock.json").read_text())["packages"]

    assert [name for name, entry in locked.items() if "resolved" in entry] == []


def test_styles_fetch_nothing() -> None:
    styles = [asset.body.decode() for asset in assets.files().values() if asset.content_type.startswith("text/css")]

    assert [style[:50] for style in styles if "url(" in style or "@import" in style or "@font-face" in style] == []


def test_govuks_styles_lie_in_a_layer_below_ours() -> None:
    ours = (ROOT / "static" / "app.css").read_text()
    govuks = (ROOT / "static" / "vendor" / "govuk.css").read_text()

    assert "@layer base, govuk, theme, layout, parts, work, print;" in ours
    assert govuks.startswith("@layer govuk{")
    assert "crown" not in govuks.lower()
    assert "GDS Transport" not in govuks


def kilobytes(*bodies: bytes) -> float:
    return sum(len(gzip.compress(body, 9)) for body in bodies) / 1000


def test_a_first_visit_stays_within_its_weight() -> None:
    names = ["app.css", "vendor/govuk.css", "app.js", "vendor/govuk.js", "vendor/htmx.min.js", "icon.svg"]
    bodies = {name: assets.files()[assets.url(name)].body for name in names}
    page = whole_page("styleguide.html", **styleguide.context()).encode()

    scripts = [body for name, body in bodies.items() if name.endswith(".js")]

    assert kilobytes(*scripts) < 25
    assert kilobytes(page, *bodies.values()) < 80
