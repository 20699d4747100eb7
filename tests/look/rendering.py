"""Renders parts of templates/ui for tests, and compares HTML without regard to blanks between tags."""

import re
from dataclasses import dataclass
from typing import Any

from eventapp.templating import environment

IMPORTS = """
{% import "ui/forms.html" as forms %}
{% import "ui/parts.html" as parts %}
{% import "ui/pictures.html" as pictures %}
"""


def part(source: str, **context: Any) -> str:
    """What a page would get that writes `source`, with every macro under `forms`, `parts` and `pictures`."""
    return tidy(environment().from_string(IMPORTS + source).render(context))


def govuk(component: str, macro: str, params: dict[str, Any]) -> str:
    """What the macro of govuk-frontend-jinja gives for these parameters."""
    source = (
        f'{{% from "govuk_frontend_jinja/components/{component}/macro.html" import {macro} %}}{{{{ {macro}(params) }}}}'
    )
    return tidy(environment().from_string(source).render(params=params))


def tidy(html: str) -> str:
    """The HTML on one line, without blanks beside tags."""
    return re.sub(r"\s*(<[^>]*>)\s*", lambda tag: re.sub(r"\s+", " ", tag[1]), html).strip()


@dataclass
class SomeEvent:
    """As much of an event as the layout reads."""

    name: str = "Peer Support Day"
    slug: str = "peer-support-day"
    is_sample: bool = False


@dataclass
class SomePerson:
    """As much of a person as the layout reads."""

    name: str = "Denise"


@dataclass
class SomeRoles:
    """What a person may do at an event."""

    partner: bool = False
    organiser: bool = False


def whole_page(template: str, **context: Any) -> str:
    """A page as a visitor to the programme gets it, unless the context says otherwise."""
    return tidy(environment().get_template(template).render(_usual() | context))


def layout(**context: Any) -> str:
    """The layout around a page that is titled Programme, likewise."""
    source = (
        '{% extends "layout.html" %}{% block title %}Programme{% endblock %}'
        "{% block main %}<h1>Programme</h1>{% endblock %}"
    )
    return tidy(environment().from_string(source).render(_usual() | context))


def _usual() -> dict[str, Any]:
    return {
        "event": SomeEvent(),
        "person": None,
        "roles": SomeRoles(),
        "messages": [],
        "path": "/peer-support-day/programme",
    }
