"""Addresses that people type from paper."""

from eventapp.programme.edition import EditionSession
from eventapp.programme.published import Published
from eventapp.settings import settings


def short_address(session: EditionSession, shown: Published) -> str:
    """An address of the session's page that can be typed from a poster. It stays the session's for ever."""
    return f"{settings().base_url}/{shown.event.slug}/s/{shown.standing[session.id].number}"


def to_type(address: str) -> str:
    """The address as people type it: without `https://`."""
    return address.split("://", 1)[1]
