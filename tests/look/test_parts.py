from typing import Any

import pytest

from eventapp.proposals.kinds import KINDS
from tests.look.rendering import govuk, part

CARD: dict[str, Any] = {
    "href": "/day/sessions/abc",
    "title": "Soup & roses",
    "kind": "drop-in",
    "kind_label": "Drop-in",
    "hosts_line": "With the village café",
    "where_line": "Café corner",
    "times_line": "10:30am to 11:30am",
    "chips": ["Step-free"],
    "state": "Places left",
    "action_text": "Book a place",
    "action_href": "/day/sessions/abc/book",
}


def test_a_card_tells_what_when_where_and_what_one_can_do() -> None:
    shown = part("{{ parts.session_card(card) }}", card=CARD)

    icon = part('{{ pictures.kind_icon("drop-in") }}')
    assert shown == (
        '<li class="card">'
        f'<p><span class="kind kind--drop-in">{icon}Drop-in</span></p>'
        '<h3 class="card__title"><a href="/day/sessions/abc">Soup &amp; roses</a></h3>'
        "<p>With the village café</p>"
        '<p class="card__where">Café corner · 10:30am to 11:30am</p>'
        '<ul class="chips"><li>Step-free</li></ul>'
        '<div class="card__foot"><span class="state">Places left</span>'
        '<a class="govuk-button govuk-button--secondary" href="/day/sessions/abc/book">Book a place'
        '<span class="govuk-visually-hidden">(Soup &amp; roses)</span></a></div></li>'
    )


def test_the_main_thing_to_do_on_a_card_is_a_full_button() -> None:
    shown = part("{{ parts.session_card(card) }}", card=CARD | {"main_action": True})

    assert '<a class="govuk-button" href="/day/sessions/abc/book">' in shown


def test_a_cancelled_session_says_so_in_a_word() -> None:
    card = CARD | {"cancelled": True, "state": "Cancelled", "action_href": None, "chips": []}

    shown = part("{{ parts.session_card(card, level=4) }}", card=card)

    assert '<li class="card card--cancelled">' in shown
    assert '<h4 class="card__title">' in shown
    assert '<span class="state"><strong class="govuk-tag govuk-tag--red">Cancelled</strong></span></div>' in shown


def test_a_card_leaves_out_what_does_not_apply() -> None:
    card = CARD | {"hosts_line": "", "where_line": "", "chips": [], "state": "", "action_href": ""}

    shown = part("{{ parts.session_card(card) }}", card=card)

    assert shown.endswith('</h3><p class="card__where">10:30am to 11:30am</p></li>')


def test_a_slot_is_headed_by_its_time() -> None:
    shown = part('{% call parts.slot("10:30am", "until 11:30am", level=3) %}<li>A card</li>{% endcall %}')

    assert shown == (
        '<section class="slot"><h3 class="slot__time">10:30am<small>until 11:30am</small></h3>'
        '<ul class="cards"><li>A card</li></ul></section>'
    )


def test_every_kind_of_activity_has_a_drawing_of_its_own() -> None:
    drawings = {key: part(f'{{{{ pictures.kind_icon("{key}") }}}}') for key in [*KINDS, "break"]}

    assert len(set(drawings.values())) == len(drawings)


@pytest.mark.parametrize(
    "source",
    ['{{ pictures.kind_icon("talk") }}', "{{ pictures.bench() }}", '{{ pictures.still_life("tomato") }}'],
)
def test_drawings_are_hidden_from_screen_readers_and_bear_no_styles(source: str) -> None:
    shown = part(source)

    assert shown.startswith("<svg ")
    assert ' aria-hidden="true" focusable="false">' in shown
    assert "style" not in shown


@pytest.mark.parametrize(
    ("tone", "classes"),
    [
        ("plain", "govuk-tag--grey"),
        ("good", "govuk-tag--green"),
        ("wait", "govuk-tag--yellow"),
        ("stop", "govuk-tag--red"),
        ("note", ""),
    ],
)
def test_a_tag_is_govuks(tone: str, classes: str) -> None:
    assert part("{{ parts.tag('Full & waiting', tone) }}", tone=tone) == govuk(
        "tag", "govukTag", {"text": "Full & waiting", "classes": classes}
    )


def test_a_table_is_govuks_with_each_cells_heading_for_small_screens() -> None:
    rows = [["Main room", 120], ["Room 2", 24]]

    shown = part('{{ parts.table("Rooms", ["Room", "Places"], rows, numbers=[1]) }}', rows=rows)

    assert shown == govuk(
        "table",
        "govukTable",
        {
            "caption": "Rooms",
            "classes": "govuk-table--blocks",
            "firstCellIsHeader": True,
            "head": [{"text": "Room"}, {"text": "Places", "format": "numeric"}],
            "rows": [
                [{"text": name}, {"text": places, "format": "numeric", "attributes": {"data-label": "Places"}}]
                for name, places in rows
            ],
        },
    )


def test_answers_are_govuks_summary_list() -> None:
    rows = [("Your name", "J", "/name"), ("Reminders", "None", None)]

    shown = part("{{ parts.answers(rows) }}", rows=rows)

    change = {"href": "/name", "text": "Change", "visuallyHiddenText": "Your name"}
    assert shown == govuk(
        "summary-list",
        "govukSummaryList",
        {
            "rows": [
                {"key": {"text": "Your name"}, "value": {"text": "J"}, "actions": {"items": [change]}},
                {"key": {"text": "Reminders"}, "value": {"text": "None"}},
            ]
        },
    )


