import re
from collections import Counter
from pathlib import Path

from eventapp import styleguide
from tests.look.rendering import whole_page

TEMPLATES = Path(__file__).parents[2] / "templates"
# Made of other drawings, or drawn by them.
PIECES = {"kettle_shape", "mug_shape", "tomato_shape", "still_life", "kind_icon"}


def test_the_style_guide_shows_every_macro() -> None:
    source = (TEMPLATES / "styleguide.html").read_text().replace("a_form(", "form(")
    made = {
        name
        for path in (TEMPLATES / "ui").glob("*.html")
        for name in re.findall(r"{% macro ([a-z]\w*)\(", path.read_text())
    }

    shown = set(re.findall(r"\b([a-z]\w*)\(", source))

    assert made - PIECES - shown == set()


def test_the_style_guide_is_a_sound_page() -> None:
    html = whole_page("styleguide.html", **styleguide.context())

    ids = Counter(re.findall(r'\sid="([^"]*)"', html))

    assert html.count("<h1") == 1
    assert [name for name, count in ids.items() if count > 1] == []
    assert html.count("<main") == html.count("</main>") == 1


def test_no_page_writes_styles_or_scripts_into_its_html() -> None:
    # The Content-Security-Policy refuses these; ld+json is data for search engines and runs nothing.
    forbidden = re.compile(
        r"""\sstyle=|<style|<script(?![^>]*\s(?:src=|type="application/ld\+json"))|\son[a-z]+=|javascript:|\shx-|hx-on"""
    )

    found = {
        str(path.relative_to(TEMPLATES)): match[0]
        for path in TEMPLATES.rglob("*.html")
        if (match := forbidden.search(path.read_text()))
    }

    assert found == {}
