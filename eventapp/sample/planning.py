"""The sample's event, its rooms and partners, and what they planned."""

from datetime import date, timedelta

from eventapp import clock
from eventapp.event.actions import set_proposals_open
from eventapp.event.taking_part import take_in_organisation
from eventapp.people.actions import find_or_add_person, join_organisation
from eventapp.planning.actions import add_photo, add_survey, add_workshop
from eventapp.planning.survey import SurveyRow
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.sample.content import FOLDER, Words, content
from eventapp.sample.made import Sample
from eventapp.venue.actions import add_room


async def plan(sample: Sample) -> None:
    """Rooms, partners, workshops and the survey."""
    for room in content()["rooms"]:
        parts = [sample.rooms[name].id for name in room.get("made_of", ())]
        sample.rooms[room["name"]] = await add_room(sample.event, sample.organiser, **(room | {"made_of": parts}))
    for organisation in content()["organisations"]:
        await _take_in(sample, organisation)
    today = clock.now().date()
    for workshop in content()["workshops"]:
        sample.workshops[workshop["key"]] = await _write_down(sample, workshop, today)
    await _tell_the_survey(sample, today)
    await set_proposals_open(sample.event, sample.organiser, is_open=True)


async def _write_down(sample: Sample, words: Words, today: date) -> PlanningWorkshop:
    parts = {name: words.get(name, "").strip() for name in ("notes", "agenda", "decisions", "agreed")}
    workshop = await add_workshop(
        sample.event,
        sample.organiser,
        title=words["title"],
        held_on=today - timedelta(weeks=words["weeks_ago"]),
        place=words["place"],
        who_came=words["who_came"],
        **parts,
    )
    if "photo" in words:
        file = (FOLDER / words["photo"]).read_bytes()
        await add_photo(workshop, sample.organiser, file, words["photo_words"].strip())
    return workshop


async def _tell_the_survey(sample: Sample, today: date) -> None:
    facts, lines = content()["survey_facts"], content()["survey"]
    survey = await add_survey(
        sample.event,
        sample.organiser,
        title=facts["title"],
        asked_on=today - timedelta(weeks=facts["weeks_ago"]),
        answered=facts["answered"],
        rows=[
            SurveyRow(row["theme"], row["group"], row["people"], row["quotes"], quotes_allowed=bool(row["quotes"]))
            for row in lines
        ],
    )
    themes = await SurveyTheme.objects().where(SurveyTheme.survey == survey.id)
    by_name = {(theme.theme, theme.answer_group): theme for theme in themes}
    sample.themes = {row["key"]: by_name[row["theme"], row["group"]] for row in lines}


async def _take_in(sample: Sample, words: Words) -> None:
    key = words["key"]
    other_names = "\n".join(words["other_names"])
    organisation = await take_in_organisation(sample.event, sample.organiser, words["name"], other_names)
    sample.organisations[key] = organisation
    # Not through an invitation: that would owe each of them a message.
    people = [await find_or_add_person(f"{key}.{n}@example.org", name) for n, name in enumerate(words["people"], 1)]
    for person in people:
        await join_organisation(person, organisation)
        sample.say(1)
    sample.members[key] = people
