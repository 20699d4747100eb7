"""Where a round stands. Pure."""

from datetime import datetime
from typing import Literal

from eventapp.voting.tables import Round

State = Literal["prepared", "open", "closed", "counted", "confirmed"]


def state_of(round_: Round) -> State:
    """What has been done with the round so far."""
    if round_.confirmed_at is not None:
        return "confirmed"
    if round_.counted_at is not None:
        return "counted"
    if round_.closed_at is not None:
        return "closed"
    return "prepared" if round_.opened_at is None else "open"


def is_over(round_: Round, now: datetime) -> bool:
    """Whether an open round's time has passed: nobody votes any more, whether or not it has been closed."""
    return state_of(round_) == "open" and now >= round_.closes_at
