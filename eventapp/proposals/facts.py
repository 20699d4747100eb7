"""What a proposal says, label by label, in words for people. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from eventapp.event.features import FEATURES
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.languages import language_name
from eventapp.proposals.wording import Piece, compared
from eventapp.proposals.words import ProposalWords
from eventapp.texts import _, day_words, lazy, list_words, minutes_words, ngettext, time_words

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
        (_("Captions"), _("Yes") if words.captions else _("Not said")),
        (_("When"), when_in_words(words)),
        (_("People expected"), str(words.people_expected or _("Not said"))),
        (_("Around it"), around_in_words(words)),
        (_("Good to know before"), words.content_notes or _("Nothing")),
        (_("Access"), words.access_notes or _("Nothing said yet")),
        (_("How to reach you"), words.contact or _("Not said")),
    ]


def places_in_words(places: int | None) -> str:
    """How many people can come."""
    if places is None:
        return _("As many as the room holds")
    return ngettext("%(count)s place", "%(count)s places", places) % {"count": places}


def when_in_words(words: ProposalWords) -> str:
    """When it can start, on the clocks of the event."""
    first = words.earliest and clock_words(words.earliest)
    last = words.latest and clock_words(words.latest)
    if first and last:
        said = _("Starts between %(first)s and %(last)s") % {"first": first, "last": last}
    elif first:
        said = _("Starts at %(first)s or later") % {"first": first}
    elif last:
        said = _("Starts at %(last)s or earlier") % {"last": last}
    else:
        said = _("Any time")
    return said if words.on_day is None else _("%(day)s. %(when)s") % {"day": day_words(words.on_day), "when": said}


def around_in_words(words: ProposalWords) -> str:
    """The time that its room is needed for before and after it."""
    said = []
    if words.setup_minutes:
        said.append(_("%(time)s to set up") % {"time": minutes_words(words.setup_minutes)})
    if words.clearing_minutes:
        said.append(_("%(time)s to clear away") % {"time": minutes_words(words.clearing_minutes)})
    return list_words(said) or _("No time to set up or clear away")


def clock_words(at: time) -> str:
    """A time of day, such as `10:30am`."""
    return time_words(datetime.combine(date(2000, 1, 1), at, UTC), "UTC")


def differing_words(
    words: ProposalWords, wanted: Mapping[str, str | int]
) -> list[tuple[str, list[Piece], list[Piece]]]:
    """Label, what it says and what is wanted instead, in pieces, for each of the wanted fields (of `SUGGESTED`)."""
    labels = {
        "title": _("Title"),
        "what_happens": _("What happens there"),
        "minutes": _("Length"),
        "content_notes": _("Good to know before"),
        "access_notes": _("Access"),
    }
    found = []
    for name, value in wanted.items():
        now = getattr(words, name)
        if name == "minutes":
            pair = (minutes_words(now) if now else _("Not said yet"), minutes_words(int(value)))
        else:
            pair = (now, str(value))
        found.append((labels[name], *compared(*pair)))
    return found


def differences(now: Sequence[tuple[str, str]], typed: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Label, what it says now and what was typed, where two lists of facts differ."""
    return [(label, said, wanted) for (label, said), (_label, wanted) in zip(now, typed, strict=True) if said != wanted]
