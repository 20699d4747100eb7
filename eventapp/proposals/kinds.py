"""The kinds of activity. A kind changes defaults and the icon, never rank."""

from eventapp.texts import lazy

KINDS = {
    "workshop": lazy("Workshop"),
    "talk": lazy("Talk"),
    "film": lazy("Film"),
    "discussion": lazy("Discussion"),
    "drop-in": lazy("Drop-in"),
    "making": lazy("Making together"),
    "stall": lazy("Stall or showcase"),
    "one-to-one": lazy("One-to-one time"),
    "quiet": lazy("Quiet space"),
    "other": lazy("Something else"),
}
