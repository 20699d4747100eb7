"""What two texts have in common, word by word. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from eventapp.proposals.tables import Suggestion
from eventapp.proposals.words import ProposalWords


@dataclass(frozen=True)
class Piece:
    """A part of a text; `differs` where the other text has something else there."""

    text: str
    differs: bool = False


def compared(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, which put together are the texts."""
    before, after = _words(old), _words(new)
    old_pieces: list[Piece] = []
    new_pieces: list[Piece] = []
    # A blank that both have in some place is nothing that they have in common.
    for what, start, end, new_start, new_end in SequenceMatcher(str.isspace, before, after).get_opcodes():
        for pieces, words in ((old_pieces, before[start:end]), (new_pieces, after[new_start:new_end])):
            if words:
                pieces.append(Piece("".join(words), differs=what != "equal"))
    return old_pieces, new_pieces


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


SUGGESTED = ("title", "what_happens", "minutes", "content_notes", "access_notes")


def suggested(suggestion: Suggestion) -> dict[str, str | int]:
    """The fields of `ProposalWords` that a suggestion would change, with what they would say."""
    return {name: getattr(suggestion, name) for name in SUGGESTED if getattr(suggestion, name) is not None}


def changes(words: ProposalWords, typed: Mapping[str, str | int | None]) -> dict[str, str | int]:
    """What differs in what was typed from what the words say; a length that was left empty does not."""
    return {name: value for name, value in typed.items() if value is not None and value != getattr(words, name)}
