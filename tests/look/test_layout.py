import re
from typing import Any

import pytest

from eventapp.styleguide import filled_in
from tests.look.rendering import SomeEvent, SomePerson, SomeRoles, layout, whole_page

PARTNER = {"person": SomePerson(), "roles": SomeRoles(partner=True)}
ORGANISER = {"person": SomePerson(), "roles": SomeRoles(partner=True, organiser=True)}


def links(html: str, label: str) -> dict[str, str]:
    """The links of a navigation, by its label: text to address."""
    found = re.search(rf'<nav aria-label="{label}">(.*?)</nav>', html, re.DOTALL)
    return {text: href for href, text in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', found[1])} if found else {}


def title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html)
    assert found
    return found[1]


def test_a_visitor_finds_the_same_four_pages_everywhere_the_help_last() -> None:
    assert links(layout(), "Main") == {
        "Programme": "/peer-support-day/programme",
        "My day": "/peer-support-day/my-day",
        "Access and venue": "/peer-support-day/access",
        "Talk to someone": "/peer-support-day/help",
    }


@pytest.mark.parametrize("context", [{}, {"person": SomePerson()}, {"roles": SomeRoles(partner=True)}])
def test_nobody_else_sees_the_pages_of_partners(context: dict[str, Any]) -> None:
    assert links(layout(**context), "Planning") == {}


def test_a_partner_sees_the_pages_of_partners_only() -> None:
    assert list(links(layout(**PARTNER), "Planning")) == ["Plan", "Workshops", "Survey", "Proposals", "Vote"]


def test_an_organiser_sees_the_pages_of_organisers_too() -> None:
    shown = links(layout(**ORGANISER), "Planning")

    assert list(shown)[5:] == ["Rooms", "Timetable", "Publish", "Bookings", "People", "Notices", "Log", "Event"]
    assert shown["Event"] == "/peer-support-day/settings"


@pytest.mark.parametrize(
    ("path", "mark"),
    [("/peer-support-day/rooms", "page"), ("/peer-support-day/rooms/abc", "true")],
)
def test_the_navigation_shows_where_one_is(path: str, mark: str) -> None:
    shown = layout(**ORGANISER, path=path)

    assert f'<a href="/peer-support-day/rooms" aria-current="{mark}">Rooms</a>' in shown
    assert shown.count("aria-current") == 1


def test_the_pages_of_partners_are_denser_than_public_ones() -> None:
    assert '<body class="work">' in layout(**ORGANISER, path="/peer-support-day/rooms")
    assert "<body>" in layout(**ORGANISER, path="/peer-support-day/programme")


def test_the_title_names_page_and_event() -> None:
    assert title(layout()) == "Programme · Peer Support Day"


def test_the_title_says_first_that_there_is_a_problem() -> None:
    assert title(layout(problem=True)) == "Problem: Programme · Peer Support Day"


def test_a_page_whose_form_has_problems_needs_not_say_so_itself() -> None:
    assert title(layout(form=filled_in())) == "Problem: Programme · Peer Support Day"


def test_the_skip_link_comes_first_and_the_status_line_is_there_and_empty() -> None:
    shown = layout()

    body = shown[shown.index("<body") :]
    assert re.findall(r'<(?:a|button|input)[^>]*class="([^"]*)"', body)[0] == "govuk-skip-link"
    assert re.search(r'<p class="status" id="status" role="status" [^>]*></p>', body)


def test_messages_stand_in_the_main_part_and_the_first_takes_the_focus() -> None:
    shown = layout(messages=[("success", "Your place is booked."), ("warning", "That one is full.")])

    main = shown[shown.index("<main") :]
    assert re.findall(r'data-disable-auto-focus="(\w+)"', main) == ["false", "true"]
    assert re.findall(r'<p class="govuk-notification-banner__heading">([^<]*)</p>', main) == [
        "Your place is booked.",
        "That one is full.",
    ]


def test_a_signed_in_person_can_sign_out_and_is_not_asked_to_sign_in() -> None:
    shown = layout(**PARTNER)

    assert "Signed in as Denise" in shown
    assert '<form action="/sign-out" method="post">' in shown
    assert "/sign-in" not in shown


def test_a_sample_event_says_that_it_is_one() -> None:
    words = "This is a sample event."

    assert words in layout(event=SomeEvent(is_sample=True))
    assert words not in layout()


def test_without_an_event_the_header_is_small() -> None:
    shown = layout(event=None, path="/")

    assert title(shown) == "Programme"
    assert links(shown, "Main") == {}
    assert '<a class="brand" href="/">eventapp</a>' in shown


def test_hostile_names_are_shown_as_text() -> None:
    shown = layout(event=SomeEvent(name="<b>Day</b>"), **{**PARTNER, "person": SomePerson("<script>x</script>")})

    assert "<b>" not in shown
    assert "<script>" not in shown


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 422, 429, 500, 503])
def test_an_error_page_says_that_nothing_is_lost_and_where_to_go(status: int) -> None:
    shown = whole_page(
        "error.html", event=None, path="", status=status, title="Not here", text="It may have moved.", reference="K7F"
    )

    assert title(shown) == "Not here"
    assert re.search("Nothing is lost|Nothing was changed|still there", shown)
    assert "<strong>K7F</strong>" in shown
    assert '<a class="govuk-button" href="/">' in shown


def test_an_error_page_within_an_event_leads_to_its_programme_and_to_help() -> None:
    shown = whole_page("error.html", status=404, title="Not here", text="It may have moved.", reference="")

    assert 'href="/peer-support-day/programme">Go to the programme' in shown
    assert 'href="/peer-support-day/help">Talk to someone' in shown
    assert "this number" not in shown
