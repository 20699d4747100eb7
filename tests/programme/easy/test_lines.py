import re
from dataclasses import replace
from typing import Any

import pytest

from eventapp.event.features import RIGHTS
from eventapp.programme.cards import ACCESS_FEATURES
from eventapp.programme.easy.lines import facts_of, feature_lines, in_list, lines_of, picture_of
from eventapp.programme.easy.pictures import PICTURES, picture_of_kind
from eventapp.programme.easy.texts import PROGRAMME, EasyTexts, with_easy
from eventapp.programme.edition import EditionSession, from_json, to_json
from eventapp.proposals.kinds import KINDS
from eventapp.templating import environment
from tests.programme.making import a_content, a_programme, a_published, at

pytestmark = pytest.mark.once


def facts(session: EditionSession, *, is_full: bool = False) -> list[tuple[str, str]]:
    found = facts_of(session, a_programme(session).event, is_full=is_full)
    return [(line.picture, line.words) for line in found]


def test_what_is_known_of_a_session_is_told_in_short_sentences() -> None:
    told = facts(a_published(starts_at=at(10, 30)))

    assert told == [
        ("time", "It is on Saturday 28 November."),
        ("", "It starts at 10:30am and ends at 11:30am."),
        ("room", "It is in Room 1, Ground floor."),
        ("book", "You need to book a place."),
        ("step-free", "You can get in without steps."),
        ("hearing-loop", "There is a hearing loop. It works with hearing aids."),
        ("leave", "You can leave when you like."),
    ]
    assert [words for _picture, words in told if len(words.split()) > 15] == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"attendance": "drop-in"}, ("walk", "You can just come. You do not need to book.")),
        ({"language": "bfi"}, ("sign-language", "People sign here: British Sign Language.")),
        ({"language": "pl"}, ("talk", "People speak this language here: Polski.")),
        ({"room": None}, ("room", "It is in The Forum.")),
    ],
)
def test_what_decides_whether_one_can_come_is_told(changes: dict[str, Any], line: Any) -> None:
    assert line in facts(a_published(**changes))


def test_of_a_full_session_one_can_ask_for_a_place() -> None:
    assert ("book", "It is full. You can ask for a place.") in facts(a_published(), is_full=True)


def test_of_a_cancelled_session_nothing_else_is_told() -> None:
    gone = replace(a_published(), cancelled=True, cancelled_reason="Jo is ill.")

    assert facts(gone) == [("time", "This is cancelled. It will not happen."), ("", "Jo is ill.")]
    assert in_list(gone, a_programme(gone).event, is_full=False) == [words for _picture, words in facts(gone)]


def test_each_right_and_each_kind_has_a_picture() -> None:
    assert {line.picture for line in feature_lines(RIGHTS)} <= set(PICTURES)
    assert len(feature_lines(ACCESS_FEATURES)) == len(RIGHTS)
    assert {picture_of_kind(kind) for kind in [*KINDS, "break"]} <= set(PICTURES)


def test_each_drawing_differs_and_says_what_it_shows() -> None:
    drawing = environment().get_template("ui/drawings.html").make_module().drawing  # type: ignore[attr-defined]

    drawn = {key: str(drawing(key, alt)) for key, alt in PICTURES.items()}

    assert len({re.findall('d="([^"]+)"', svg)[0] for svg in drawn.values()}) == len(PICTURES)
    assert [key for key, svg in drawn.items() if f'role="img"\n       aria-label="{PICTURES[key]}"' not in svg] == []


def test_the_picture_of_a_session_is_the_first_that_was_chosen_else_that_of_its_kind() -> None:
    chosen = a_published(kind="film", easy=(("", "We meet."), ("food", "We eat.")))

    assert [picture_of(each) for each in (chosen, a_published(kind="film"))] == ["food", "film"]


def test_what_is_written_is_part_of_the_edition_and_what_is_cancelled_keeps_its_own() -> None:
    was = (("talk", "We talked."),)
    content = a_content(a_published("soup"), replace(a_published("gone"), cancelled=True, easy=was))
    texts = EasyTexts({"soup": (("food", "We cook."),), "gone": (("", "Other"),)}, {PROGRAMME: (("", "Come in."),)})

    after = with_easy(content, texts)

    assert [session.easy for session in after.sessions] == [(("food", "We cook."),), was]
    assert after.easy == (("", "Come in."),)
    assert from_json(to_json(after)) == after


def test_an_edition_without_easy_read_reads_as_it_did_before_there_was_any() -> None:
    text = to_json(a_content(a_published("soup")))

    assert "easy" not in text
    assert from_json(text).sessions[0].easy == ()


def test_a_picture_that_is_no_more_leaves_the_words() -> None:
    [line] = lines_of((("balloon", "We meet."),))

    assert (line.picture, line.alt, line.words) == ("", "", "We meet.")
