"""The event's pages and their sections: what organisers write, and what must not be missing. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from eventapp.event.tables import Event
from eventapp.texts import lazy


@dataclass(frozen=True)
class Section:
    """A part of a page with its heading. `asks` says what to write; what `is_needed` is missed while it is empty."""

    key: str
    title: str
    asks: str
    is_needed: bool = True


@dataclass(frozen=True)
class Page:
    """One of the event's pages; it stands at `/{event}/{key}`, home at `/{event}/`."""

    key: str
    title: str
    sections: tuple[Section, ...]

    def path(self, slug: str) -> str:
        return f"/{slug}/" if self.key == HOME else f"/{slug}/{self.key}"


@dataclass(frozen=True)
class Missing:
    """Something that a page should say and does not. `section` is empty where it is said in the event's settings."""

    page: Page
    what: str
    section: str = ""


HOME, ACCESS, HELP, PRIVACY, ACCESSIBILITY = "home", "access", "help", "privacy", "accessibility"

PAGES = {
    page.key: page
    for page in (
        Page(
            HOME,
            lazy("Welcome"),
            (
                Section("day", lazy("What the day is like"), lazy("What happens, and who comes."), is_needed=False),
                Section(
                    "first-time",
                    lazy("If you come for the first time"),
                    lazy("What happens at the door, and that nobody has to join in."),
                    is_needed=False,
                ),
                Section("planners", lazy("Who plans it"), lazy("How it came about."), is_needed=False),
            ),
        ),
        Page(
            ACCESS,
            lazy("Access and venue"),
            (
                Section("about", lazy("About the venue"), lazy("What kind of place it is."), is_needed=False),
                Section(
                    "way-there", lazy("Getting there"), lazy("Buses, trains, parking, setting down, the last part.")
                ),
                Section(
                    "way-in", lazy("The way in"), lazy("Doors, steps, ramps, and what it looks like. Add a photo.")
                ),
                Section("floors", lazy("Floors, lifts and doors"), lazy("What is on which floor. How wide lifts are.")),
                Section("toilets", lazy("Toilets"), lazy("Where they are, with room for whom. Changing Places.")),
                Section("quiet", lazy("Quiet room"), lazy("Where it is, when it is open, what is in it.")),
                Section("seats", lazy("Seats and rest"), lazy("Kinds of chairs, where to lie down, rests in the day.")),
                Section(
                    "hearing",
                    lazy("Hearing, signing and captions"),
                    lazy("Loops, interpreters, captions, microphones: what there is, and what there is not."),
                ),
                Section("light", lazy("Light and sound"), lazy("How bright and how loud, and where it is calmer.")),
                Section("dogs", lazy("Assistance dogs"), lazy("Water, and a place to go out.")),
                Section("food", lazy("Food and drink"), lazy("What there is, what is in it, what it costs.")),
                Section("badges", lazy("Badges"), lazy("What they mean, by colour, shape and word.")),
                Section("emergency", lazy("Getting out in an emergency"), lazy("Alarms, ways out, who helps.")),
            ),
        ),
        Page(
            HELP,
            lazy("Talk to someone"),
            (
                Section("day", lazy("On the day"), lazy("Who can help, how to know them, where to find them.")),
                Section(
                    "listening",
                    lazy("People who listen"),
                    lazy("Groups and helplines with their hours. Ring each number before you publish it."),
                ),
                Section(
                    "worries",
                    lazy("If you are worried about somebody"),
                    lazy("Whom to tell, who reads it, how often, and what happens then."),
                ),
            ),
        ),
        Page(
            PRIVACY,
            lazy("Privacy"),
            (
                Section(
                    "answering",
                    lazy("Who answers for it"),
                    lazy("Which organisations answer for what is kept, together or alone, and where to complain."),
                ),
                Section("photos", lazy("Photos and films on the day"), lazy("Who takes them, and how to say no.")),
                Section("more", lazy("What else is kept"), lazy("Lists on paper, lunch lists."), is_needed=False),
            ),
        ),
        Page(
            ACCESSIBILITY,
            lazy("Accessibility of these pages"),
            (
                Section(
                    "gaps",
                    lazy("What else we know is missing"),
                    lazy("What people told you does not work for them, and when it will be better."),
                    is_needed=False,
                ),
                Section("tried", lazy("Who tried these pages"), lazy("Who, with what aids, and when.")),
            ),
        ),
    )
}

# What the event's settings say, and pages show: the column, the page, and its words in a list.
_SAID_IN_SETTINGS = (
    ("intro", HOME, lazy("What the event is")),
    ("venue_name", HOME, lazy("Where it is")),
    ("cost", HOME, lazy("What it costs, or that it is free")),
    ("venue_address", ACCESS, lazy("The address of the venue")),
    ("contact_phone", HELP, lazy("A telephone number for questions")),
    ("contact_email", HELP, lazy("An email address for questions")),
)

# What is written, by page and section.
Texts = Mapping[tuple[str, str], str]


def section_of(page: str, section: str) -> Section | None:
    """The section with this key of the page with that key."""
    found = PAGES.get(page)
    return next((each for each in found.sections if each.key == section), None) if found else None


def missing(event: Event, texts: Texts) -> list[Missing]:
    """What the pages should say and do not, page by page."""
    return [each for page in PAGES.values() for each in (*_unset(event, page), *_unwritten(page, texts))]


def _unset(event: Event, page: Page) -> Iterator[Missing]:
    for column, on, what in _SAID_IN_SETTINGS:
        if on == page.key and not getattr(event, column):
            yield Missing(page, str(what))


def _unwritten(page: Page, texts: Texts) -> Iterable[Missing]:
    needed = (section for section in page.sections if section.is_needed)
    return [Missing(page, str(each.title), each.key) for each in needed if not texts.get((page.key, each.key))]
