import pytest
from jinja2 import UndefinedError

from tests.look.rendering import part


class Thing:
    title = "Soup lunch"


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ missing.title }}",
        '{{ missing["title"] }}',
        "{% for item in missing %}{% endfor %}",
        "{{ missing|length }}",
        "{{ thing.missing }}",
        "{{ thing.missing.title }}",
        '{{ _("Hello %(name)s", name=missing) }}',
        "{% trans %}Hello {{ missing }}{% endtrans %}",
        "{{ missing ~ 'x' }}",
    ],
)
def test_a_name_that_nobody_gave_fails_the_page(source: str) -> None:
    with pytest.raises(UndefinedError, match="missing"):
        part(source, thing=Thing())


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{% if missing %}yes{% else %}no{% endif %}", "no"),
        ("{{ missing is defined }}", "False"),
        ("{{ missing|default('something else') }}", "something else"),
        ("{{ thing.missing or 'untitled' }}", "untitled"),
        ("{{ thing.title }}", "Soup lunch"),
    ],
)
def test_a_page_may_ask_whether_a_name_is_there(source: str, shown: str) -> None:
    assert part(source, thing=Thing()) == shown


@pytest.mark.parametrize(
    "source",
    [
        "{{ params.missing }}",
        "{{ params.label.missing.deeper }}",
        "{{ params['missing'] }}",
        "{% for item in params.missing %}{{ item }}{% endfor %}",
        "{{ 'something' if params.missing|length }}",
    ],
)
def test_a_parameter_left_out_of_a_mapping_is_empty_as_the_macros_of_govuk_expect(source: str) -> None:
    assert part(source, params={"label": {}}) == ""
