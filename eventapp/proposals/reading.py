"""What belongs to proposals, for many of them at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from eventapp.event.features import FEATURES
from eventapp.event.tables import Participation
from eventapp.people.tables import Organisation
from eventapp.proposals.gaps import COUNTED, Offer
from eventapp.proposals.similar import similar
from eventapp.proposals.tables import (
    CoHosting,
    Comment,
    Host,
    Proposal,
    ProposalHost,
    ProposalNeed,
    ProposalOrganisation,
    SameIdea,
    Suggestion,
)
from eventapp.proposals.words import ProposalWords


def words_of(proposal: Proposal) -> ProposalWords:
    """What this proposal says now."""
    return ProposalWords(**{field.name: getattr(proposal, field.name) for field in fields(ProposalWords)})


async def hosts_of(proposal_ids: Collection[str]) -> dict[str, list[Host]]:
    """The hosts of each of these proposals, in the order in which they are named. One query."""
    found: dict[str, list[Host]] = defaultdict(list)
    if proposal_ids:
        rows = ProposalHost.objects(ProposalHost.host).where(ProposalHost.proposal.is_in(list(proposal_ids)))
        for row in await rows.order_by(ProposalHost.position):
            found[str(row.proposal)].append(row.host)
    return {proposal_id: found[proposal_id] for proposal_id in proposal_ids}


async def organisations_of(proposal_ids: Collection[str]) -> dict[str, list[Organisation]]:
    """The hosting organisations of each of these proposals, by name. One query."""
    found: dict[str, list[Organisation]] = defaultdict(list)
    if proposal_ids:
        for row in await ProposalOrganisation.objects(ProposalOrganisation.organisation).where(
            ProposalOrganisation.proposal.is_in(list(proposal_ids))
        ):
            found[str(row.proposal)].append(row.organisation)
    return {proposal_id: sorted(found[proposal_id], key=by_name) for proposal_id in proposal_ids}


def by_name(organisation: Organisation) -> tuple[str, str]:
    """Sorts organisations: by name only, since none ranks before another."""
    return organisation.name.casefold(), organisation.id


async def needs_of(proposal_ids: Collection[str]) -> dict[str, list[str]]:
    """The features (keys of `FEATURES`, in its order) that each of these proposals needs. One query."""
    found: dict[str, set[str]] = defaultdict(set)
    if proposal_ids:
        for row in await ProposalNeed.select(ProposalNeed.proposal, ProposalNeed.feature).where(
            ProposalNeed.proposal.is_in(list(proposal_ids))
        ):
            found[str(row["proposal"])].add(row["feature"])
    return {proposal_id: [key for key in FEATURES if key in found[proposal_id]] for proposal_id in proposal_ids}


async def comments_of(proposal: Proposal) -> list[Comment]:
    """What was said about it, oldest first, each with its person, whose name is None when they have left."""
    return await Comment.objects(Comment.person).where(Comment.proposal == proposal.id).order_by(Comment.created_at)


async def askings_of(proposal: Proposal) -> list[CoHosting]:
    """What waits for a yes to hosting it together, oldest first, each with its organisation and who asked."""
    rows = CoHosting.objects(CoHosting.organisation, CoHosting.asked_by)
    waiting = (CoHosting.proposal == proposal.id) & (CoHosting.state == "waiting")
    return await rows.where(waiting).order_by(CoHosting.asked_at)


async def suggestions_of(proposal: Proposal) -> list[Suggestion]:
    """The other words for it that wait for an answer, oldest first, each with who suggested them."""
    waiting = (Suggestion.proposal == proposal.id) & (Suggestion.state == "waiting")
    return await Suggestion.objects(Suggestion.suggested_by).where(waiting).order_by(Suggestion.suggested_at)


async def same_as(proposal: Proposal) -> list[Proposal]:
    """The proposals that an organiser thinks are the same idea, by title. One query."""
    ones = SameIdea.select(SameIdea.one).where(SameIdea.other == proposal.id)
    others = SameIdea.select(SameIdea.other).where(SameIdea.one == proposal.id)
    rows = await Proposal.objects().where(Proposal.id.is_in(ones) | Proposal.id.is_in(others))
    return sorted(rows, key=lambda row: (row.title.casefold(), row.id))


async def alike(event_id: str, title: str, text: str, *, but: str = "") -> list[tuple[str, str]]:
    """Id and title of proposals that may be the same idea as these words, the likeliest first. One query."""
    rows = await Proposal.select(Proposal.id, Proposal.title, Proposal.what_happens).where(
        (Proposal.event == event_id) & Proposal.state.is_in(list(COUNTED)) & (Proposal.id != but)
    )
    titles = {row["id"]: row["title"] for row in rows}
    found = similar(title, text, [(row["id"], row["title"], row["what_happens"]) for row in rows])
    return [(one, titles[one]) for one in found]


@dataclass(frozen=True)
class Search:
    """Which proposals to list. An empty text asks for any; an empty state for any but withdrawn.

    `organisation` is an id; `source` is `survey`, `workshop` or `own`. All of the `words` are in its title or its text.
    """

    state: str = ""
    kind: str = ""
    organisation: str = ""
    source: str = ""
    cohost: bool = False
    words: str = ""


async def found_proposals(event_id: str, search: Search) -> list[str]:
    """The ids of the event's proposals that the search asks for, by title. One query."""
    # Only what is sorted and searched is read of all of them: databases fold letters each in their own way.
    columns = [Proposal.id, Proposal.title, *([Proposal.what_happens] if search.words else [])]
    rows = Proposal.select(*columns).where(Proposal.event == event_id)
    rows = rows.where(Proposal.state == search.state if search.state else Proposal.state != "withdrawn")
    if search.kind:
        rows = rows.where(Proposal.kind == search.kind)
    if search.organisation:
        theirs = ProposalOrganisation.organisation == search.organisation
        rows = rows.where(Proposal.id.is_in(ProposalOrganisation.select(ProposalOrganisation.proposal).where(theirs)))
    if search.source:
        rows = rows.where(_SOURCES[search.source])
    if search.cohost:
        rows = rows.where(Proposal.wants_cohost.eq(True))
    wanted = search.words.casefold().split()
    found = [row for row in await rows if not wanted or _has(row, wanted)]
    return [str(row["id"]) for row in sorted(found, key=lambda row: (row["title"].casefold(), row["id"]))]


