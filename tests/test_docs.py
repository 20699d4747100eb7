"""README and docs/operating.md say what there is: every package, setting and command."""

import re
from pathlib import Path

import click
import pytest

from eventapp import cli
from eventapp.settings import DESCRIPTIONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
OPERATING = (ROOT / "docs" / "operating.md").read_text()


def _table(text: str, heading: str) -> dict[str, str]:
    """The two columns of the first table after this heading: what stands between backticks, and what it is."""
    rows = re.findall(
        r"^\| (`.+?`) \| (.*) \|$", text.partition(f"## {heading}\n")[2].partition("\n## ")[0], re.MULTILINE
    )
    return {name.strip("`"): words for name, words in rows}


def _commands(group: click.Group, before: str = "eventapp") -> list[str]:
    found = []
    for name, command in group.commands.items():
        inner = _commands(command, f"{before} {name}") if isinstance(command, click.Group) else [f"{before} {name}"]
        found += inner
    return found


def test_every_package_is_on_the_map() -> None:
    packages = {f"eventapp/{file.parent.name}" for file in (ROOT / "eventapp").glob("*/__init__.py")}

    on_the_map = {name for row in _table(README, "The map") for name in row.split("`, `")}

    assert packages - on_the_map == set()


def test_everything_on_the_map_is_there() -> None:
    on_the_map = [name for row in _table(README, "The map") for name in row.split("`, `")]

    assert [name for name in on_the_map if not (ROOT / name).exists()] == []


def test_every_setting_is_documented_in_the_words_of_the_program() -> None:
    assert _table(OPERATING, "Settings") == DESCRIPTIONS


def test_every_command_is_documented() -> None:
    documented = {re.sub(r" [A-Z]+$", "", name) for name in _table(OPERATING, "Commands")}

    assert documented == set(_commands(cli.commands))


@pytest.mark.parametrize(
    "file", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda file: file.name
)
def test_what_a_text_links_to_is_there(file: Path) -> None:
    links = re.findall(r"(?:\]\(|src=\")(?!https?:|#)([^)\"#]+)", file.read_text())

    assert [link for link in links if not (file.parent / link).exists()] == []


def test_every_file_that_the_readme_follows_a_request_through_is_there() -> None:
    named = re.findall(r"`(eventapp/[\w/]+\.py)`", README)

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_functions_that_the_readme_names_are_there() -> None:
    from eventapp.booking import actions, decide, writer

    assert [actions.book_places.__name__, decide.decide.__name__, writer.ask.__name__] == [
        "book_places",
        "decide",
        "ask",
    ]


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*.png")), ids=lambda file: file.name)
def test_pictures_are_small(picture: Path) -> None:
    assert picture.stat().st_size < 120_000


def test_each_test_that_the_table_of_scenarios_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "booking.md").read_text()))
    files = [*(ROOT / "tests" / "booking").glob("test_*.py"), *(ROOT / "tests").glob("*/test_*.py")]

    written = {file.stem for file in files} | set(
        re.findall(r"def (test_\w+)", "".join(file.read_text() for file in files))
    )

    assert named - written == set()
