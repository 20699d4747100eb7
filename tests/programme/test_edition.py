from dataclasses import replace

from eventapp.programme.edition import from_json, sessions_to_publish, to_json
from tests.programme.making import a_content, a_planned, a_published, at


def test_an_edition_holds_what_is_public_of_a_session() -> None:
    published = sessions_to_publish([a_planned()], None)

    assert published == (a_published(),)


def test_what_has_no_place_in_the_timetable_is_not_published() -> None:
    published = sessions_to_publish([a_planned(starts_at=None, room=None)], None)

    assert published == ()


def test_what_was_cancelled_before_anybody_saw_it_is_not_published() -> None:
    published = sessions_to_publish([a_planned(cancelled_at=at(9))], None)

    assert published == ()


def test_a_cancelled_session_stays_with_its_reason_and_its_last_words() -> None:
    before = a_content(a_published())
    planned = a_planned(title="Other", cancelled_at=at(9), cancelled_reason="Jo is unwell.")

    published = sessions_to_publish([planned], before)

    assert published == (replace(a_published(), cancelled=True, cancelled_reason="Jo is unwell."),)


def test_a_session_taken_off_the_timetable_stays_as_cancelled() -> None:
    before = a_content(a_published())

    published = sessions_to_publish([a_planned(starts_at=None, room=None)], before)

    assert published == (replace(a_published(), cancelled=True),)


def test_a_cancelled_session_that_is_on_again_is_running() -> None:
    before = a_content(replace(a_published(), cancelled=True, cancelled_reason="Jo is unwell."))

    published = sessions_to_publish([a_planned()], before)

    assert published == (a_published(),)


def test_sessions_stand_by_time_then_title() -> None:
    planned = [a_planned("b"), a_planned("C", starts_at=at(9)), a_planned("a")]

    published = sessions_to_publish(planned, None)

    assert [session.title for session in published] == ["C", "A", "B"]


def test_an_edition_is_read_as_it_was_written() -> None:
    content = a_content(
        a_published(title="Zażółć “gęślą”", language="pl"),
        a_published("lunch", room=None, kind="break", places=None, hosts=(), organisations=()),
        a_published("film", cancelled=True, cancelled_reason="No projector."),
    )

    assert from_json(to_json(content)) == content


def test_the_same_edition_is_the_same_text() -> None:
    content = a_content(a_published())

    assert to_json(from_json(to_json(content))) == to_json(content)


def test_a_session_is_found_by_its_id() -> None:
    content = a_content(a_published(), a_published("film"))

    assert content.session("film") == a_published("film")
    assert content.session("other") is None
