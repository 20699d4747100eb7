"""The typesetter's own process: reads the words of a sheet from standard input, and writes the PDF as one JSON line.

typst is for this process alone: it is large, keeps what it has set before, and what it cannot bear ends its process.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import typst

from eventapp.programme.qr import qr_code

HERE = Path(__file__).parent
# What standard, and whether with the system's fonts too: reading those takes longer than setting a sheet, and only
# letters that ours lack need them. The last try takes what no font can show.
_TRIES: list[tuple[list[Any], bool]] = [(["ua-1"], False), (["ua-1"], True), ([], True)]


def set_sheet(layout: str, words: dict[str, Any]) -> tuple[bytes, str]:
    """The PDF, tagged, and what kept it from being PDF/UA: empty, or a sentence, such as of a letter in no font."""
    source, given = str(HERE / "sheets" / f"{layout}.typ"), {"words": json.dumps(_with_codes(words))}
    lacks = ""
    for standards, of_system in _TRIES:
        fonts = typst.Fonts(include_system_fonts=of_system, font_paths=[str(HERE / "fonts")])
        try:
            return typst.compile(source, sys_inputs=given, font_paths=fonts, pdf_standards=standards), lacks
        except typst.TypstError as problem:
            lacks = problem.message
    raise ValueError(lacks)


def _with_codes(words: dict[str, Any]) -> dict[str, Any]:
    """The same, with each code drawn: hundreds take seconds, so it is done here."""
    for place in [words, *words.get("posters", [])]:
        if code := place.get("code"):
            # In pages it is part of HTML; alone it has to say what it is.
            code["svg"] = qr_code(code["href"]).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return words


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    body, lacks = set_sheet(asked["layout"], asked["words"])
    print(json.dumps({"pdf": base64.b64encode(body).decode(), "lacks": lacks}))  # noqa: T201 (how it answers)
