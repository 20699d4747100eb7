"""What organisers write in Markdown, as HTML that is safe to show."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# A script, or an address that looks like one of ours and is not, is no link.
_FINE_LINK = re.compile(r"(https?://|mailto:|tel:|/(?![/\\])|#)", re.IGNORECASE)
# Pages head each section with h2.
_HEADING = "h3"


class _Plain(MarkdownIt):
    """CommonMark without HTML and pictures, with line breaks as they were typed."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "breaks": True})
        self.disable(["image", "html_block", "html_inline", "code"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return _FINE_LINK.match(url) is not None


_READER = _Plain()


@lru_cache(maxsize=256)
def to_html(text: str) -> str:
    """The text as HTML. Whatever stands in it, there are no scripts, no pictures and no headings but of one level."""
    tokens = _READER.parse(text)
    return str(_READER.renderer.render([_below(token) for token in tokens], _READER.options, {}))


def _below(token: Token) -> Token:
    return token.copy(tag=_HEADING) if token.type in ("heading_open", "heading_close") else token
