"""What an event's address, days, hours and time zone may be. Each function returns what is wrong, or nothing."""

import re
from datetime import date, time, timedelta
from functools import cache
from zoneinfo import available_timezones

from eventapp.texts import _

LONGEST = timedelta(days=14)

# First parts of addresses that the program has for itself, or may want, or that people would take for its own.
RESERVED = frozenset(
    """
    about accessibility account admin api app assets calendar contact docs eventapp events favicon feed feeds health
    help home icon image images index login logout media new pages people planning privacy programme public register
    robots search security settings sign-in sign-out sign-up sitemap static status styleguide support system terms
    user users well-known www
    """.split()  # noqa: SIM905 (a list of words is read more easily than a list of strings)
)


def slug_problem(slug: str) -> str:
    """What is wrong with this short name for addresses, in a sentence; empty when nothing is."""
    if not re.fullmatch("[a-z0-9-]{2,40}", slug):
        return _("Write 2 to 40 small letters, digits or hyphens, such as peer-support-day.")
    if slug.startswith("-") or slug.endswith("-"):
        return _("Begin and end with a letter or a digit.")
    if slug in RESERVED:
        return _("That word is used for another page. Choose a different one.")
    return ""


def days_problem(starts_on: date, ends_on: date) -> str:
    """What is wrong with these first and last days, in a sentence; empty when nothing is."""
    if ends_on < starts_on:
        return _("The last day is before the first. Choose the first day or a later one.")
    if ends_on - starts_on >= LONGEST:
        return _("An event lasts 14 days at most.")
    return ""


def hours_problem(opens_at: time, closes_at: time) -> str:
    """What is wrong with these opening hours, in a sentence; empty when nothing is."""
    return "" if closes_at > opens_at else _("Closing time must be later than opening time.")


def zone_problem(zone: str) -> str:
    """What is wrong with this time zone, in a sentence; empty when nothing is."""
    return "" if zone in _zones() else _("Write a time zone by its place, such as Europe/London.")


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
