"""XML as a tree whose nodes know their line."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import InputSource

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

_BRANCHES = frozenset({"schedule", "conference", "day", "room", "event", "persons"})


class Unreadable(Exception):
    """The file is no XML, or XML that does harm. `line` says where, as far as is known."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass
class Node:
    """An element. `text` holds the text of everything in it, unless it is one that holds other elements by design."""

    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def all(self, tag: str) -> list["Node"]:
        return [child for child in self.children if child.tag == tag]

    def one(self, tag: str) -> "Node | None":
        return next((child for child in self.children if child.tag == tag), None)

    def said(self, *tags: str) -> str:
        """The text of the first of these children that says anything, in one line."""
        texts = (" ".join(child.text.split()) for tag in tags for child in self.all(tag))
        return next((text for text in texts if text), "")


def parse(data: bytes) -> Node:
    """The root. Raises `Unreadable`."""
    handler = _Tree()
    parser = create_parser()
    parser.setContentHandler(handler)
    source = InputSource()
    source.setByteStream(BytesIO(data))
    try:
        parser.parse(source)
    except SAXParseException as problem:
        raise Unreadable(problem.getLineNumber() or 1) from problem
    except (DefusedXmlException, ValueError, LookupError) as problem:
        raise Unreadable(handler.line) from problem
    if handler.root is None:
        raise Unreadable(1)
    return handler.root


class _Tree(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._locator: Any = None

    @property
    def line(self) -> int:
        return (self._locator.getLineNumber() if self._locator else None) or 1

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        # Prefixes of namespaces say nothing here.
        node = Node(name.rpartition(":")[2], self.line, dict(attrs.items()))
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def characters(self, content: str) -> None:
        self._open[-1].texts.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        node = self._open.pop()
        # Some generators put their HTML into texts as elements of its own: the words are kept.
        if self._open and self._open[-1].tag not in _BRANCHES:
            self._open[-1].texts.extend(node.texts)
