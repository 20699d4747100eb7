"""The hosts of an event, found again by the names they chose."""

from collections.abc import Collection, Sequence

from eventapp import clock
from eventapp.people.tables import Membership, Person
from eventapp.proposals.reading import hosts_of
from eventapp.proposals.tables import Host, Proposal, ProposalHost
from eventapp.proposals.words import distinct, folded


async def host_named(event_id: str, organisation_id: str | None, name: str) -> Host:
    """The host with this name, of this organisation (or of none), at this event: made when there is none yet."""
    return (await hosts_named(event_id, organisation_id, [name]))[folded(name)]


async def hosts_named(event_id: str, organisation_id: str | None, names: Sequence[str]) -> dict[str, Host]:
    """As `host_named`, for many names: the hosts by their folded names. At most two queries and an insert."""
    known = await _hosts(event_id, organisation_id)
    # In order, so that two people who name the same new hosts wait for one another and neither for ever.
    new = sorted((name for name in distinct(names) if folded(name) not in known), key=folded)
    if new:
        now = clock.now()
        rows = [Host(event=event_id, organisation=organisation_id, name=name, created_at=now) for name in new]
        for start in range(0, len(rows), 500):
            # Somebody else may be naming the same host at this moment: then theirs is the one.
            await Host.insert(*rows[start : start + 500]).on_conflict(action="DO NOTHING")
        known = await _hosts(event_id, organisation_id)
    return known


async def _hosts(event_id: str, organisation_id: str | None) -> dict[str, Host]:
    of_it = Host.organisation.is_null() if organisation_id is None else Host.organisation == organisation_id
    rows = await Host.objects().where((Host.event == event_id) & of_it).order_by(Host.created_at, Host.id)
    return {folded(row.name): row for row in reversed(rows)}


async def lead(proposal: Proposal, by: Person, names: list[str], organisations: Collection[str]) -> None:
    """Makes those with these names, in this order, the hosts of the proposal. For the transaction of its revision.

    A name means somebody who leads it already, else a host of `by`'s own organisation, else of another one of these
    `organisations` (ids). Somebody new is of `by`'s own organisation. A name spelt anew is spelt so from now on.
    """
    event_id, home = str(proposal.event), await _home(by, organisations)
    known: dict[str, Host] = {}
    for organisation in sorted(organisations, key=lambda organisation: organisation == home):
        known |= await _hosts(event_id, organisation)
    known |= {folded(host.name): host for host in (await hosts_of([proposal.id]))[proposal.id]}
    new = [name for name in names if folded(name) not in known]
    known |= {folded(name): host for name, host in zip(new, await _all_named(event_id, home, new), strict=True)}
    await ProposalHost.delete().where(ProposalHost.proposal == proposal.id)
    for position, name in enumerate(names):
        host = known[folded(name)]
        if host.name != name:
            await Host.update({Host.name: name}).where(Host.id == host.id)
        await ProposalHost.insert(ProposalHost(proposal=proposal.id, host=host.id, position=position))


async def _all_named(event_id: str, organisation_id: str, names: list[str]) -> list[Host]:
    found = await hosts_named(event_id, organisation_id, names) if names else {}
    return [found[folded(name)] for name in names]


async def _home(by: Person, organisations: Collection[str]) -> str:
    own = await Membership.select(Membership.organisation).where(
        (Membership.person == by.id) & Membership.organisation.is_in(list(organisations))
    )
    return min((str(row["organisation"]) for row in own), default=min(organisations))
