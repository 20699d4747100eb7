"""Writing notices into the outbox."""

from collections.abc import Sequence
from datetime import datetime

from eventapp import clock, db
from eventapp.notices import delivery
from eventapp.notices.tables import Notice


async def owe(
    kind: str,
    email: str,
    subject: str,
    body: str,
    *,
    event: str | None = None,
    attendee: str | None = None,
    about: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Owes somebody a message, inside the transaction of the fact that it tells; delivery starts after it.

    `kind` is a short word such as `sign-in`; `event` and `attendee` are ids. With `about`, a name for the fact, a
    second notice about the same fact to the same address is left out.
    """
    notice = Notice(kind=kind, email=email, subject=subject, body=body, event=event, attendee=attendee, about=about)
    notice.created_at = clock.now()
    notice.due_at = due_at or notice.created_at
    await owe_all([notice])


async def owe_all(notices: Sequence[Notice]) -> None:
    """Owes these messages, as `owe` does, in one query however many they are."""
    if notices:
        # Of two about the same fact to the same address the database takes the first.
        await db.insert_rows(Notice, [notice.to_dict() for notice in notices], leave_doubles=True)
        db.after_commit(delivery.wake)
