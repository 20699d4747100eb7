"""What a round's rules leave no hope for, whoever votes for it: told to organisers before it opens. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from eventapp.proposals.kinds import KINDS
from eventapp.proposals.tables import Proposal
from eventapp.texts import _, minutes_words, ngettext
from eventapp.voting.elsewhere import enough_elsewhere
from eventapp.voting.rules import RoundRules
from eventapp.voting.shares import shares


@dataclass(frozen=True)
class Hopeless:
    """A proposal that cannot be chosen, and why in a sentence."""

    proposal: Proposal
    why: str


def hopeless(
    rules: RoundRules,
    proposals: Sequence[Proposal],
    hosting: Mapping[str, Collection[str]],
    people: Mapping[str, int],
) -> list[Hopeless]:
    """Those of these proposals that could not be chosen though everybody ticked them.

    `hosting` are the organisations of each proposal, `people` is how many may vote for each organisation (ids).
    """
    voters = {f"{organisation} {one}": organisation for organisation, many in people.items() for one in range(many)}
    ticked_by = [share.group for share in shares(voters).values()]
    found = []
    for proposal in proposals:
        hosts = hosting.get(proposal.id, ())
        wanted = enough_elsewhere(ticked_by, hosts, set(ticked_by), people, rules.supporters_elsewhere)
        if why := _why(rules, proposal, wanted_elsewhere=wanted):
            found.append(Hopeless(proposal, why))
    return found


def _why(rules: RoundRules, proposal: Proposal, *, wanted_elsewhere: bool) -> str:
    minutes, cap = proposal.minutes or 0, rules.caps.get(proposal.kind)
    if minutes > rules.budget_minutes:
        return _("It is longer than all the room time there is.")
    if cap is not None and minutes > cap:
        facts = {"kind": KINDS[proposal.kind], "length": minutes_words(cap)}
        return _("Kind “%(kind)s” gets no more than %(length)s in all, and it is longer.") % facts
    if not wanted_elsewhere:
        sentence = ngettext(
            "The rules ask for %(count)s person of another organisation, and not so many can vote.",
            "The rules ask for %(count)s people of other organisations, and not so many can vote.",
            rules.supporters_elsewhere,
        )
        return sentence % {"count": rules.supporters_elsewhere}
    return ""
