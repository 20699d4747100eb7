"""Answers from a form tool become results in three steps. What one person answered is never stored.

It travels in the page, sealed, from the first step to the second; from there on only counts do.
"""

import asyncio
from typing import Any

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.planning.actions import add_survey
from eventapp.planning.answers import LARGEST_FILE, Answers, read_answers
from eventapp.planning.counting import ONE, QUOTES, SEVERAL, Result, count, joined, with_quotes, wrong_uses
from eventapp.planning.importing_forms import AnswersForm, ResultForm, columns_form, result_form
from eventapp.planning.pages.shared import problem_sentences, text_of
from eventapp.planning.survey import (
    MOST_ROWS,
    Problem,
    SurveyRow,
    count_words,
    has_theme_heading,
    in_order,
    read_rows,
    safe,
)
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, page, partner_or_404, posted, say, sign, unsign

# The file


@get("/{slug:str}/survey/import")
async def show_import(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await page(request, "planning/import_file.html", event=event, form=AnswersForm())


@post("/{slug:str}/survey/import")
async def read_file(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    form = AnswersForm(await posted(request))
    if not form.validate():
        return await _file_page(request, event, form)
    try:
        text = await _text(form)
    except Refused as refusal:
        form.file.errors = [str(refusal)]
        return await _file_page(request, event, form)
    if has_theme_heading(text):
        rows, problems = read_rows(text)
        if not problems:
            return await _result_page(request, event, _sealed_result(event, Result(safe(rows)), counted=False))
        return await _told(request, event, form, problems)
    answers, problems = await asyncio.to_thread(read_answers, text)
    if problems:
        return await _told(request, event, form, problems)
    sealed = await asyncio.to_thread(_sealed_answers, event, answers)
    return await _columns_page(request, event, answers, sealed)


async def _text(form: AnswersForm) -> str:
    """What was pasted, or else what the file holds. Raises `Refused` for nothing at all, and for what is no text."""
    file = form.file.data
    if isinstance(file, UploadFile) and not form.rows.data:
        data = await file.read()
        if data[:4] in _NO_TEXT or (b"\x00" in data[:200] and data[:2] not in _UTF_16):
            raise Refused(_("This is a spreadsheet or a zipped file. Open it, save it as CSV, and choose that."))
        if len(data) > 4 * LARGEST_FILE:
            raise Refused(_("This is larger than 1 megabyte. Take out columns with long texts."))
        await file.seek(0)
    text = await text_of(form.rows, form.file)
    if not text:
        raise Refused(_("Choose a file, or paste the table below."))
    return text


# Zipped files, those of spreadsheets too, and spreadsheets as they were before.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


async def _told(request: Asked, event: Event, form: AnswersForm, problems: list[Problem]) -> Answer:
    form.file.errors = problem_sentences(problems)[:1]
    form.form_errors += problem_sentences(problems)[1:]
    return await _file_page(request, event, form)


async def _file_page(request: Asked, event: Event, form: AnswersForm) -> Answer:
    return await page(request, "planning/import_file.html", status=422, event=event, form=form)


# The columns


def _sealed_answers(event: Event, answers: Answers) -> str:
    return sign(f"answers at {event.id}", [answers.questions, answers.people, answers.left_out])


@post("/{slug:str}/survey/import/columns")
async def count_columns(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    typed = await posted(request)
    sealed = "".join(text for text in typed.getlist("answers")[:1] if isinstance(text, str))
    found = unsign(f"answers at {event.id}", sealed)
    if found is None:
        return await _again(request, event)
    answers = Answers(*found)
    form = await asyncio.to_thread(columns_form, answers, sealed, typed)
    if form.validate():
        uses = form.uses()
        wrong = await asyncio.to_thread(wrong_uses, answers, uses)
        for place, words in wrong.items():
            form[f"use_{place}"].errors = [words]
        if not {ONE, SEVERAL, QUOTES} & set(uses):
            form.form_errors.append(_("Choose at least one column to count."))
        elif not wrong:
            result = await asyncio.to_thread(count, answers, uses)
            if len(result.rows) <= MOST_ROWS:
                return await _result_page(request, event, _sealed_result(event, result))
            form.form_errors.append(_("There are too many lines to store: more than %d. Count less.") % MOST_ROWS)
    return await _columns_page(request, event, answers, sealed, form)


async def _columns_page(
    request: Asked, event: Event, answers: Answers, sealed: str, wrong: Any | None = None
) -> Answer:
    return await page(
        request,
        "planning/import_columns.html",
        status=422 if wrong else 200,
        event=event,
        answers=answers,
        form=wrong or await asyncio.to_thread(columns_form, answers, sealed),
    )


# The result


def _sealed_result(event: Event, result: Result, *, counted: bool = True) -> str:
    rows = [
        [row.theme, row.answer_group, row.people, row.quotes, row.quotes_allowed, row.question, row.at_least]
        for row in result.rows
    ]
    quotes = {question: joined(texts) for question, texts in result.quotes.items()}
    return sign(f"result at {event.id}", [rows, quotes, result.answered if counted else None, result.not_shown])


@post("/{slug:str}/survey/import/result")
async def store_result(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    typed = await posted(request)
    sealed = "".join(text for text in typed.getlist("result")[:1] if isinstance(text, str))
    found = unsign(f"result at {event.id}", sealed)
    if found is None:
        return await _again(request, event)
    rows, quotes, answered, _not_shown = found
    form = result_form({question: text for question, (text, _more) in quotes.items()}, sealed, typed)
    if form.validate() and form.asked_on.data:
        lines = with_quotes([SurveyRow(*row) for row in rows], form.quotes(list(quotes)))
        try:
            survey = await add_survey(
                event,
                person,
                title=form.title.data or "",
                asked_on=form.asked_on.data,
                answered=answered,
                rows=lines,
            )
        except Refused as refusal:
            form.title.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/survey/{survey.id}"), _("The results are stored."))
    return await _result_page(request, event, sealed, form)


async def _result_page(request: Asked, event: Event, sealed: str, wrong: ResultForm | None = None) -> Answer:
    rows, quotes, answered, not_shown = unsign(f"result at {event.id}", sealed) or ([], {}, None, [])
    lines = in_order(SurveyRow(*row) for row in rows)
    return await page(
        request,
        "planning/import_result.html",
        status=422 if wrong else 200,
        event=event,
        form=wrong or result_form({question: text for question, (text, _more) in quotes.items()}, sealed),
        questions=sorted({line.question for line in lines}, key=str.casefold),
        lines=[(line, count_words(line.people, at_least=line.at_least)) for line in lines],
        answered=answered,
        not_shown=not_shown,
        more_quotes=sum(more for _text, more in quotes.values()),
    )


async def _again(request: Asked, event: Event) -> Answer:
    """What came is not what we sent: such as a form kept for very long, or one of another event."""
    form = AnswersForm()
    form.form_errors.append(_("We cannot go on from there. Choose the file once more."))
    return await _file_page(request, event, form)


handlers = [show_import, read_file, count_columns, store_result]
