"""Why a candidate is in or not: stored as numbers with the candidate, told in words when shown."""

import msgspec

from eventapp.texts import _, minutes_words
from eventapp.voting.equal_shares import Outcome


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """`why` is one of `equal_shares.Why`, or `withdrawn`. `held` and `left` are minutes, `weight` an exact fraction.

    `changed` is what an organiser wrote when they decided otherwise than the count.
    """

    why: str
    held: int = 0
    left: int = 0
    weight: str = "0"
    changed: str = ""

    @property
    def counted_in(self) -> bool:
        return self.why in {"bought", "filled"}


WITHDRAWN = Reason("withdrawn")


def reason_of(outcome: Outcome) -> Reason:
    return Reason(outcome.why, held=int(outcome.held), left=outcome.left, weight=str(outcome.weight))


def stored(reason: Reason) -> str:
    return msgspec.json.encode(reason).decode()


def read(text: str) -> Reason:
    return msgspec.json.decode(text, type=Reason)


def words(reason: Reason, minutes: int) -> str:
    """The count's reason as one or two short sentences, for a candidate of this length."""
    numbers = {
        "needed": minutes_words(minutes),
        "held": minutes_words(reason.held),
        "left": minutes_words(reason.left),
    }
    return _sentence(reason.why) % numbers


def _sentence(why: str) -> str:
    match why:
        case "bought":
            return _("It needed %(needed)s. The people who ticked it had %(held)s of their shares left to give.")
        case "filled":
            return _("It came in at the end. %(left)s was still free, and it needed %(needed)s.")
        case "did not fit":
            return _(
                "It needed %(needed)s. The people who ticked it had %(held)s of their shares left. "
                "When its turn came at the end, %(left)s was still free."
            )
        case "too long":
            return _("It needed %(needed)s. That is more than all the room time.")
        case "withdrawn":
            return _("The people who proposed it took it back before the count.")
        case _:
            return _("Nobody ticked it this time.")
