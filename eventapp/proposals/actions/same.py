"""What organisers think is the same idea, so that its people could do it together."""

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal, SameIdea
from eventapp.texts import _, list_words, marked


async def mark_same(proposal: Proposal, other: Proposal, by: Person) -> None:
    """Says on both pages that the two are the same idea. Doing it twice does it once. Raises `Refused`."""
    if proposal.id == other.id or proposal.event != other.event:
        raise Refused(_("Choose another proposal."))
    one, two = sorted([proposal.id, other.id])
    async with db.transaction():
        # Both stay while the mark is written; in order, so that two organisers do not wait for one another.
        await db.locked(Proposal.select(Proposal.id).where(Proposal.id.is_in([one, two])).order_by(Proposal.id))
        if await SameIdea.exists().where((SameIdea.one == one) & (SameIdea.other == two)):
            return
        await SameIdea.insert(SameIdea(one=one, other=two, marked_by=by.id, marked_at=clock.now()))
        await _note(proposal, other, by, marked("marked as the same idea"))


async def unmark_same(proposal: Proposal, other: Proposal, by: Person) -> None:
    """Takes back that the two are the same idea. Doing it twice does it once."""
    one, two = sorted([proposal.id, other.id])
    async with db.transaction():
        its_pair = (SameIdea.one == one) & (SameIdea.other == two)
        if await SameIdea.delete().where(its_pair).returning(SameIdea.id):
            await _note(proposal, other, by, marked("no longer marked as the same idea"))


async def _note(proposal: Proposal, other: Proposal, by: Person, did: str) -> None:
    what = list_words([proposal.title, other.title])
    await note(did, what, proposal.event, by)
