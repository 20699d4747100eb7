"""The rules of a round, told in sentences that are true to what is stored. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec

from eventapp.ids import fingerprint
from eventapp.proposals.kinds import KINDS
from eventapp.texts import _, lazy, minutes_words, ngettext
from eventapp.voting.budget import RoomTime

# How many stars a ballot may have, and how many people of other organisations a proposal may need, at most.
MOST_STARS = 3
MOST_ELSEWHERE = 5


@dataclass(frozen=True)
class Excluded:
    """Two proposals (ids and titles) of which only one can be chosen, by title."""

    ids: tuple[str, str]
    titles: tuple[str, str]

    @property
    def in_order(self) -> tuple[list[str], tuple[str, str]]:
        """Sorts pairs as people look for them: by their titles."""
        return [title.casefold() for title in self.titles], self.ids


def excluded_pair(*two: tuple[str, str]) -> Excluded:
    """Of two proposals, each an id and a title, in whichever order."""
    one, other = sorted(two, key=lambda proposal: (proposal[1].casefold(), proposal[0]))
    return Excluded((one[0], other[0]), (one[1], other[1]))


@dataclass(frozen=True)
class RoundRules:
    """Everything that a round goes by. `note` is the organisers' own; `caps` are minutes by kind."""

    title: str
    note: str
    budget_minutes: int
    room_time: RoomTime | None
    closes_at: datetime
    weighting: str
    supporters_elsewhere: int
    stars: int
    votes_published: bool
    caps: Mapping[str, int]
    excluded: tuple[Excluded, ...]
    seed: str

    @property
    def version(self) -> str:
        """Another one for other rules, whatever proposals are called by now."""
        facts = asdict(self) | {
            "excluded": sorted(sorted(pair.ids) for pair in self.excluded),
            "caps": sorted(self.caps.items()),
        }
        return fingerprint(msgspec.json.encode(facts).decode())

    @property
    def paired(self) -> set[str]:
        """The ids of the proposals that exclude another."""
        return {id_ for pair in self.excluded for id_ in pair.ids}

    @property
    def seed_fingerprint(self) -> str:
        """The SHA-256 of the seed: it binds the seed, and does not tell it."""
        return fingerprint(self.seed)

    @property
    def sentences(self) -> list[str]:
        """The rules in plain words, in the order in which people meet them."""
        return [
            *self._of_voting(),
            *self._of_sharing(),
            *self._of_limits(),
            _(
                "If two proposals come out equal, the one with more weight behind it comes first. Then the one that "
                "more organisations want, then the shorter one. If all that is equal, one is drawn."
            ),
            _("An organiser confirms the list. If they change it, they say why, and everybody can read it."),
        ]

    def _of_voting(self) -> list[str]:
        stars = ngettext(
            "You can give a star to %(count)s proposal that matters most to you. A star counts double.",
            "You can give a star to %(count)s proposals that matter most to you. A star counts double.",
            self.stars,
        )
        return [
            _("Everybody who belongs to an organisation that takes part has one vote."),
            _("Tick everything that you would like to see. Tick as many as you like."),
            *([stars % {"count": self.stars}] if self.stars else []),
            _("Your vote is secret. You can change it until voting closes."),
            _("Nobody sees any results before that. Afterwards everybody can read what was chosen, and why."),
            self._of_publishing(),
        ]

    def _of_publishing(self) -> str:
        if self.votes_published:
            return _(
                "After the count, everybody who takes part can download all votes, without names, and count again. "
                "There they can read which proposals were ticked together on one vote."
            )
        return _("Single votes are not published, only sums. So nobody but this program can count again.")

    def _of_sharing(self) -> list[str]:
        return [
            _("There is room time of %(length)s to give. That is %(count)s minutes.")
            % {"length": minutes_words(self.budget_minutes), "count": self.budget_minutes},
            weighting_sentence(self.weighting),
            _("Organisations with fewer than 3 voters are counted together. So no vote can be told by its weight."),
        ]

    def _of_limits(self) -> list[str]:
        elsewhere = ngettext(
            "A proposal can only be chosen if at least %(count)s person outside the organisation that hosts it ticked "
            "it. If several host it, this goes for each of them.",
            "A proposal can only be chosen if at least %(count)s people outside the organisation that hosts it ticked "
            "it. If several host it, this goes for each of them.",
            self.supporters_elsewhere,
        )
        pooled_hosts = _(
            "What a small organisation ticked is not told apart. We count as if its people ticked what they host."
        )
        caps = _("Kind “%(kind)s”: no more than %(length)s in all.")
        pair = _("Only one of these two can be chosen: “%(one)s” and “%(other)s”.")
        return [
            *([elsewhere % {"count": self.supporters_elsewhere}, pooled_hosts] if self.supporters_elsewhere else []),
            *(caps % {"kind": KINDS[kind], "length": minutes_words(most)} for kind, most in self.caps.items()),
            *(pair % {"one": each.titles[0], "other": each.titles[1]} for each in self.excluded),
        ]


# What to choose from, by `shares.Weighting`.
WEIGHTING_WORDS = {
    "organisation": lazy("One organisation, one share"),
    "person": lazy("One person, one share"),
    "square root": lazy("In between: the square root"),
}


def weighting_sentence(weighting: str) -> str:
    """What each weighting (`shares.Weighting`) means."""
    return {
        "organisation": _("Each organisation has the same share of the room time, however many of its people vote."),
        "person": _("Each person who votes has the same share of the room time."),
        "square root": _(
            "An organisation’s share of the room time grows with its voters, but more slowly. "
            "With 4 times as many voters it is twice as large."
        ),
    }[weighting]


def weighting_example(weighting: str) -> str:
    """The same for a large organisation and a small one, in numbers."""
    return {
        "organisation": _("12 voters of a trust have 1 share together. 1 voter of a small group has 1 share too."),
        "person": _("12 voters of a trust have 12 shares together. 1 voter of a small group has 1 share."),
        "square root": _(
            "12 voters of a trust have about 3 and a half shares together. 1 voter of a small group has 1 share."
        ),
    }[weighting]
