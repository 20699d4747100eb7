import pytest
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    EmailField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of the version before

from eventapp.forms import Form, Posted, email_address, longest, optional, required
from tests.look.rendering import govuk, part

KINDS = [SelectChoice("talk", "Talk", {"hint": "Sit and listen."}), SelectChoice("film", "Film")]


class Idea(Form):
    title = StringField("Title", [required("Give it a title.")])
    email = EmailField("Email", [optional(), email_address()], render_kw={"autocomplete": "email"})
    places = IntegerField("Places")
    cost = DecimalField("Cost")
    story = TextAreaField("What happens there?", [longest(400)], description="In your own words.")
    notes = TextAreaField("Notes")
    kind = SelectField("Kind", choices=KINDS)
    shape = RadioField("Shape", choices=KINDS)
    needs = SelectMultipleField("Needs", choices=KINDS)
    quiet = BooleanField("This is quiet", description="Away from noise.")
    day = DateField("Day", [optional()])
    start = TimeField("Start")
    closes = DateTimeLocalField("Closes")
    flyer = FileField("A file")
    came_from = HiddenField()


def posted(**values: str) -> Idea:
    """The form as it comes back from a browser, checked."""
    form = Idea(Posted({name: [value] for name, value in values.items()}))
    form.validate()
    return form


def label(name: str, text: str) -> dict[str, object]:
    return {"id": name, "name": name, "label": {"text": text}}


@pytest.mark.parametrize(
    ("name", "typed", "component", "macro", "params"),
    [
        ("title", "Soup", "input", "govukInput", label("title", "Title") | {"value": "Soup"}),
        (
            "places",
            "12",
            "input",
            "govukInput",
            label("places", "Places") | {"value": "12", "inputmode": "numeric", "classes": "govuk-input--width-5"},
        ),
        (
            "cost",
            "2.50",
            "input",
            "govukInput",
            label("cost", "Cost") | {"value": "2.50", "inputmode": "decimal", "classes": "govuk-input--width-5"},
        ),
        (
            "email",
            "a@example.org",
            "input",
            "govukInput",
            label("email", "Email (optional)")
            | {
                "value": "a@example.org",
                "type": "email",
                "spellcheck": False,
                "autocapitalize": "none",
                "attributes": {"autocomplete": "email"},
            },
        ),
        (
            "day",
            "2026-11-28",
            "input",
            "govukInput",
            label("day", "Day (optional)")
            | {"value": "2026-11-28", "classes": "govuk-input--width-10", "hint": {"text": "Such as 2026-11-28"}},
        ),
        (
            "start",
            "10:30",
            "input",
            "govukInput",
            label("start", "Start")
            | {"value": "10:30", "classes": "govuk-input--width-5", "hint": {"text": "Such as 10:30"}},
        ),
        (
            "closes",
            "2026-11-28 10:30",
            "input",
            "govukInput",
            label("closes", "Closes")
            | {
                "value": "2026-11-28 10:30",
                "classes": "govuk-input--width-20",
                "hint": {"text": "Such as 2026-11-28 10:30"},
            },
        ),
        ("notes", "More", "textarea", "govukTextarea", label("notes", "Notes") | {"value": "More"}),
        ("flyer", "", "file-upload", "govukFileUpload", label("flyer", "A file")),
        (
            "kind",
            "film",
            "select",
            "govukSelect",
            label("kind", "Kind")
            | {"items": [{"value": "talk", "text": "Talk"}, {"value": "film", "text": "Film", "selected": True}]},
        ),
        (
            "shape",
            "film",
            "radios",
            "govukRadios",
            {
                "idPrefix": "shape",
                "name": "shape",
                "fieldset": {"legend": {"text": "Shape"}},
                "items": [
                    {"value": "talk", "text": "Talk", "hint": {"text": "Sit and listen."}},
                    {"value": "film", "text": "Film", "checked": True},
                ],
            },
        ),
        (
            "needs",
            "talk",
            "checkboxes",
            "govukCheckboxes",
            {
                "idPrefix": "needs",
                "name": "needs",
                "fieldset": {"legend": {"text": "Needs"}},
                "items": [
                    {"value": "talk", "text": "Talk", "hint": {"text": "Sit and listen."}, "checked": True},
                    {"value": "film", "text": "Film"},
                ],
            },
        ),
        (
            "quiet",
            "y",
            "checkboxes",
            "govukCheckboxes",
            {
                "idPrefix": "quiet",
                "name": "quiet",
                "items": [
                    {"value": "y", "text": "This is quiet", "hint": {"text": "Away from noise."}, "checked": True}
                ],
            },
        ),
    ],
)
def test_each_type_of_field_becomes_its_part_with_what_was_typed(
    name: str, typed: str, component: str, macro: str, params: dict[str, object]
) -> None:
    form = Idea(Posted({name: [typed]}))

    shown = part("{{ forms.field(field) }}", field=form[name])

    assert shown == govuk(component, macro, params)


def test_a_hidden_field_is_only_itself() -> None:
    form = posted(came_from="survey")

    shown = part("{{ forms.field(field) }}", field=form.came_from)

    assert shown == '<input id="came_from" name="came_from" type="hidden" value="survey">'


def test_a_problem_stands_beside_its_field_and_what_was_typed_is_kept() -> None:
    form = posted(email="not an address")

    shown = part("{{ forms.field(field) }}", field=form.email)

    assert shown == govuk(
        "input",
        "govukInput",
        label("email", "Email (optional)")
        | {
            "value": "not an address",
            "type": "email",
            "spellcheck": False,
            "autocapitalize": "none",
            "attributes": {"autocomplete": "email"},
            "errorMessage": {
                "text": "Write an email address in full, such as name@example.org.",
                "visuallyHiddenText": "Problem",
            },
        },
    )


