"""Each template is given the macros that it uses: else a page would fail, and only when somebody opens that part of it.

An included template sees what those that include it import. So an import that looks unused may be needed, and a part
that is shown alone, or by another page too, may lack what it had before.
"""

from collections.abc import Iterator
from functools import cache

from jinja2 import meta, nodes

from eventapp.settings import ROOT
from eventapp.templating import environment

TEMPLATES = ROOT / "templates"
Trees = dict[str, nodes.Template]


@cache
def _parsed() -> Trees:
    """Our templates by name, as trees."""
    return {
        path.relative_to(TEMPLATES).as_posix(): environment().parse(path.read_text())
        for path in sorted(TEMPLATES.rglob("*.*"))
        if path.suffix in {".html", ".txt"}
    }


@cache
def _program() -> str:
    """The whole program as text: what names a template there shows it alone."""
    return "\n".join(path.read_text() for path in (ROOT / "eventapp").rglob("*.py"))


def _macros(tree: nodes.Template) -> set[str]:
    """What others can import from a template."""
    return {macro.name for macro in tree.find_all(nodes.Macro)}


def _imports(tree: nodes.Template) -> Iterator[tuple[nodes.FromImport, str]]:
    """Each import of names, and from which template."""
    for found in tree.find_all(nodes.FromImport):
        if isinstance(found.template, nodes.Const):
            yield found, str(found.template.value)


def _includes(tree: nodes.Template) -> set[str]:
    """The templates that this one includes."""
    found = (include.template for include in tree.find_all(nodes.Include))
    return {str(template.value) for template in found if isinstance(template, nodes.Const)}


def _made(tree: nodes.Template) -> set[str]:
    """The names that a template makes or imports; those at its head reach its blocks, and what it includes."""
    imported = {name if isinstance(name, str) else name[1] for found, _source in _imports(tree) for name in found.names}
    return imported | _macros(tree) | {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}


def _missing(templates: Trees, program: str) -> set[str]:
    """The macros that a template uses and that neither it nor whoever includes it has, a line each."""
    # Pages are given functions too; those have other names.
    ours = {name for tree in templates.values() for name in _macros(tree)}
    included = {name for tree in templates.values() for name in _includes(tree)}
    alone = [name for name in templates if name not in included or f'"{name}"' in program]

    def look(template: str, had: set[str], way: tuple[str, ...]) -> Iterator[str]:
        tree = templates[template]
        has = had | _made(tree)
        called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
        for name in sorted((called & ours & meta.find_undeclared_variables(tree)) - has):
            yield f"{' > '.join((*way, template))}: {name}"
        for part in sorted(_includes(tree) & templates.keys() - {*way}):
            yield from look(part, has, (*way, template))

    return {line for template in alone for line in look(template, set(), ())}


def test_every_template_is_given_the_macros_that_it_uses() -> None:
    assert _missing(_parsed(), _program()) == set()


def test_a_macro_that_only_some_who_show_a_part_import_is_found() -> None:
    parse = environment().parse
    templates = {
        "has.html": parse('{% from "parts.html" import tag %}{% block main %}{% include "_part.html" %}{% endblock %}'),
        "lacks.html": parse('{% block main %}{% include "_part.html" %}{% endblock %}'),
        "_part.html": parse('{% from "parts.html" import box %}{% call box(1) %}{{ tag("Star") }}{% endcall %}'),
        "parts.html": parse("{% macro tag(text) %}{% endmacro %}{% macro box(one) %}{{ caller() }}{% endmacro %}"),
    }

    included, alone = _missing(templates, ""), _missing(templates, 'page(request, "_part.html")')

    assert included == {"lacks.html > _part.html: tag"}
    assert alone == {"lacks.html > _part.html: tag", "_part.html: tag"}


def test_every_macro_that_is_imported_is_there() -> None:
    templates = _parsed()
    gone = []
    for template, tree in templates.items():
        for found, source in _imports(tree):
            if source in templates:
                names = [name if isinstance(name, str) else name[0] for name in found.names]
                gone += [f"{template}: {name} of {source}" for name in names if name not in _macros(templates[source])]

    assert gone == []


def test_macros_for_others_use_only_what_they_are_given() -> None:
    """An imported macro does not see the page's values."""
    templates = _parsed()
    shared = {source for tree in templates.values() for found, source in _imports(tree) if not found.with_context}

    leaning = {
        template: sorted(unknown)
        for template in sorted(shared & templates.keys())
        if (unknown := meta.find_undeclared_variables(templates[template]) - _made(templates[template]) - _known())
    }

    assert leaning == {}


def _known() -> set[str]:
    return {*environment().globals, "caller"}


def test_all_templates_are_looked_at() -> None:
    assert len(_parsed()) > 100
