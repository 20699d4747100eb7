"""The one message of an edition to each who has booked: all that it changes for them, with their calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from eventapp import clock
from eventapp.booking.decide import BOOKED, Decision, meet
from eventapp.booking.invitations import CANCEL, REQUEST, invitation, invited
from eventapp.booking.slots import is_left_out, times_of
from eventapp.booking.tables import Attendee, Booking
from eventapp.booking.telling import neutral_subject, personal_address
from eventapp.event.tables import Event
from eventapp.notices.actions import owe_all
from eventapp.notices.tables import Notice
from eventapp.programme.changes import ACCESS, MOVED, RETITLED, ROOM, Change, sentence
from eventapp.programme.changes import CANCELLED as SESSION_CANCELLED
from eventapp.programme.tables import Edition, PublishedSession
from eventapp.templating import render
from eventapp.texts import _, times_words

# What somebody who has booked needs to be told. Other words on a page are there to be read.
TOLD = frozenset({SESSION_CANCELLED, MOVED, ROOM, ACCESS, RETITLED})


@dataclass(frozen=True)
class _Followed:
    """A booking that somebody had when the edition came: as it was before, and as it is now."""

    before: Booking
    now: Booking
    session: PublishedSession

    @property
    def is_served(self) -> bool:
        """Whether the edition gave them a place or another short slot."""
        return self.now.state == BOOKED and (
            self.before.state != BOOKED or self.before.slot_start != self.now.slot_start
        )

    @property
    def is_offered(self) -> bool:
        """Whether they wait, and a place became free for which they would have to give up another one."""
        before, now = (booking.swap_offered_at is not None for booking in (self.before, self.now))
        return now and not before

    @property
    def is_in_slot(self) -> bool:
        return self.now.slot_start is not None

    @property
    def is_cancelled(self) -> bool:
        return self.session.cancelled_at is not None


async def tell_edition(
    event: Event,
    edition: Edition,
    changes: Sequence[Change],
    decision: Decision,
    holders: Mapping[str, Sequence[Booking]],
) -> None:
    """Owes one message to each holder who has an address and for whom something is different.

    `holders` are the bookings as they were before the edition, by attendee (an id); `decision` is stored already.
    """
    if not holders:
        return
    people = await Attendee.objects().where(Attendee.id.is_in(list(holders)) & Attendee.email.is_not_null())
    rows = await PublishedSession.objects().where(PublishedSession.event == event.id)
    sessions = {str(row.session): row for row in rows}
    changed = {step.entry.id for step in decision.steps}
    now = {row.id: row for row in await Booking.objects().where(Booking.id.is_in(list(changed)))} if changed else {}
    news = _News(event, changes)
    notices = []
    for attendee in people:
        followed = [
            _Followed(booking, now.get(booking.id, booking), sessions[booking.session])
            for booking in holders[attendee.id]
        ]
        followed.sort(key=lambda each: (each.session.starts_at, each.session.title))
        if notice := news.notice(edition, attendee, followed):
            notices.append(notice)
    await owe_all(notices)


class _News:
    """What an edition changes, in sentences."""

    def __init__(self, event: Event, changes: Iterable[Change]) -> None:
        self.event = event
        self.moved = {change.session.id for change in changes if change.what == MOVED}
        self.sentences: dict[str, list[str]] = defaultdict(list)
        for change in changes:
            if change.what in TOLD:
                self.sentences[change.session.id].append(sentence(change, event.time_zone))

    def notice(self, edition: Edition, attendee: Attendee, followed: Sequence[_Followed]) -> Notice | None:
        lines, calendars = [], []
        for each in followed:
            said = [*self.sentences[each.before.session], *self._own(each)]
            if said:
                lines.append((each.session.title, " ".join(said)))
                if each.before.state == BOOKED or each.is_served:
                    calendars.append(_calendar(self.event, attendee, each))
        if not lines:
            return None
        return _notice(self.event, edition, attendee, lines, _clashes(followed), "".join(calendars))

    def _own(self, each: _Followed) -> list[str]:
        """What it means for this booking alone: a place that became free, and when a short slot is now."""
        if each.is_offered:
            return [_("A place is free here. You have booked something else at that time: on your day you can swap.")]
        if each.now.state != BOOKED:
            return []
        said = [_("A place has become free, and it is yours.")] if each.before.state != BOOKED else []
        if not each.is_in_slot or not (each.is_served or each.before.session in self.moved):
            return said
        when = {"times": times_words(*times_of(each.now, each.session), self.event.time_zone)}
        if is_left_out(each.now, each.session):
            said.append(
                _(
                    "Your time, %(times)s, is gone, and no other time is free for you. You keep your booking: when a "
                    "time becomes free, it is yours. You can also cancel, or ask us."
                )
                % when
            )
        elif each.before.state == BOOKED and each.is_served:
            said.append(_("Your time is gone. You have another one now: %(times)s.") % when)
        else:
            said.append(_("Your time: %(times)s.") % when)
        return said


def _calendar(event: Event, attendee: Attendee, each: _Followed) -> str:
    method = CANCEL if each.is_cancelled else REQUEST
    return invitation(method, event, each.session, invited(each.now, each.session, attendee.email), clock.now())


def _clashes(followed: Iterable[_Followed]) -> list[tuple[str, str]]:
    """Titles of pairs that this attendee has booked at the same time now."""
    going_on = [each for each in followed if each.now.state == BOOKED and not each.is_cancelled]
    return [
        (one.session.title, other.session.title)
        for one, other in combinations(going_on, 2)
        if meet(times_of(one.now, one.session), times_of(other.now, other.session))
    ]


def _notice(
    event: Event,
    edition: Edition,
    attendee: Attendee,
    lines: list[tuple[str, str]],
    clashes: list[tuple[str, str]],
    calendar: str,
) -> Notice:
    now = clock.now()
    body = render(
        "booking/changed.txt",
        event=event,
        name=attendee.name,
        lines=lines,
        clashes=clashes,
        said_code="",
        address=personal_address(event, attendee),
    )
    return Notice(
        kind="changed",
        email=attendee.email,
        subject=neutral_subject(event.starts_on),
        body=body,
        calendar=calendar,
        event=event.id,
        attendee=attendee.id,
        about=f"edition {edition.id} for {attendee.id}",
        created_at=now,
        due_at=now,
    )
