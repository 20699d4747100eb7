"""Writing notices into the outbox."""

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
    if about is not None and await Notice.exists().where((Notice.about == about) & (Notice.email == email)):
        return
    now = clock.now()
    await Notice.insert(
        Notice(
            kind=kind,
            email=email,
            subject=subject,
            body=body,
            event=event,
            attendee=attendee,
            about=about,
            created_at=now,
            due_at=due_at or now,
        )
    )
    db.after_commit(delivery.wake)
