"""Random names: nobody finds one by counting or trying."""

import pytest

from eventapp import ids
from eventapp.booking.attendees import personal_token
from eventapp.booking.tables import Attendee


def test_ids_and_codes_are_random_and_easy_to_read_out() -> None:
    many = [ids.new_id() for _ in range(500)]
    codes = [ids.new_code() for _ in range(500)]

    assert {len(one) for one in many} == {12}
    assert len(set(many)) == 500
    assert {len(one) for one in codes} == {6}
    assert len(set(codes)) > 490
    assert many != sorted(many)
    assert codes != sorted(codes)
    assert set("".join(many)) <= set("23456789bcdfghjkmnpqrstvwxz")


def test_a_code_has_no_letters_that_look_or_sound_like_others() -> None:
    used = set("".join(ids.new_code() for _ in range(500)))

    assert [
        pair for pair in ("0O", "1I", "1L", "2Z", "5S", "6G", "8B", "9Q", "MN", "TD", "VY", "UV") if {*pair} <= used
    ] == []


@pytest.mark.parametrize("typed", ["KMP4TX", "kmp 4tx", " KM-P4-TX ", "KNP 4DX"])
def test_a_code_is_found_however_it_was_heard_and_typed(typed: str) -> None:
    assert ids.plain_code(typed) == "KMP4TX"


def test_secrets_of_links_have_256_bits() -> None:
    secrets = {ids.new_secret() for _ in range(100)}

    # Six bits a letter.
    assert {len(one) * 6 // 8 for one in secrets} == {32}
    assert len(secrets) == 100


def test_the_personal_link_is_another_for_each_person_and_each_replacement() -> None:
    people = [Attendee(id=ids.new_id(), event="day", name="Jo", code="", link_hash="", link_number=1) for _ in range(3)]
    same_again = Attendee(id=people[0].id, event="day", name="Jo", code="", link_hash="", link_number=2)

    tokens = [personal_token(one) for one in (*people, same_again)]

    assert len(set(tokens)) == 4
    assert {len(token) for token in tokens} == {43}
    assert personal_token(people[0]) == tokens[0]
