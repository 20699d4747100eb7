"""What the sample's partners propose."""

from dataclasses import fields

from eventapp.people.tables import Person
from eventapp.proposals.actions import (
    accept_cohosting,
    add_comment,
    add_idea,
    ask_organisation,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)
from eventapp.proposals.tables import Proposal
from eventapp.proposals.words import ProposalWords
from eventapp.sample.content import Words, content
from eventapp.sample.made import Sample


async def propose(sample: Sample) -> None:
    """Every proposal as far as it came, with who hosts it and what was said about it."""
    people = {person.name: person for members in sample.members.values() for person in members}
    for words in content()["proposals"]:
        by = people[words["by"]]
        proposal = await _add_proposal(sample, words, by)
        comment = words.get("comment")
        if comment:
            await add_comment(proposal, people[comment["by"]], comment["words"])
        match words.get("state"):
            case None:
                await submit_proposal(proposal, by)
            case "withdrawn":
                await withdraw_proposal(proposal, by)
        sample.proposals[words["title"]] = proposal
        sample.say(1)


async def _add_proposal(sample: Sample, words: Words, by: Person) -> Proposal:
    organisations = [sample.organisations[key] for key in words["organisations"]]
    what_happens, contact = words["what_happens"].strip(), by.email
    idea = await add_idea(
        sample.event,
        by,
        organisations[0],
        words["title"],
        what_happens,
        contact,
        workshop=sample.workshops.get(words.get("workshop", "")),
        survey_theme=sample.themes.get(words.get("survey_theme", "")),
    )
    for key, organisation in list(zip(words["organisations"], organisations, strict=True))[1:]:
        asking = await ask_organisation(idea, by, organisation, "")
        await accept_cohosting(asking, sample.members[key][0])
    more = {each.name: words[each.name] for each in fields(ProposalWords) if each.name in words}
    return await revise_proposal(
        idea,
        by,
        ProposalWords(**(more | {"what_happens": what_happens, "contact": contact})),
        hosts=words.get("hosts", []),
        organisations=[organisation.id for organisation in organisations],
        needs=words.get("needs", []),
        revision=idea.revision,
    )
