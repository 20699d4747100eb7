import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from eventapp.errors import Refused
from eventapp.programme.edition import EditionRoom
from eventapp.programme.pdf import making
from eventapp.programme.pdf.words import sheet_words
from eventapp.programme.published import Published
from tests.programme.making import a_programme, a_published, at

pytestmark = pytest.mark.once

HOSTILE = "#panic() *b* _c_ $x$ \\ = <a> [y] https://evil.example/ @ref /* no */"


def programme() -> Published:
    shown = a_programme(
        a_published("soup", title=HOSTILE),
        replace(
            a_published("zupa", language="pl", starts_at=at(12, 15)), cancelled=True, cancelled_reason="Jo is ill."
        ),
        a_published("chat", language="bfi", starts_at=at(14), attendance="drop-in", room=EditionRoom("A", "", "", ())),
    )
    shown.event.contact_phone = "01603 000000"
    return shown


def tagged(node: Any) -> Iterator[dict[str, Any]]:
    """The structure elements below this one, in reading order."""
    node = node.get_object()
    for child in node if isinstance(node, ArrayObject) else [node]:
        if isinstance(one := child.get_object(), DictionaryObject) and "/S" in one:
            yield one
        if isinstance(one, DictionaryObject) and "/K" in one:
            yield from tagged(one["/K"])


async def test_a_sheet_is_a_tagged_pdf_in_which_titles_stay_text() -> None:
    made = await making.make_pdf("large", programme())

    pdf: Any = PdfReader(io.BytesIO(made.body))
    root = pdf.root_object
    elements = list(tagged(root["/StructTreeRoot"]))
    tags = [str(each["/S"]) for each in elements]
    assert made.lacks == ""
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert pdf.metadata["/Title"] == "Peer Support Day"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert [tag for tag in tags if tag in ("/H1", "/H2", "/L", "/Figure")] == ["/H1", *["/H2", "/L"] * 3, "/Figure"]
    assert [each["/Alt"] for each in elements if "/Alt" in each and each["/S"] == "/Figure"] == [
        "A code with the address test.example/day/programme"
    ]
    assert [each for each in elements if each["/S"] in ("/Lbl", "/LBody") and not each.get("/K")] == []
    assert b"/Lang(pl)" in b"".join(page["/Contents"].get_object().get_data() for page in pdf.pages)
    # Lines end where there is room, so blanks do not count.
    read = "".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "".join(HOSTILE.split()) in read


async def test_what_the_typesetter_cannot_do_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ends(*_asked: object) -> tuple[int, str]:
        return 1, "it fell over"

    monkeypatch.setattr(making, "calculate", ends)

    with pytest.raises(Refused, match="The PDF could not be made"):
        await making.make_pdf("a4", programme())
    with pytest.raises(Refused, match="Nothing is in the programme for “Attic”"):
        await making.make_pdf("doors", programme(), "Attic")


def test_a_sheet_says_what_stays_true_after_printing() -> None:
    [day] = sheet_words("a4", programme())["days"]

    assert [[(each["lang"], each["cancelled"], each["lines"]) for each in at["sessions"]] for at in day["times"]] == [
        [
            (
                ["en", "GB"],
                "",
                [
                    "10:30am to 11:30am · Room 1, Ground floor · Talk",
                    "With Jo, from Equal Lives",
                    "Step-free · Hearing loop · Book a place",
                ],
            )
        ],
        [
            (
                ["pl", None],
                "Cancelled. Jo is ill.",
                [
                    "12:15pm to 1:15pm · Room 1, Ground floor · Talk",
                    "With Jo, from Equal Lives",
                    "Polski · Step-free · Hearing loop",
                ],
            )
        ],
        [
            (
                None,
                "",
                [
                    "2pm to 3pm · A · Talk",
                    "With Jo, from Equal Lives",
                    "British Sign Language · Come and go · No need to book",
                ],
            )
        ],
    ]


def test_doors_and_posters_are_one_sheet_each() -> None:
    shown = programme()

    assert [sign["room"] for sign in sheet_words("doors", shown)["signs"]] == ["A", "Room 1"]
    assert [sign["room"] for sign in sheet_words("doors", shown, "A")["signs"]] == ["A"]
    assert [each["title"] for each in sheet_words("poster", shown)["posters"]] == ["Peer Support Day"]
    assert [(each["title"], each["code"]["address"]) for each in sheet_words("posters", shown)["posters"]] == [
        (HOSTILE, "test.example/day/s/1"),
        ("Chat", "test.example/day/s/3"),
    ]
