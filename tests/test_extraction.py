"""`make texts` finds the words of the interface, however they are marked."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from eventapp.settings import ROOT


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make texts` gathers."""
    dry_run = ["make", "--no-print-directory", "--dry-run", "texts"]
    recipe = subprocess.run(dry_run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    file = tmp_path_factory.mktemp("texts") / "texts.pot"
    command = recipe[recipe.index(".venv/bin/pybabel") :].replace("\\\n", " ").replace("data/texts.pot", str(file))
    subprocess.run(command.split(), cwd=ROOT, check=True, capture_output=True)
    with file.open("rb") as found:
        return read_po(found)


@pytest.mark.parametrize(
    ("marked_by", "text"),
    [
        ("_ in a template", "What you can do now"),
        ("trans in a template", "You are booking as %(name)s."),
        ("a message", "You have a place: %(title)s"),
        ("_ in Python", "Bookings are not open. You can read the programme any time."),
        ("lazy", "Step-free"),
        ("marked", "opened a vote"),
    ],
)
def test_texts_are_found(words: Catalog, marked_by: str, text: str) -> None:
    assert words.get(text) is not None


def test_both_forms_of_a_number_are_found(words: Catalog) -> None:
    assert words.get(("%(count)s hour", "%(count)s hours")) is not None


def test_no_text_is_found_outside_of_the_program(words: Catalog) -> None:
    places = {Path(place).parts[0] for message in words if message.id for place, _line in message.locations}

    assert places == {"eventapp", "templates"}


# --- and they are the words that people use


AVOIDED = [
    line.split("\t")[0]
    for line in (Path(__file__).parent / "words_to_avoid.txt").read_text().splitlines()
    if not line.startswith("#")
]
# To those who come, hurry and fear are made by these, too.
URGING = re.compile(r"!|\bonly (?:\d+|%\(\w+\)s) (?:places? )?left\b", re.IGNORECASE)
LONGEST_SENTENCE = 20


def _texts(words: Catalog, *, about: str = "") -> Iterator[str]:
    """Every text whose place names this."""
    for message in words:
        if any(about in place for place, _line in message.locations):
            yield from (message.id,) if isinstance(message.id, str) else message.id


def test_our_own_texts_hold_no_word_that_labels_blames_or_urges(words: Catalog) -> None:
    avoided = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, AVOIDED))})(?!\w)", re.IGNORECASE)

    assert len(AVOIDED) > 40
    assert [text for text in _texts(words) if avoided.search(text) or URGING.search(text)] == []


def test_sentences_about_booking_are_short(words: Catalog) -> None:
    sentences = [
        sentence for text in _texts(words, about="booking") for sentence in re.split(r"(?<=[.?:])\s+", text.strip())
    ]

    assert len(sentences) > 100
    assert [sentence for sentence in sentences if len(sentence.split()) > LONGEST_SENTENCE] == []
