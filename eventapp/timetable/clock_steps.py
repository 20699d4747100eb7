"""Moments that come every so many minutes on the clock."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def step_before(moment: datetime, minutes: int) -> datetime:
    """The last of these moments that is not after this one."""
    return moment - (moment - _EPOCH) % timedelta(minutes=minutes)


def step_after(moment: datetime, minutes: int) -> datetime:
    """The first of these moments that is not before this one."""
    return moment + (_EPOCH - moment) % timedelta(minutes=minutes)


def is_step(moment: datetime, minutes: int) -> bool:
    """Whether this is one of them."""
    return step_before(moment, minutes) == moment
