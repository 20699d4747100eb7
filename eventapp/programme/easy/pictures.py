"""The drawings of Easy Read: what each shows, in words for those who do not see it. `ui/drawings.html` draws them."""

from eventapp.texts import lazy

PICTURES = {
    "talk": lazy("Two people talking"),
    "together": lazy("People round a table"),
    "film": lazy("A film on a screen"),
    "craft": lazy("Scissors and thread"),
    "walk": lazy("A person walking"),
    "food": lazy("A bowl of soup"),
    "music": lazy("Notes of music"),
    "quiet": lazy("A leaf: a quiet place"),
    "rest": lazy("A bed to rest on"),
    "room": lazy("A door"),
    "leave": lazy("An open door with an arrow"),
    "lift": lazy("A lift"),
    "step-free": lazy("A person in a wheelchair on a ramp"),
    "toilet": lazy("A toilet"),
    "hearing-loop": lazy("An ear, and sound"),
    "sign-language": lazy("Two hands signing"),
    "time": lazy("A clock"),
    "help": lazy("A hand held out"),
    "book": lazy("A list with a tick"),
}

_OF_KINDS = {
    "talk": "talk",
    "film": "film",
    "discussion": "talk",
    "making": "craft",
    "one-to-one": "talk",
    "quiet": "quiet",
}


def picture_of_kind(kind: str) -> str:
    """The drawing for sessions of this kind, where nobody chose another."""
    return _OF_KINDS.get(kind, "together")
