"""What a proposal says, label by label, in words for people. Pure."""

from collections.abc import Sequence

from eventapp.event.features import FEATURES
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.languages import language_name
from eventapp.proposals.words import ProposalWords
from eventapp.texts import _, lazy, list_words, minutes_words, ngettext

ATTENDANCE = {"book": lazy("People book a place"), "drop-in": lazy("People just come")}


def facts(
    words: ProposalWords, hosts: Sequence[str], organisations: Sequence[str], needs: Sequence[str]
) -> list[tuple[str, str]]:
    """Pairs of a label and what the proposal says, in the order of its form. Names are names, needs are keys."""
    return [
        (_("Title"), words.title),
        (_("What happens there"), words.what_happens),
        (_("Kind"), str(KINDS[words.kind])),
        (_("Length"), minutes_words(words.minutes) if words.minutes else _("Not said yet")),
        (_("Places"), places_in_words(words.places)),
        (_("How to come"), str(ATTENDANCE[words.attendance])),
        (_("Language"), language_name(words.language)),
        (_("Hosts"), list_words(list(hosts)) or _("Nobody named yet")),
        (_("Organisations"), list_words(list(organisations))),
        (_("A co-host"), _("Looking for one") if words.wants_cohost else _("Not looking for one")),
        (
            _("The room needs"),
            list_words([str(word) for need, word in FEATURES.items() if need in needs]) or _("Nothing special"),
        ),
        (_("Good to know before"), words.content_notes or _("Nothing")),
        (_("Access"), words.access_notes or _("Nothing said yet")),
        (_("How to reach you"), words.contact or _("Not said")),
    ]


def places_in_words(places: int | None) -> str:
    """How many people can come."""
    if places is None:
        return _("As many as the room holds")
    return ngettext("%(count)s place", "%(count)s places", places) % {"count": places}


def differences(now: Sequence[tuple[str, str]], typed: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Label, what it says now and what was typed, where two lists of facts differ."""
    return [(label, said, wanted) for (label, said), (_label, wanted) in zip(now, typed, strict=True) if said != wanted]
