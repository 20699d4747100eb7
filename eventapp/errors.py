"""Refused: a rule of the event says no, in a sentence for the person who asked."""


class Refused(Exception):
    """A rule of the event says no. Its text is shown to the person as it is, so it is a plain sentence."""
