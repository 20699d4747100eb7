"""Answers counted: how many people gave each answer to each question, and what they allowed us to show. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from eventapp.planning.answers import Answers, Cell
from eventapp.planning.disclosure import FEW, held_back
from eventapp.planning.survey import LONGEST_QUOTES, LONGEST_WORDS, SurveyRow, as_at_least
from eventapp.texts import _, ngettext

# What a column is used for.
LEAVE, ONE, SEVERAL, GROUP, QUOTES, ALLOWED = "leave", "one", "several", "group", "quotes", "allowed"

MOST_ANSWERS = 40
MOST_GROUPS = 12
_YES = frozenset({"yes", "y", "1", "true", "x", "yes please", "i agree", "agree", "ok"})
_NO = frozenset({"", "no", "n", "0", "false", "no thanks", "no thank you", "n/a"})
_ASKS_LEAVE = re.compile(r"\b(?:quot\w*|shar\w*|show\w*|publish\w*|permission|consent|allow\w*|may we|can we)\b")


@dataclass(frozen=True)
class Result:
    """What is to be stored.

    `quotes` are what people wrote and allowed, by question; `not_shown` are questions that too few answered.
    """

    rows: list[SurveyRow] = field(default_factory=list)
    quotes: dict[str, list[str]] = field(default_factory=dict)
    answered: int = 0
    not_shown: list[str] = field(default_factory=list)


def uses_for(cells: Sequence[Cell]) -> list[str]:
    """What a column with these cells can be used for."""
    if any(isinstance(cell, list) for cell in cells):
        return [LEAVE, SEVERAL]
    return [LEAVE, ONE, SEVERAL, GROUP, QUOTES, ALLOWED]


def guess(question: str, cells: Sequence[Cell]) -> str:
    """What the column is probably for. What people wrote in their own words is left out unless somebody chooses it."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    if len(uses_for(cells)) == 2:
        return SEVERAL
    if texts and {text.casefold() for text in texts} <= _YES | _NO and _ASKS_LEAVE.search(question.casefold()):
        return ALLOWED
    mark = _mark(texts)
    parted = [part for text in texts for part in parts_of(text, mark)]
    if _are_choices(parted) and not _are_choices(texts):
        return SEVERAL
    if not _are_choices(texts):
        return LEAVE
    return SEVERAL if any(";" in text for text in texts) else ONE


def _are_choices(texts: Sequence[str]) -> bool:
    """Whether the same few short answers come again and again."""
    different = len({text.casefold() for text in texts})
    short = sum(len(text) for text in texts) <= 60 * len(texts)
    return bool(texts) and short and different <= MOST_ANSWERS and 2 * different <= max(len(texts), 3)


def examples(cells: Sequence[Cell], most: int = 3) -> list[str]:
    """The first few different answers, to tell what the column holds."""
    found: list[str] = []
    for cell in cells:
        for text in [cell] if isinstance(cell, str) else cell:
            short = text if len(text) <= 40 else f"{text[:39]}…"
            if text and short not in found:
                found.append(short)
        if len(found) >= most:
            break
    return found[:most]


def _mark(texts: Sequence[str]) -> str:
    return ";" if any(";" in text for text in texts) else ","


def parts_of(text: str, mark: str) -> list[str]:
    """The several answers in one cell. A comma between brackets parts nothing."""
    pieces = text.split(";") if mark == ";" else _parted_by_commas(text)
    return [piece.strip() for piece in pieces if piece.strip()]


def _parted_by_commas(text: str) -> list[str]:
    pieces = re.split(r",\s", text)
    if text.count("(") != text.count(")"):
        return pieces
    whole: list[list[str]] = [[]]
    depth = 0
    for piece in pieces:
        whole[-1].append(piece)
        depth += piece.count("(") - piece.count(")")
        if depth <= 0:
            whole.append([])
    return [", ".join(each) for each in whole]


# Problems with what was chosen


def wrong_uses(answers: Answers, uses: Sequence[str]) -> dict[int, str]:
    """What is wrong with how the columns are to be used: a sentence by the place of the question."""
    wrong: dict[int, str] = {}
    for use, words in (
        (GROUP, _("Only one column can say who answers. Choose something else here.")),
        (ALLOWED, _("Only one column can say what we may show. Choose something else here.")),
    ):
        wrong |= dict.fromkeys([place for place, each in enumerate(uses) if each == use][1:], words)
    for place, use in enumerate(uses):
        if use in (ONE, SEVERAL, GROUP):
            most = MOST_GROUPS if use == GROUP else MOST_ANSWERS
            names = _names(_chosen(answers.of(place), use))
            if len(names) > most:
                wrong[place] = _too_many(len(names))
            elif any(len(name) > LONGEST_WORDS for name in names.values()):
                wrong[place] = _("Some answers here are long texts. Leave the column out, or show what people wrote.")
        elif use == QUOTES and ALLOWED not in uses:
            wrong[place] = _("Nothing says that we may show this. Leave it out, or choose the column that says so.")
        elif use == ALLOWED:
            strange = [str(cell) for cell in answers.of(place) if str(cell).casefold() not in _YES | _NO]
            if strange:
                wrong[place] = _("One answer here is “%s”. It must hold only yes or no.") % strange[0][:40]
    return wrong


