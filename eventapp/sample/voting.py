"""The sample's vote, which is over."""

from datetime import timedelta

from eventapp import clock, db
from eventapp.sample.content import content
from eventapp.sample.made import Sample
from eventapp.voting.actions import cast_ballot, close_round, confirm_result, count_round, new_round, open_round
from eventapp.voting.reading import room_time_of
from eventapp.voting.tables import Candidate


async def vote(sample: Sample) -> None:
    """A round in which everybody voted, counted and confirmed."""
    words = content()["round"]
    time = await room_time_of(
        sample.event, break_minutes=words["break_minutes"], change_over_minutes=words["change_over_minutes"]
    )
    round_ = await new_round(
        sample.event,
        sample.organiser,
        title=words["title"],
        rules=words["note"].strip(),
        budget_minutes=time.minutes,
        closes_at=clock.now() + timedelta(days=1),
        room_time=time,
        weighting=words["weighting"],
        supporters_elsewhere=words["supporters_elsewhere"],
        stars=words["stars"],
        kind_caps=words["kind_caps"],
        exclusions=[(sample.proposals[one].id, sample.proposals[other].id) for one, other in words["exclusions"]],
    )
    await open_round(round_, sample.organiser)
    candidates = {
        str(row["proposal"]): row["id"]
        for row in await Candidate.select(Candidate.id, Candidate.proposal).where(Candidate.round == round_.id)
    }
    marks = _marks(sample)
    async with db.transaction():
        for person in (person for members in sample.members.values() for person in members):
            ticked = [candidates[sample.proposals[title].id] for title in marks[person.id]]
            await cast_ballot(round_, person, ticked, ticked[-words["stars"] :])
            sample.say(1)
    await close_round(round_, sample.organiser)
    await count_round(round_, explained=False)
    chosen = [candidates[sample.proposals[words["title"]].id] for words in content()["proposals"] if "at" in words]
    # Just as counted: otherwise this is refused, since it lacks reasons.
    await confirm_result(round_, sample.organiser, chosen, {})


def _marks(sample: Sample) -> dict[str, list[str]]:
    """The titles that each person ticks: by turns, so that everybody of an organisation ticks some."""
    marks: dict[str, list[str]] = {person.id: [] for members in sample.members.values() for person in members}
    voted_on = [words for words in content()["proposals"] if "votes" in words]
    for number, words in enumerate(voted_on):
        for key, people in words["votes"].items():
            members = sample.members[key]
            for turn in range(people):
                marks[members[(number + turn) % len(members)].id].append(words["title"])
    return marks
