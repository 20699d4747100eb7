"""What a room can offer and a session can need, in the words of the venue."""

from eventapp.texts import lazy

# The order is the order on pages: what decides whether somebody can come at all stands first.
FEATURES = {
    "step-free": lazy("Step-free"),
    "hearing-loop": lazy("Hearing loop"),
    "quiet": lazy("Quiet"),
    "near-toilets": lazy("Near toilets"),
    "lying-down": lazy("Space to lie down"),
    "projector": lazy("Projector and screen"),
    "blackout": lazy("Can be made dark"),
    "tables": lazy("Tables"),
    "sockets": lazy("Power sockets"),
    "sink": lazy("Sink"),
    "noise": lazy("Noise is fine"),
    "daylight": lazy("Daylight"),
}

# What decides whether somebody can come at all: a room without it will not do. All else is a wish.
RIGHTS = frozenset(("step-free", "hearing-loop", "quiet", "near-toilets", "lying-down"))