@pytest.mark.parametrize(("name", "typed"), [("day", "next Friday"), ("start", "late"), ("places", "many")])
def test_what_cannot_be_read_is_shown_again_as_it_was_typed(name: str, typed: str) -> None:
    form = posted(**{name: typed})

    shown = part("{{ forms.field(field) }}", field=form[name])

    assert f' value="{typed}"' in shown


def test_the_lines_of_a_long_text_come_back_as_they_were() -> None:
    form = posted(notes="One\n  Two\n\nThree")

    html = part("{{ forms.field(field) }}", field=form.notes)

    assert "One\n  Two\n\nThree</textarea>" in html


def test_hostile_text_is_shown_as_text() -> None:
    form = posted(title='"><script>alert(1)</script>', notes="</textarea><b>x</b>")

    shown = part("{{ forms.field(form.title) }}{{ forms.field(form.notes) }}", form=form)

    assert "<script" not in shown
    assert "<b>" not in shown


def test_a_text_with_a_limit_counts_its_characters_near_the_end() -> None:
    form = posted(story="We meet.")

    shown = part("{{ forms.field(field) }}", field=form.story)

    assert 'data-module="govuk-character-count" data-maxlength="400" data-threshold="75"' in shown
    assert 'data-i18n.characters-under-limit.one="%{count} character left"' in shown
    assert "You can write up to 400 characters." in shown


def test_the_page_may_give_its_own_hint_and_say_nothing_of_being_optional() -> None:
    form = Idea()

    shown = part('{{ forms.field(field, hint="Year first.", optional=False) }}', field=form.day)

    assert shown == govuk(
        "input",
        "govukInput",
        label("day", "Day") | {"value": "", "classes": "govuk-input--width-10", "hint": {"text": "Year first."}},
    )


@pytest.mark.parametrize("name", ["title", "shape"])
def test_the_label_can_be_the_heading_of_a_page_with_one_question(name: str) -> None:
    shown = part("{{ forms.field(field, heading=True) }}", field=Idea()[name])

    assert shown.count("<h1") == 1


def test_the_summary_links_every_problem_to_its_field_in_the_order_of_the_form() -> None:
    form = posted(places="many", email="no")
    form.form_errors.append("Two of these do not go together.")

    shown = part("{{ forms.error_summary(form) }}", form=form)

    assert shown == govuk(
        "error-summary",
        "govukErrorSummary",
        {
            "titleText": "There is a problem",
            "disableAutoFocus": False,
            "errorList": [
                {"text": "Two of these do not go together."},
                {"text": "Give it a title.", "href": "#title"},
                {"text": "Write an email address in full, such as name@example.org.", "href": "#email"},
                {"text": "Write a whole number, such as 12.", "href": "#places"},
                {"text": "Choose one of the answers offered.", "href": "#kind"},
                {"text": "Choose one of the answers offered.", "href": "#shape"},
            ],
        },
    )


def test_the_links_of_the_summary_lead_to_controls() -> None:
    form = posted(places="many")
    names = [field.name for field in form if field.errors]

    shown = part("{% for field in form %}{{ forms.field(field) }}{% endfor %}", form=form)

    assert [name for name in names if f' id="{name}" ' not in shown] == []


def test_a_form_without_problems_has_no_summary() -> None:
    assert part("{{ forms.error_summary(form) }}", form=Idea()) == ""


def test_a_form_leaves_the_checking_to_us_and_carries_files_when_asked() -> None:
    shown = part(
        '{% call forms.form("/ideas", files=True, attributes={"data-hx-post": "/ideas"}) %}<p>Fields</p>{% endcall %}'
    )

    assert shown == (
        '<form action="/ideas" method="post" novalidate enctype="multipart/form-data" data-hx-post="/ideas">'
        "<p>Fields</p></form>"
    )


def test_a_list_is_narrowed_by_a_form_that_is_folded_until_it_is_used() -> None:
    source = '{% call forms.filters("/programme", "Find something", "Show", open=open) %}<p>Fields</p>{% endcall %}'

    assert part(source, open=False).startswith('<details class="filters"><summary>Find something</summary><form')
    assert part(source, open=True).startswith('<details class="filters" open>')
    assert '<form action="/programme" method="get" novalidate><p>Fields</p><button type="submit"' in part(
        source, open=True
    )


@pytest.mark.parametrize(
    ("arguments", "params"),
    [
        ('"Save"', {}),
        ('"Save", quiet=True', {"classes": "govuk-button--secondary"}),
        (
            '"Save", warning=True, name="do", value="now"',
            {"classes": "govuk-button--warning", "name": "do", "value": "now"},
        ),
    ],
)
def test_a_button_is_govuks_and_takes_one_press(arguments: str, params: dict[str, object]) -> None:
    assert part(f"{{{{ forms.save({arguments}) }}}}") == govuk(
        "button", "govukButton", {"text": "Save", "preventDoubleClick": True, **params}
    )


def test_a_form_of_one_button_says_what_it_is_about() -> None:
    shown = part('{{ forms.post_button("/cancel", "Cancel", quiet=True, about="Soup & roses") }}')

    assert shown == (
        '<form class="post" action="/cancel" method="post">'
        '<button type="submit" data-prevent-double-click="true" class="govuk-button govuk-button--secondary"'
        ' data-module="govuk-button">Cancel<span class="govuk-visually-hidden">(Soup &amp; roses)</span></button>'
        "</form>"
    )