def _too_many(count: int) -> str:
    words = ngettext("There is %d different answer here.", "There are %d different answers here.", count) % count
    return " ".join([words, _("Leave it out, or choose “several” if each holds several answers.")])


# Counting


def count(answers: Answers, uses: Sequence[str]) -> Result:
    """The answers counted as chosen, small numbers left out: those under 5 are 0, others are held back beside them."""
    groups = _groups(answers, uses)
    result = Result(answered=len(answers.people))
    for place, use in enumerate(uses):
        question = answers.questions[place]
        if use in (ONE, SEVERAL):
            rows = _counted(question, _chosen(answers.of(place), use), groups)
            kept = _protected(rows) if use == ONE else rows
            if kept is None:
                result.not_shown.append(question)
            else:
                result.rows.extend(_without_small(kept))
        elif use == QUOTES:
            wrote = [str(cell) for cell in answers.of(place)]
            allowed = [str(cell).casefold() in _YES for cell in answers.of(list(uses).index(ALLOWED))]
            row = SurveyRow(question, "", sum(map(bool, wrote)), "", quotes_allowed=False)
            result.rows.extend(_without_small([row]))
            # In the order of the alphabet: that of the file could tell who wrote what.
            result.quotes[question] = sorted(text for text, may in zip(wrote, allowed, strict=True) if text and may)
    return result


def _chosen(cells: Sequence[Cell], use: str) -> list[list[str]]:
    """For each person the answers chosen, each once."""
    mark = _mark([cell for cell in cells if isinstance(cell, str)])
    # Most people give one of few answers.
    known: dict[str, list[str]] = {"": []}
    found = []
    for cell in cells:
        if isinstance(cell, list):
            found.append(_once(cell))
        else:
            if cell not in known:
                known[cell] = _once(parts_of(cell, mark) if use == SEVERAL else [cell])
            found.append(known[cell])
    return found


def _once(answers: Sequence[str]) -> list[str]:
    return list({_plain(answer): answer for answer in answers}.values())


def _plain(answer: str) -> str:
    return " ".join(answer.casefold().split())


def _names(chosen: Iterable[Sequence[str]]) -> dict[str, str]:
    """Each answer as most people spell it."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for answer, times in Counter(chain.from_iterable(chosen)).items():
        spellings[_plain(answer)][" ".join(answer.split())] += times
    return {plain: min(found, key=lambda words: (-found[words], words)) for plain, found in spellings.items()}


def _groups(answers: Answers, uses: Sequence[str]) -> list[str]:
    """For each person their group; nobody's where no column says so."""
    if GROUP not in uses:
        return [""] * len(answers.people)
    place = list(uses).index(GROUP)
    chosen = _chosen(answers.of(place), GROUP)
    names = _names(chosen)
    if names.keys() <= _YES | _NO:
        # Alone a yes says nothing of who it was.
        names = {plain: _with_question(answers.questions[place], name) for plain, name in names.items()}
    return [names[_plain(each[0])] if each else _("They did not say") for each in chosen]


def _with_question(question: str, answer: str) -> str:
    room = LONGEST_WORDS - len(answer) - 1
    return f"{question if len(question) <= room else question[: room - 1] + '…'} {answer}"


def _counted(question: str, chosen: Sequence[Sequence[str]], groups: Sequence[str]) -> list[SurveyRow]:
    """A line for each answer of each group, also where nobody gave it: none at all would tell as much as a number."""
    names = _names(chosen)
    spelt = Counter((answer, group) for each, group in zip(chosen, groups, strict=True) for answer in each)
    people: Counter[tuple[str, str]] = Counter()
    for (answer, group), times in spelt.items():
        people[_plain(answer), group] += times
    return [
        SurveyRow(name, group, people[plain, group], "", quotes_allowed=False, question=question)
        for plain, name in sorted(names.items())
        for group in sorted(set(groups))
    ]


def _protected(rows: list[SurveyRow]) -> list[SurveyRow] | None:
    back = held_back([row.people for row in rows])
    if back is None:
        return None
    return [as_at_least(row) if place in back else row for place, row in enumerate(rows)]


def _without_small(rows: Sequence[SurveyRow]) -> list[SurveyRow]:
    return [
        SurveyRow(row.theme, row.answer_group, 0, "", quotes_allowed=False, question=row.question)
        if row.people < FEW
        else row
        for row in rows
    ]


def with_quotes(rows: Sequence[SurveyRow], quotes: Mapping[str, str]) -> list[SurveyRow]:
    """The lines with what people wrote and allowed, by question, as somebody has read it through."""
    return [
        SurveyRow(row.theme, row.answer_group, row.people, quotes[row.theme], quotes_allowed=bool(quotes[row.theme]))
        if not row.question and row.theme in quotes
        else row
        for row in rows
    ]


def joined(quotes: Sequence[str]) -> tuple[str, int]:
    """The quotes as one text, an empty line between them, and how many did not fit."""
    text = ""
    for place, quote in enumerate(quotes):
        longer = f"{text}\n\n{quote}" if text else quote
        if len(longer) > LONGEST_QUOTES:
            return text, len(quotes) - place
        text = longer
    return text, 0