def test_answers_that_are_only_read_have_no_third_column() -> None:
    shown = part("{{ parts.answers(rows) }}", rows=[("Your name", "J", None)])

    assert shown == govuk(
        "summary-list", "govukSummaryList", {"rows": [{"key": {"text": "Your name"}, "value": {"text": "J"}}]}
    )


def test_details_are_govuks() -> None:
    shown = part('{% call parts.details("What it talks about") %}<p>Hospital.</p>{% endcall %}')

    assert shown == govuk("details", "govukDetails", {"summaryText": "What it talks about", "html": "<p>Hospital.</p>"})


def test_the_way_back_is_govuks() -> None:
    assert part('{{ parts.back("/day/", "Back to the day") }}') == govuk(
        "back-link", "govukBackLink", {"href": "/day/", "text": "Back to the day"}
    )


@pytest.mark.parametrize(
    ("category", "params"),
    [
        ("success", {"type": "success", "titleText": "Done"}),
        ("warning", {"titleText": "Please read this"}),
    ],
)
def test_a_message_says_in_words_what_sort_it_is(category: str, params: dict[str, object]) -> None:
    shown = part("{{ parts.message(category, 'Saved & sent.', 2, focus=False) }}", category=category)

    assert shown == govuk(
        "notification-banner",
        "govukNotificationBanner",
        {"text": "Saved & sent.", "titleId": "message-2", "role": "alert", "disableAutoFocus": True, **params},
    )


def test_tasks_say_their_state() -> None:
    items = [
        {"title": "Rooms", "href": "/rooms", "hint": "3 have none.", "state": "To do", "tone": "wait"},
        {"title": "Vote", "state": "Done"},
    ]

    shown = part("{{ parts.tasks(items, 'plan') }}", items=items)

    assert shown == govuk(
        "task-list",
        "govukTaskList",
        {
            "idPrefix": "plan",
            "items": [
                {
                    "title": {"text": "Rooms"},
                    "href": "/rooms",
                    "hint": {"text": "3 have none."},
                    "status": {"tag": {"text": "To do", "classes": "govuk-tag--yellow"}},
                },
                {"title": {"text": "Vote"}, "status": {"text": "Done"}},
            ],
        },
    )


def test_an_undo_is_a_button_beside_what_was_done() -> None:
    shown = part('{{ parts.undo("Removed.", "/day/saved/abc") }}')

    button = part('{{ forms.post_button("/day/saved/abc", "Undo", quiet=True) }}')
    assert shown == f'<div class="undo"><p>Removed.</p>{button}</div>'


@pytest.mark.parametrize(("value", "total", "drawn"), [(0, 0, 0), (0, 20, 0), (22, 20, 20)])
def test_a_bar_says_its_numbers_in_words_and_is_never_more_than_full(value: int, total: int, drawn: int) -> None:
    shown = part('{{ parts.bar(value, total, "Places taken") }}', value=value, total=total)

    assert f"<span>Places taken: {value} of {total}</span>" in shown
    assert f'<progress value="{drawn}" max="{total or 1}" aria-hidden="true"></progress>' in shown


def test_steps_are_told_in_words_and_drawn_beside_them() -> None:
    shown = part('{{ parts.steps(2, 3, "Your name") }}')

    assert shown == (
        '<div class="steps">Step 2 of 3: Your name'
        '<ol aria-hidden="true"><li class="done"></li><li class="done"></li><li></li></ol></div>'
    )


def test_an_empty_place_says_what_one_can_do() -> None:
    shown = part('{{ parts.empty("No ideas yet", "The first one can be small.", "Add an idea", "/ideas/new") }}')

    assert shown.endswith(
        '<div class="empty__words"><h2>No ideas yet</h2><p>The first one can be small.</p>'
        '<p><a class="govuk-button" href="/ideas/new">Add an idea</a></p></div></div>'
    )


def test_peoples_words_keep_their_lines_and_their_language() -> None:
    shown = part("{{ parts.words(text, 'pl') }}", text="Herbata\n<b>i zupa</b>")

    assert shown == '<div class="words" lang="pl">Herbata\n&lt;b&gt;i zupa&lt;/b&gt;</div>'


def test_a_list_of_one_page_has_no_pager() -> None:
    assert part('{{ parts.pager(None, "Friday", None, "Sunday") }}').strip() == ""


def test_words_about_what_is_signed_claim_no_language() -> None:
    assert part('{{ parts.words("Come and see", "bfi") }}') == '<div class="words">Come and see</div>'


def test_pages_before_and_after_are_named() -> None:
    shown = part('{{ parts.pager("/1", "Friday", "/3", "Sunday") }}')

    assert shown == govuk(
        "pagination",
        "govukPagination",
        {
            "landmarkLabel": "More pages",
            "previous": {"href": "/1", "text": "Before", "labelText": "Friday"},
            "next": {"href": "/3", "text": "After", "labelText": "Sunday"},
        },
    )


def test_facts_are_pairs() -> None:
    assert part('{{ parts.facts([("When", "Saturday")]) }}') == (
        '<dl class="facts"><div><dt>When</dt><dd>Saturday</dd></div></dl>'
    )


def test_leaving_quickly_says_what_it_does_not_do() -> None:
    shown = part("{{ parts.leave_quickly() }}")

    assert "Leave this page quickly" in shown
    assert "This page stays in your browser’s history." in shown
