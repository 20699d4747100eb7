"""Why a candidate is in or not: stored as numbers with the candidate, told in words when shown."""

from collections.abc import Mapping, Sequence

import msgspec

from eventapp.proposals.kinds import KINDS
from eventapp.texts import _, lazy, list_words, minutes_words, ngettext
from eventapp.voting.tally import Enough, Outcome

# Of the winners on which a candidate's supporters spent their shares, so many are named.
MOST_NAMED = 3


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """`why` is one of `values.Why`, or `withdrawn`. `held` and `left` are minutes, `weight` an exact fraction.

    `blocked_by` is the kind whose room time was used up, or the id of the candidate that it cannot go with.
    `changed` is what an organiser wrote when they decided otherwise than the count.
    """

    why: str
    held: int = 0
    left: int = 0
    weight: str = "0"
    blocked_by: str = ""
    changed: str = ""

    @property
    def counted_in(self) -> bool:
        return self.why in {"bought", "filled"}


WITHDRAWN = Reason("withdrawn")


def reason_of(outcome: Outcome) -> Reason:
    return Reason(
        outcome.why,
        held=int(outcome.held),
        left=outcome.left,
        weight=str(outcome.weight),
        blocked_by=outcome.blocked_by,
    )


def stored(reason: Reason) -> str:
    return msgspec.json.encode(reason).decode()


def read(text: str) -> Reason:
    return msgspec.json.decode(text, type=Reason)


# In words

_FEW_ELSEWHERE = lazy("The rules ask for ticks from people of other organisations. It had too few of them.")
_NOT_SAID = lazy("The count did not choose it. With so few votes, more words could show who ticked what.")
_SENTENCES = {
    "bought": lazy("It needed %(needed)s. The people who ticked it had %(held)s of their shares left to give."),
    "filled": lazy("It came in at the end. It needed %(needed)s. The room time still free was %(left)s."),
    "no support": lazy("Nobody ticked it this time."),
    "did not fit": lazy(
        "It needed %(needed)s. The people who ticked it had %(held)s of their shares left. "
        "When its turn came at the end, the room time still free was %(left)s."
    ),
    "too long": lazy("It needed %(needed)s. That is more than all the room time."),
    "cap": lazy("It needed %(needed)s. The rules say how much time this kind gets: %(kind)s. Too little was left."),
    "excluded": lazy("The rules say that it cannot go together with “%(title)s”, which was chosen first."),
    "not eligible": _FEW_ELSEWHERE,
    "few from elsewhere": _FEW_ELSEWHERE,
    "withdrawn": lazy("The people who proposed it took it back before the count."),
}
# Where numbers, or whether anybody ticked it at all, could show who voted what. All of them tell the same then: a cap
# stands only in the way of what somebody ticked.
_SENTENCES_OF_FEW = {
    "bought": lazy("The people who ticked it had enough of their shares left to give."),
    "filled": lazy("It came in at the end, since there was still room for it."),
    **dict.fromkeys(
        ("no support", "did not fit", "too long", "cap", "excluded", "not eligible", "few from elsewhere"), _NOT_SAID
    ),
}


def words(reason: Reason, minutes: int, titles: Mapping[str, str], *, numbers: bool = True) -> str:
    """The count's reason as one or two short sentences, for a candidate of this length.

    `titles` are those of all candidates, by id. Without `numbers` nothing is told from which one could find out who
    ticked what: for very few votes.
    """
    told = {
        "needed": minutes_words(minutes),
        "held": minutes_words(reason.held),
        "left": minutes_words(reason.left),
        "kind": str(KINDS.get(reason.blocked_by, "")),
        "title": titles.get(reason.blocked_by, ""),
    }
    sentences = _SENTENCES if numbers else _SENTENCES | _SENTENCES_OF_FEW
    return str(sentences[reason.why]) % told


def spent_elsewhere(spent_on: Sequence[tuple[str, int]], titles: Mapping[str, str]) -> str:
    """On what the supporters of a candidate that is not chosen spent their shares: (id, minutes), most first."""
    named = [
        _("%(minutes)s for “%(title)s”") % {"minutes": minutes_words(minutes), "title": titles[id_]}
        for id_, minutes in spent_on[:MOST_NAMED]
        if minutes and id_ in titles
    ]
    if not named:
        return ""
    if any(minutes for _id, minutes in spent_on[MOST_NAMED:]):
        named.append(_("more for others"))
    return _("Before, they had given %(what)s.") % {"what": list_words(named)}


def came_first(others: Sequence[str], *, drawn: bool) -> str:
    """That a candidate was as cheap for its people as these others (titles), and the rules for ties put it first."""
    if not others:
        return ""
    named = {"others": list_words([_("“%(title)s”") % {"title": title} for title in others])}
    if drawn:
        return _("It was level with %(others)s in all that counts. Their order was drawn.") % named
    return _("%(others)s would have cost people as little for each minute. The rules say which comes first.") % named


def would_do(enough: Enough | None) -> str:
    """What would have been enough for a candidate that is not chosen."""
    if enough is None or (enough.cost is None and enough.more_people is None):
        return ""
    more = enough.more_people or 0
    told = {"length": minutes_words(enough.cost or 0), "count": more}
    if enough.more_people is None:
        return _("It would have been chosen with a length of %(length)s.") % told
    if enough.cost is None:
        sentence = ngettext(
            "It would have been chosen with %(count)s more person for it, like those who ticked it.",
            "It would have been chosen with %(count)s more people for it, like those who ticked it.",
            more,
        )
        return sentence % told
    sentence = ngettext(
        "It would have been chosen with a length of %(length)s, "
        "or with %(count)s more person for it, like those who ticked it.",
        "It would have been chosen with a length of %(length)s, "
        "or with %(count)s more people for it, like those who ticked it.",
        more,
    )
    return sentence % told
