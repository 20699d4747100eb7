"""The one place that asks what time it is, so that tests can move the clock."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system_time() -> datetime:
    return datetime.now(UTC)


source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """The present instant, in UTC, to the microsecond."""
    return source()
