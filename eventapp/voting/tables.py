"""Rounds of voting, their candidates and the ballots."""

from piccolo.columns import Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.tables import Proposal


class Round(Table, tablename="voting_round"):
    """One vote on the programme, with rules that do not change once it is open.

    `ballot_key` ties ballots to people while the round is open and is destroyed when it closes.
    `rules` is the organisers' own note; the rules themselves are told from the other columns. `room_time` (JSON of
    `budget.RoomTime`) is how the budget was worked out, empty where it was written by hand.
    `seed` decides ties; it is fixed before the round opens, and known to all by its fingerprint until it is counted.
    `weighting` is one of `shares.Weighting`. A proposal needs the ticks of `supporters_elsewhere` people of other
    organisations. With `votes_published` the files of the result hold each ballot. `first_closing` is the closing time
    that a round began with, where it was moved; `closing_reason` says why. `group_weights` (JSON) says what each ballot
    of a weight group would weigh by each weighting. `result` (JSON) is the whole tally, byte for byte the same wherever
    it is counted. Who holds `counting_turn` counts, until `counting_until` unless they go on; `counting_stopped_at` is
    when a count broke off last.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    title = Text(null=False)
    rules = Text(null=False)
    budget_minutes = Integer(null=False, default=0)
    room_time = Text(null=False)
    closes_at = Timestamptz(null=False, default=clock.now)
    seed = Text(null=False)
    ballot_key = Bytea(null=True, default=None)
    created_at = Timestamptz(null=False, default=clock.now)
    opened_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    counted_at = Timestamptz(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    weighting = Text(null=False, default="organisation")
    supporters_elsewhere = Integer(null=False, default=0)
    stars = Integer(null=False, default=0)
    votes_published = Boolean(null=False, default=True)
    first_closing = Timestamptz(null=True, default=None)
    closing_reason = Text(null=False)
    abstained = Integer(null=True, default=None)
    group_weights = Text(null=False)
    counting_percent = Integer(null=False, default=0)
    counting_turn = Text(null=False)
    counting_until = Timestamptz(null=True, default=None)
    counting_stopped_at = Timestamptz(null=True, default=None)
    result = Text(null=False)


class KindCap(Table, tablename="kind_cap"):
    """Proposals of this kind get no more than so many minutes of the budget."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    kind = Text(null=False)
    minutes = Integer(null=False, default=0)


class Exclusion(Table, tablename="exclusion"):
    """Of these two proposals only one can be chosen. The id of `one` comes before that of `other`."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    one = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    other = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)


class Candidate(Table, tablename="candidate"):
    """A proposal in a round. After the count: chosen or not, in which turn it was bought, and why.

    `minutes` and `kind` are those that the proposal had when voting opened: the caps of the rules go by them.
    `enough_elsewhere` is found at closing, since ballots do not tell organisations apart after it: whether enough
    people of other organisations ticked it. `offer` is what organisers offer instead of a place: `stall`, `drop-in`,
    `next year` or nothing.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    proposal = ForeignKey(Proposal, null=False, on_delete=OnDelete.restrict)
    minutes = Integer(null=False, default=0)
    kind = Text(null=False)
    chosen = Boolean(null=True, default=None)
    turn = Integer(null=True, default=None)
    support = Integer(null=True, default=None)
    reason = Text(null=False)
    enough_elsewhere = Boolean(null=True, default=None)
    offer = Text(null=False)


class CandidateOrganisation(Table, tablename="candidate_organisation"):
    """This organisation hosted the candidate when voting opened: support from elsewhere is judged by these."""

    id = Varchar(length=24, primary_key=True, default=new_id)
    candidate = ForeignKey(Candidate, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)


class Ballot(Table, tablename="ballot"):
    """What one person wants, without who or when.

    While the round is open the id is an HMAC of round key and person; closing gives it a random one.
    `weight_group` is empty until then: afterwards an organisation's id, or `pooled`. A ballot that abstains has no
    marks, is not kept after closing, and weighs nothing.
    """

    id = Varchar(length=64, primary_key=True, default="")
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    weight_group = Text(null=False)
    weight = Text(null=False)
    abstains = Boolean(null=False, default=False)


class BallotMark(Table, tablename="ballot_mark"):
    """This ballot says "count me in" for this candidate, and with a star that it matters most."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    ballot = ForeignKey(Ballot, null=False, on_delete=OnDelete.cascade)
    candidate = ForeignKey(Candidate, null=False, on_delete=OnDelete.cascade)
    star = Boolean(null=False, default=False)


class PaperVoter(Table, tablename="paper_voter"):
    """Somebody who votes on paper, for this organisation. With `person`: somebody who could have voted here.

    Kept until closing.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=True, on_delete=OnDelete.cascade)
    name = Text(null=False)


class PaperBallot(Table, tablename="paper_ballot"):
    """A printed ballot for somebody of this organisation; nobody can tell for whom. As many as paper voters.

    The code on it is made from the round's key and this id, so no code is stored, and there are none after closing.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
