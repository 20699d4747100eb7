"""When two names mean the same organisation: a trust's name is spelt in several ways."""

import re


def all_names(name: str, other_names: str) -> frozenset[str]:
    """Every name that an organisation is known by, made equal for comparing. Other names stand one a line."""
    return frozenset(same_for_all(each) for each in [name, *other_names.splitlines()] if each.strip())


def same_for_all(name: str) -> str:
    """The name without differences of case and spaces."""
    return re.sub(r"\s+", " ", name).strip().casefold()