def _has(row: dict[str, Any], wanted: list[str]) -> bool:
    text = f"{row['title']} {row['what_happens']}".casefold()
    return all(word in text for word in wanted)


async def proposals_in_order(ids: Sequence[str]) -> list[Proposal]:
    """The proposals with these ids, in the order of the ids. One query."""
    rows = {row.id: row for row in await Proposal.objects().where(Proposal.id.is_in(list(ids)))} if ids else {}
    return [rows[one] for one in ids if one in rows]


_SOURCES: dict[str, Any] = {
    "survey": Proposal.survey_theme.is_not_null(),
    "workshop": Proposal.workshop.is_not_null(),
    "own": Proposal.survey_theme.is_null() & Proposal.workshop.is_null(),
}


async def offers_at(event_id: str) -> list[Offer]:
    """What the event's proposals offer that are neither withdrawn nor left out, by title. Two queries."""
    rows = await Proposal.objects(Proposal.survey_theme).where(
        (Proposal.event == event_id) & Proposal.state.is_in(list(COUNTED))
    )
    needs = await needs_of([row.id for row in rows])
    return [
        Offer(
            row.id,
            row.title,
            row.kind,
            row.attendance,
            row.language,
            row.captions,
            frozenset(needs[row.id]),
            row.survey_theme.theme or "",
        )
        for row in sorted(rows, key=lambda row: (row.title.casefold(), row.id))
    ]


async def states_at(event_id: str) -> list[str]:
    """The state of each of the event's proposals. One query."""
    return [row["state"] for row in await Proposal.select(Proposal.state).where(Proposal.event == event_id)]


async def organisations_taking_part(event_id: str) -> list[Organisation]:
    """The organisations that take part in this event, by name. One query."""
    taking_part = Participation.select(Participation.organisation).where(Participation.event == event_id)
    return sorted(await Organisation.objects().where(Organisation.id.is_in(taking_part)), key=by_name)
