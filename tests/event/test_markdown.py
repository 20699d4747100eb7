"""What organisers write in Markdown: shown as they mean it, and never more than words."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.event.markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("The way in\nis level.", "<p>The way in<br />\nis level.</p>\n"),
        ("# Doors\n\n#### Steps", "<h3>Doors</h3>\n<h3>Steps</h3>\n"),
        ("- **Lift**\n- stairs", "<ul>\n<li><strong>Lift</strong></li>\n<li>stairs</li>\n</ul>\n"),
        ("[us](mailto:us@example.org)", '<p><a href="mailto:us@example.org">us</a></p>\n'),
        ("[help](/day/help)", '<p><a href="/day/help">help</a></p>\n'),
        ("", ""),
    ],
)
def test_words_become_what_they_mean(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//other.example", "vbscript:x", "file:///etc"],
)
def test_a_link_to_anything_else_is_only_words(link: str) -> None:
    shown = to_html(f"[press]({link}) <{link}> [there]\n\n[there]: {link}")

    assert "<a" not in shown


_PARTS = [
    "<script>",
    "</p>",
    "<img src=x onerror=y>",
    "](",
    "[",
    "![",
    "javascript:",
    "`",
    "&lt;",
    '"',
    "\n",
    "#",
    ">",
    "a",
]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), max_size=20).map("".join))
def test_whatever_is_written_only_harmless_marks_come_out(text: str) -> None:
    shown = to_html(text)

    marks = {tuple(found) for found in re.findall(r"<(/?\w+)([^<>]*)>", shown)}
    allowed = {"p", "br", "ul", "ol", "li", "strong", "em", "h3", "a", "code", "pre", "blockquote", "hr"}
    assert {name.strip("/") for name, _more in marks} <= allowed
    assert {more.split("=")[0].strip(" /") for name, more in marks if name != "code"} <= {"", "href", "start"}
