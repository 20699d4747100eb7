"""What access workers do."""

from eventapp.texts import lazy

WORK = {
    "signing": lazy("Sign language"),
    "captions": lazy("Live captions"),
    "language": lazy("Another language"),
    "support": lazy("Support for a person"),
    "other": lazy("Something else"),
}
