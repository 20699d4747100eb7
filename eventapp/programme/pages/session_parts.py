"""What a session's page shows."""

from typing import Any

from eventapp.programme.addresses import short_address, to_type
from eventapp.programme.cards import (
    access_words,
    action,
    foreign_language,
    hosts_line,
    kind_label,
    save_href,
    state,
    where_line,
)
from eventapp.programme.edition import EditionSession
from eventapp.programme.feeds import session_file_path
from eventapp.programme.published import Published
from eventapp.programme.qr import qr_code
from eventapp.programme.structured import structured
from eventapp.settings import settings
from eventapp.texts import ngettext


def says_places(found: EditionSession, shown: Published) -> bool:
    """Whether the page says how many places are left, since that is what matters."""
    is_full = found.id in shown.full
    return not is_full and found.places is not None and bool(action(found, shown.event, is_full=is_full))


def session_parts(found: EditionSession, shown: Published, free: int | None) -> dict[str, Any]:
    """For the template. `free` are the places that are left, or None where it `says_places` not."""
    # Whether it is full is told to all pages a moment after its last place was taken.
    event, is_full = shown.event, found.id in shown.full or free == 0
    return {
        "session": found,
        "address": f"{settings().base_url}/{event.slug}/sessions/{found.id}",
        "short": to_type(short_address(found, shown)),
        "code": qr_code(short_address(found, shown)),
        "kind_label": kind_label(found.kind),
        "hosts_line": hosts_line(found),
        "where_line": where_line(found),
        "chips": access_words(found),
        "language": foreign_language(found),
        "state": _places(free) if free else state(found, event, is_full=is_full),
        "action": action(found, event, is_full=is_full),
        "save_href": save_href(found, event),
        "file": session_file_path(found, event.slug),
        "structured": structured(found, shown),
    }


def _places(free: int) -> str:
    return ngettext("%(count)s place left", "%(count)s places left", free) % {"count": free}
