"""What partners offer for the programme, who hosts it, and what is said about it."""

from piccolo.columns import Boolean, Date, Integer, Text, Time, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.event.tables import Event
from eventapp.ids import new_id
from eventapp.people.tables import Organisation, Person
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme


class Proposal(Table, tablename="proposal"):
    """An idea that can grow into a session. Its words belong to those who propose it.

    `state_before` is what it was before it was withdrawn, so that it can be brought back; null in every other state.
    It can start from `earliest` to `latest`, on the clocks of the event, and only `on_day`; null is any.
    `people_expected` is its hosts' guess; `setup_minutes` and `clearing_minutes` are needed in the room before and
    after its `minutes`.
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
    captions = Boolean(null=False, default=False)
    on_day = Date(null=True, default=None)
    earliest = Time(null=True, default=None)
    latest = Time(null=True, default=None)
    people_expected = Integer(null=True, default=None)
    setup_minutes = Integer(null=False, default=0)
    clearing_minutes = Integer(null=False, default=0)
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


class CoHosting(Table, tablename="cohosting"):
    """An organisation and the people of a proposal think about doing it together.

    It hosts only once the other side has said yes: the people of the organisation where it `was_asked`, else those of
    the proposal. `state` is waiting, accepted, declined, taken-back or left; who last changed it is `answered_by`.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    proposal = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    was_asked = Boolean(null=False, default=False)
    words = Text(null=False)
    state = Text(null=False, default="waiting")
    asked_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    asked_at = Timestamptz(null=False, default=clock.now)
    answered_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    answered_at = Timestamptz(null=True, default=None)


class Suggestion(Table, tablename="suggestion"):
    """Other words for a proposal, which count only once its own people accept them.

    What is null stays as it is. `revision` is the one that the writer saw. `state` is waiting, accepted,
    accepted-changed, declined or taken-back.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    proposal = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    revision = Integer(null=False, default=1)
    title = Text(null=True, default=None)
    what_happens = Text(null=True, default=None)
    content_notes = Text(null=True, default=None)
    access_notes = Text(null=True, default=None)
    minutes = Integer(null=True, default=None)
    reason = Text(null=False)
    state = Text(null=False, default="waiting")
    suggested_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    suggested_at = Timestamptz(null=False, default=clock.now)
    answered_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    answered_at = Timestamptz(null=True, default=None)


class HostTime(Table, tablename="host_time"):
    """This host can come within this time. A host without any can come at any time."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    host = ForeignKey(Host, null=False, on_delete=OnDelete.cascade)
    starts_at = Timestamptz(null=False, default=clock.now)
    ends_at = Timestamptz(null=False, default=clock.now)


class Draft(Table, tablename="draft"):
    """What a person has typed and not sent yet, about this proposal or, without one, a new idea. Nobody else sees it.

    `typed` is JSON: pairs of a field's name and its text.
    """

    id = Varchar(length=12, primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    event = ForeignKey(Event, null=False, on_delete=OnDelete.cascade)
    proposal = ForeignKey(Proposal, null=True, on_delete=OnDelete.cascade)
    typed = Text(null=False)
    kept_at = Timestamptz(null=False, default=clock.now)


class SameIdea(Table, tablename="same_idea"):
    """An organiser thinks that two proposals are the same idea, so that their people could do it together."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    one = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    other = ForeignKey(Proposal, null=False, on_delete=OnDelete.cascade)
    marked_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    marked_at = Timestamptz(null=False, default=clock.now)
