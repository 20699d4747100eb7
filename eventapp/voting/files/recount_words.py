"""What a recount found, in words and as JSON."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec

from eventapp.voting.files.pabulib import plain
from eventapp.voting.files.recount import Recount
from eventapp.voting.tally import Outcome

_ENCODER = msgspec.json.Encoder(decimal_format="number")

_WEIGHTINGS = {
    "": "Each vote weighs what the file says.",
    "person": "One person, one share.",
    "organisation": "One organisation, one share.",
    "square root": "An organisation weighs the square root of its votes.",
}


# In words


def words(found: Recount) -> Iterator[str]:
    """Line by line, free of anything but what can be printed."""
    for line in _lines(found):
        yield printable(line)


def printable(text: str) -> str:
    """Names come from anybody: what would move the cursor of a terminal is left out."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _lines(found: Recount) -> Iterator[str]:
    election, tally = found.election, found.tally
    chosen = [one for one in tally.outcomes if one.chosen]
    others = [one for one in tally.outcomes if not one.chosen]
    if description := election.facts.get("description"):
        yield description
    yield f"{len(election.projects)} projects, {len(election.votes)} votes, a budget of {_money(found, tally.budget)}."
    yield _how(found)
    yield ""
    yield f"Chosen: {len(chosen)} of {len(election.projects)}, for {_money(found, tally.spent)}."
    for one in chosen:
        yield f"{one.turn:>3}. {_name(found, one)}"
        yield f"     {_why_chosen(found, one)}{_tie(found, one)}"
    yield ""
    yield f"Not chosen: {len(others)}."
    for one in others:
        yield f"  -  {_name(found, one)}"
        yield f"     {_why_not(found, one)}"
    yield ""
    yield _promise(found)
    if compared := _compared(found):
        yield compared


def _how(found: Recount) -> str:
    rules = found.rules
    drawn = "Ties are drawn by the seed" if rules.ties == "drawn" else "Ties go by id"
    if rules.rule == "most votes":
        return f"Most votes first, whatever each weighs, as long as the budget lasts. {drawn}."
    each = f"{found.step} of the budget" if found.step.endswith("%") else f"{found.step} for each voter"
    until = ", until nothing more would fit" if rules.stop_when_exhausted else ""
    completion = {
        "none": "Nothing is done with what is left.",
        "add1": f"Shares are raised by {each} at a time while what they buy fits{until}.",
        "add1u": (
            f"Shares are raised by {each} at a time while what they buy fits{until}. What is left is filled by votes."
        ),
    }[rules.completion]
    return f"Equal shares. {_WEIGHTINGS[found.weighting]} {completion} {drawn}."


def _name(found: Recount, one: Outcome) -> str:
    name = next((project.name for project in found.election.projects if project.id == one.id), "")
    return f"{one.id}{': ' if name else ''}{' '.join(name.split())} ({_money(found, one.cost)})"


def _why_chosen(found: Recount, one: Outcome) -> str:
    votes = _votes(one.people)
    if one.why == "filled":
        return f"{votes}. Added by votes: {_money(found, one.left)} was left."
    return (
        f"{votes}. Their shares held {_money(found, one.held)}. "
        f"Each paid {_money(found, one.price or 0)}{_per_weight(found)}{_starred(found)}, or what it had left."
    )


def _per_weight(found: Recount) -> str:
    return "" if found.weighting == "person" else " for a whole share"


def _starred(found: Recount) -> str:
    return ", with a star twice as much" if any(vote.stars for vote in found.election.votes) else ""


def _tie(found: Recount, one: Outcome) -> str:
    if not one.tied_with:
        return ""
    by = "the seed" if found.rules.ties == "drawn" else "id"
    return f" It was tied with {_listed(one.tied_with)}; that was decided by {by}."


def _why_not(found: Recount, one: Outcome) -> str:
    votes = _votes(one.people)
    match one.why:
        case "no support":
            return "Nobody voted for it."
        case "too long":
            return f"{votes}. It costs more than the whole budget."
        case "cap":
            return f"{votes}. With it, there would be too much of the kind “{one.blocked_by}”."
        case "excluded":
            return f"{votes}. Only one of it and {one.blocked_by} can be chosen."
        case "not eligible" | "few from elsewhere":
            return f"{votes}. The file says that it cannot be chosen."
        case _:
            return f"{votes}. {_too_little(found, one)}"


