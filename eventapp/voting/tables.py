"""Rounds of voting, their candidates and the ballots."""

from piccolo.columns import Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal


class Round(Table, tablename="voting_round"):
    """One vote on the programme, with rules that do not change once it is open.

    `ballot_key` ties ballots to people while the round is open and is destroyed when it closes.
    `seed` decides ties; it is fixed before the round opens.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    title = Text(null=False)
    rules = Text(null=False)
    budget_minutes = Integer(null=False, default=0)
    closes_at = Timestamptz(null=False, default=clock.now)
    seed = Text(null=False)
    ballot_key = Bytea(null=True, default=None)
    created_at = Timestamptz(null=False, default=clock.now)
    opened_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    counted_at = Timestamptz(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)


class Candidate(Table, tablename="candidate"):
    """A proposal in a round. After the count: chosen or not, in which turn it was bought, and why."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    proposal = ForeignKey(Proposal, null=False, on_delete=OnDelete.restrict)
    minutes = Integer(null=False, default=0)
    chosen = Boolean(null=True, default=None)
    turn = Integer(null=True, default=None)
    support = Integer(null=True, default=None)
    reason = Text(null=False)


class Ballot(Table, tablename="ballot"):
    """What one person wants, without who or when.

    While the round is open the id is an HMAC of round key and person; closing gives it a random one.
    `weight_group` is empty until then: afterwards an organisation's id, or `pooled`.
    """

    id = Varchar(length=64, primary_key=True, default="")
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    weight_group = Text(null=False)
    weight = Text(null=False)


class BallotMark(Table, tablename="ballot_mark"):
    """This ballot says "count me in" for this candidate."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    ballot = ForeignKey(Ballot, null=False, on_delete=OnDelete.cascade)
    candidate = ForeignKey(Candidate, null=False, on_delete=OnDelete.cascade)
