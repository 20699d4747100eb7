"""What partners offer for the programme, who hosts it, and what is said about it."""

from piccolo.columns import Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Organisation, Person
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme


class Proposal(Table, tablename="proposal"):
    """An idea that can grow into a session. Its words belong to those who propose it.

    `state_before` is what it was before it was withdrawn, so that it can be brought back; null in every other state.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    state = Text(null=False, default="idea")
    state_before = Text(null=True, default=None)
    title = Text(null=False)
    what_happens = Text(null=False)
    contact = Text(null=False)
    kind = Text(null=False, default="other")
    minutes = Integer(null=True, default=None)
    places = Integer(null=True, default=None)
    attendance = Text(null=False, default="book")
    language = Text(null=False, default="en-GB")
    content_notes = Text(null=False)
    access_notes = Text(null=False)
    wants_cohost = Boolean(null=False, default=False)
    workshop = ForeignKey(PlanningWorkshop, null=True, on_delete=OnDelete.set_null)
    survey_theme = ForeignKey(SurveyTheme, null=True, on_delete=OnDelete.set_null)
    proposed_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False, default=clock.now)
    changed_at = Timestamptz(null=False, default=clock.now)


class ProposalOrganisation(Table, tablename="proposal_organisation"):
    """This organisation hosts this proposal, alone or with others; its people may revise it."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    proposal = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)


class Host(Table, tablename="host"):
    """Somebody who leads sessions, by the name they choose. Two proposals with the same host share this row."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=True, on_delete=OnDelete.restrict)
    name = Text(null=False)
    created_at = Timestamptz(null=False, default=clock.now)


class ProposalHost(Table, tablename="proposal_host"):
    """This host leads this proposal; hosts are named in the order of `position`."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    proposal = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    host = ForeignKey(Host, null=False, on_delete=OnDelete.cascade)
    position = Integer(null=False, default=0)


class ProposalNeed(Table, tablename="proposal_need"):
    """This proposal needs a room with this feature (`eventapp.event.features`)."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    proposal = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    feature = Text(null=False)


class Comment(Table, tablename="comment"):
    """A remark by a signed-in partner about a proposal."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    proposal = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    body = Text(null=False)
    created_at = Timestamptz(null=False, default=clock.now)
