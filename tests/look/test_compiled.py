"""Templates are compiled once for all processes of a machine, and without that nothing is missing."""

import shutil
from pathlib import Path

import pytest
from jinja2 import Environment

from eventapp.made_before import folder
from eventapp.templating import environment

pytestmark = pytest.mark.usefixtures("temporary")

made_anew = environment.__wrapped__


def test_what_was_compiled_before_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made_anew().get_template("error.html")

    def compile_again(*_arguments: object, **_more: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Environment, "compile", compile_again)

    assert made_anew().get_template("error.html").name == "error.html"


def test_when_somebody_tidies_up_templates_are_compiled_again(temporary: Path) -> None:
    reading = made_anew()
    [kept] = temporary.iterdir()
    shutil.rmtree(kept)

    assert reading.get_template("error.html").name == "error.html"


def test_where_no_safe_folder_is_nothing_is_kept(temporary: Path) -> None:
    made_anew()
    [kept] = temporary.iterdir()
    kept.rmdir()
    kept.write_text("Not a folder.")
    folder.cache_clear()

    assert made_anew().bytecode_cache is None
