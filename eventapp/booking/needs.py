"""What would help somebody take part, in the words of the booking form."""

from eventapp.texts import lazy

OWN_WORDS = "own-words"

# The order on pages: how one gets in stands first.
NEEDS = {
    "wheelchair": lazy("Space for a wheelchair"),
    "step-free": lazy("A step-free route"),
    "seat-near-door": lazy("A seat near the door"),
    "hearing-loop": lazy("A hearing loop"),
    "bsl": lazy("A BSL interpreter"),
    "captions": lazy("Captions"),
    "quiet-space": lazy("A quiet space nearby"),
    "large-print": lazy("Large print"),
    "meet-me": lazy("Someone to meet at the door"),
}

# Some needs have places that are held for them: which need gives which.
HELD_FOR = {"wheelchair": "wheelchair", "bsl": "interpreter"}


def need_words(need: str) -> str:
    """A stored need as people read it. `OWN_WORDS` stands for what somebody wrote themselves."""
    return str(NEEDS.get(need) or lazy("Something else"))


def count_words(count: int) -> str:
    """How many people have a need: never a number below 3, since it could tell who."""
    return str(count) if count >= 3 else str(lazy("someone"))
