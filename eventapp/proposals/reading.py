"""What belongs to proposals, for many of them at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import fields

from eventapp.event.features import FEATURES
from eventapp.people.tables import Organisation
from eventapp.proposals.tables import Comment, Host, Proposal, ProposalHost, ProposalNeed, ProposalOrganisation
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