def _too_little(found: Recount, one: Outcome) -> str:
    left = f"{_money(found, one.left)} of the budget was left"
    if found.rules.rule == "most votes":
        return f"When its turn came, {left}."
    held = f"In the end their shares held {_money(found, one.held)}"
    spent = [f"{winner} ({_money(found, amount)})" for winner, amount in one.spent_on[:3]]
    before = f", after they paid most for {_listed(spent)}" if spent else ""
    return f"{held}{before}; {left}."


def _promise(found: Recount) -> str:
    limits = found.rules.limits
    among = " among what the limits allow" if limits.caps or limits.exclusions or limits.ineligible else ""
    if not found.ejr_plus_violations:
        return f"Nobody is left out whose own share would have paid for it{among} (EJR+ up to one project holds)."
    return (
        "Left out, although the own share of those who voted for them would have paid: "
        f"{_listed(found.ejr_plus_violations)} (EJR+ up to one project does not hold)."
    )


def _compared(found: Recount) -> str:
    told = {project.id: project.selected for project in found.election.projects if project.selected is not None}
    if not told:
        return ""
    chosen = set(found.tally.chosen)
    more = [id_ for id_ in found.tally.chosen if told.get(id_) is False]
    fewer = [id_ for id_, selected in told.items() if selected and id_ not in chosen]
    if not more and not fewer:
        return "The file says that the same were chosen."
    parts = [f"without {_listed(more)}" if more else "", f"with {_listed(fewer)}" if fewer else ""]
    return f"The file tells another result: {' and '.join(part for part in parts if part)}."


def _votes(people: int) -> str:
    return f"{people} vote" if people == 1 else f"{people} votes"


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(ids)


def _money(found: Recount, amount: Fraction | int) -> str:
    """To the hundredth, in the currency of the file."""
    whole, hundredths = divmod(round(Fraction(amount) / found.unit * 100), 100)
    currency = found.election.facts.get("currency", "")
    return f"{whole}{f'.{hundredths:02}' if hundredths else ''} {currency}".rstrip()


# For programs


def as_json(found: Recount) -> bytes:
    """The winners in buying order and all that led to them. Numbers are exact, weights fractions as text."""
    rules, tally = found.rules, found.tally
    names = {project.id: project.name for project in found.election.projects}
    told = {
        "winners": tally.chosen,
        "cost": _exact(found, tally.spent),
        "budget": _exact(found, tally.budget),
        "completion": rules.completion,
        "ejr_plus_violations": found.ejr_plus_violations,
        "rule": "greedy" if rules.rule == "most votes" else "equal-shares",
        "step": found.step,
        "stop_when_exhausted": rules.stop_when_exhausted,
        "ties": rules.ties,
        "seed": rules.seed,
        "weights": {"": "file", "square root": "sqrt"}.get(found.weighting, found.weighting),
        "runs": tally.runs,
        "shares": str(tally.shares / found.unit),
        "notes": found.election.notes,
        "projects": [
            {
                "id": one.id,
                "name": names[one.id],
                "cost": _exact(found, one.cost),
                "chosen": one.chosen,
                "turn": one.turn,
                "why": one.why,
                "votes": one.people,
                "weight": str(one.weight),
                "held": _exact(found, one.held),
                "left": _exact(found, one.left),
                "price": None if one.price is None else _exact(found, one.price),
                "paid": {group: _exact(found, amount) for group, amount in one.paid.items()},
                "spent_on": [[winner, _exact(found, amount)] for winner, amount in one.spent_on],
                "blocked_by": one.blocked_by,
                "tied_with": one.tied_with,
            }
            for one in tally.outcomes
        ],
    }
    return _ENCODER.encode(told)


def _exact(found: Recount, amount: Fraction | int) -> Decimal:
    return Decimal(plain(Fraction(amount) / found.unit))
