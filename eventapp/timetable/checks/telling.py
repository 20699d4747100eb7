"""Short words about sessions, for whoever makes the timetable."""

from collections.abc import Iterable, Mapping

from eventapp.event.features import FEATURES
from eventapp.texts import _, lazy, list_words, ngettext
from eventapp.timetable.checks.alone import lacks
from eventapp.timetable.checks.problem import Kind, Problem
from eventapp.timetable.planned import PlannedSession, RoomFacts, Timetable
from eventapp.voting.shares import FEWEST

# By kind of problem: what a list of them is called, and the tag that a session with one has. What is about many
# sessions at once has no tag: it would stand at every one of them.
KIND_WORDS: dict[Kind, str] = {
    "room": lazy("Two in a room"),
    "joined": lazy("Rooms that share space"),
    "crowd": lazy("Too many in an open space"),
    "host": lazy("A host in two places"),
    "worker": lazy("An access worker in two places"),
    "rights": lazy("Access that is missing"),
    "capacity": lazy("Rooms that are too small"),
    "wishes": lazy("Things that are missing"),
    "hours": lazy("Outside the opening hours"),
    "blocked": lazy("Blocked rooms"),
    "closed": lazy("Closed rooms"),
    "start": lazy("Other times asked for"),
    "away": lazy("Hosts who cannot come then"),
    "rest": lazy("Too little rest"),
    "break": lazy("During a break"),
    "popular": lazy("Rooms to swap"),
    "both": lazy("Wanted by the same people"),
    "nothing": lazy("Something for everyone"),
}
_TAGS: dict[Kind, str] = {
    "rights": lazy("Access missing"),
    "capacity": lazy("Room too small"),
    "wishes": lazy("Room lacks something"),
    "hours": lazy("Not open then"),
    "blocked": lazy("Room blocked"),
    "closed": lazy("Room closed"),
    "start": lazy("Asked for another time"),
    "away": lazy("Host away"),
    "rest": lazy("Little rest"),
    "break": lazy("During a break"),
}


def tags_of(found: Iterable[Problem]) -> Mapping[str, list[tuple[str, str]]]:
    """For each session (id) that has problems: tags, as words and tone."""
    tags: dict[str, dict[str, str]] = {}
    for problem in found:
        words, tone = (_("Clash"), "stop") if problem.stops else (str(_TAGS.get(problem.kind, "")), "wait")
        # A break has nothing to mend when others go on during it.
        about = problem.sessions[:1] if problem.kind == "break" else problem.sessions
        for session in about if words else ():
            tags.setdefault(session.id, {})[words] = tone
    return {session_id: list(said.items()) for session_id, said in tags.items()}


def wanted_by(timetable: Timetable) -> dict[str, int]:
    """How many of those who voted want each session (id); left out where so few do that it might tell who."""
    counts: dict[str, int] = {}
    for voter in timetable.wishes:
        for session_id in voter.wants:
            counts[session_id] = counts.get(session_id, 0) + 1
    return {session_id: count for session_id, count in counts.items() if count >= FEWEST}


def room_words(room: RoomFacts, session: PlannedSession) -> str:
    """The room, what it has, and whether it suits this session, in one line."""
    facts = [room.floor] if room.floor else []
    if holds := room.holds(session.setup):
        facts.append(ngettext("%(count)s person", "%(count)s people", holds) % {"count": holds})
    facts += [str(words) for feature, words in FEATURES.items() if feature in room.features]
    words = f"{room.name} ({', '.join(facts)})" if facts else room.name
    found = [_lack(problem) for problem in lacks(session, room)]
    return f"{words}: {list_words(found)}" if found else words


def _lack(problem: Problem) -> str:
    if problem.kind == "capacity":
        return _("too small")
    missing = list_words([str(FEATURES[feature]) for feature in problem.names[1:]])
    return _("lacks %(missing)s") % {"missing": missing}
