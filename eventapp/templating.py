"""Renders templates: pages, parts of pages, and mails."""

import hashlib
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    pass_context,
    select_autoescape,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context

from eventapp import assets, made_before, texts
from eventapp.kept_parts import once
from eventapp.settings import ROOT, settings
from eventapp.undefined import LoudWhenPrinted


def render(template: str, **context: Any) -> str:
    """The template's text. Names ending in `.html` are escaped for HTML; those in `.txt` are plain text."""
    return environment().get_template(template).render(context)


@cache
def environment() -> Environment:
    """The one Jinja environment of this process."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(ROOT / "templates"), _govuk_macros()]),
        autoescape=select_autoescape(enabled_extensions=["html"], default_for_string=True),
        undefined=LoudWhenPrinted,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        bytecode_cache=_compiled_before(),
    )
    made.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        static=assets.url, inline=assets.inline, locale=texts.LOCALE, base_url=settings().base_url, once=once
    )
    made.filters.update(
        time=_time,
        times=_times,
        moment=_moment,
        day=_day,
        day_year=texts.day_year_words,
        minutes=texts.minutes_words,
        names=texts.list_words,
        local=_local,
        written=texts.written,
    )
    return made


class _Compiled(FileSystemBytecodeCache):
    """What templates were compiled to, in a folder for temporary files that is this user's alone."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        # The disk may be full, or somebody tidied up.
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled_before() -> _Compiled | None:
    """So that a process starts in half the time: compiling what it shows first takes most of a second."""
    # Jinja compares the texts of templates, and not how an environment reads them: that is in this file.
    made_by = hashlib.sha256(Path(__file__).read_bytes() + jinja2.__version__.encode()).hexdigest()[:16]
    return _Compiled(str(made_before.folder()), f"eventapp-{made_by}-%s") if made_before.folder() else None


def _govuk_macros() -> PrefixLoader:
    # The macros import one another under this prefix.
    return PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})


def _zone(context: Context) -> str:
    return str(context["event"].time_zone) if context.get("event") else "Europe/London"


@pass_context
def _time(context: Context, moment: datetime) -> str:
    return texts.time_words(moment, _zone(context))


@pass_context
def _times(context: Context, span: tuple[datetime, datetime]) -> str:
    return texts.times_words(*span, _zone(context))


@pass_context
def _moment(context: Context, moment: datetime) -> str:
    return texts.moment_words(moment, _zone(context))


@pass_context
def _day(context: Context, day: date) -> str:
    return texts.day_words(_local(context, day) if isinstance(day, datetime) else day)


@pass_context
def _local(context: Context, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(_zone(context)))
