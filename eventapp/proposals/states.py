"""The states of a proposal, what can be done in each, and what happens next. Pure."""

from dataclasses import dataclass

from eventapp.texts import lazy


@dataclass(frozen=True)
class State:
    """`word` and `next` are for people, `tone` is a tag's. Its own people can bring it to those that it `leads_to`."""

    word: str
    next: str
    tone: str
    leads_to: frozenset[str] = frozenset()
    can_be_revised: bool = False


STATES = {
    "idea": State(
        word=lazy("Idea"),
        next=lazy("Its hosts can add to it, then put it forward for the vote."),
        tone="plain",
        leads_to=frozenset({"submitted", "withdrawn"}),
        can_be_revised=True,
    ),
    "submitted": State(
        word=lazy("Put forward"),
        next=lazy("It will be in the next vote. Its hosts can still change the words."),
        tone="note",
        leads_to=frozenset({"withdrawn"}),
        can_be_revised=True,
    ),
    "selected": State(
        word=lazy("Chosen"),
        next=lazy("It is going to happen. Organisers give it a room and a time."),
        tone="good",
        can_be_revised=True,
    ),
    "not-this-time": State(
        word=lazy("Not this time"),
        next=lazy("It is not in the programme this time. It stays here, so you can use it for another event."),
        tone="wait",
    ),
    "withdrawn": State(
        word=lazy("Withdrawn"),
        next=lazy("Its hosts have taken it back. They can bring it back at any time."),
        tone="plain",
        leads_to=frozenset({"idea", "submitted"}),
    ),
}


def may_become(state: str, other: str) -> bool:
    """Whether its own people may bring a proposal from the one state to the other."""
    return other in STATES[state].leads_to


def may_be_revised(state: str, *, proposals_open: bool) -> bool:
    """Whether its own people may change the words now. An idea waits until proposals are open."""
    return STATES[state].can_be_revised and (proposals_open or state != "idea")


def must_be_whole(state: str) -> bool:
    """Whether others count on it already: then it may not lose what it needed to be put forward."""
    return state in {"submitted", "selected"}
