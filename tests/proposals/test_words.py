import pytest

from eventapp.proposals.words import ProposalWords, distinct, folded, still_needed, tells_contact


def test_a_whole_proposal_needs_nothing() -> None:
    assert still_needed(ProposalWords("Roses", "We prune.", kind="making", minutes=60), ["Jo"]) == {}


def test_what_is_needed_is_said_field_by_field() -> None:
    assert still_needed(ProposalWords("Roses"), []) == {
        "what_happens": "Say what happens there.",
        "length": "Say how long it is.",
        "hosts": "Name at least one host, by any name they choose.",
    }


@pytest.mark.parametrize("kind", ["drop-in", "quiet", "stall"])
def test_some_kinds_need_nobody_in_front(kind: str) -> None:
    assert still_needed(ProposalWords("Tea", "Tea.", kind=kind, minutes=60), []) == {}


def test_names_are_the_same_whatever_their_case_and_blanks() -> None:
    assert folded("  Élodie   BROWN ") == folded("élodie brown")


def test_each_name_is_kept_once_in_its_order() -> None:
    assert distinct(["Jo", " ", "Ana  B.", "JO", ""]) == ["Jo", "Ana B."]


@pytest.mark.parametrize(
    "text",
    [
        "Write to jo@example.org.",
        "Ring 01603 123456",
        "Text (01603) 123 456 first",
        "07700-900-123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
    ],
)
def test_an_address_or_a_number_is_noticed(text: str) -> None:
    assert tells_contact("Roses", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "From 10:30 to 11:30",
        "On 28 11 2026",
        "2026-11-28 10:30",
        "About 1500 people, 12 tables",
        "@ the forum",
        "1/2",
    ],
)
def test_dates_times_and_counts_are_no_contact(text: str) -> None:
    assert not tells_contact("Roses", text)
