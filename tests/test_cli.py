"""The `eventapp` command, run as people run it: as a process, with settings from its environment."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click
import httpx
import pytest

from eventapp import cli
from tests.browser import serving
from tests.servers import ask, free_port, is_healthy

MIGRATIONS = len(list((Path(cli.__file__).parent / "piccolo_migrations").glob("eventapp_*.py")))
SCHEDULE = """<?xml version="1.0" encoding="utf-8"?>
<schedule>
  <conference>
    <acronym>shed-day</acronym>
    <title>Shed Day</title>
    <start>2026-11-28</start>
    <end>2026-11-28</end>
    <days>1</days>
    <time_zone_name>Europe/London</time_zone_name>
  </conference>
  <day index="1" date="2026-11-28" start="2026-11-28T09:00:00+00:00" end="2026-11-28T17:00:00+00:00">
    <room name="Workbench Room">
      <event id="1" guid="8b3f0f5e-7c67-5d3f-9d1c-111111111111">
        <date>2026-11-28T10:00:00+00:00</date>
        <start>10:00</start>
        <duration>01:00</duration>
        <room>Workbench Room</room>
        <title>Make a bird box</title>
        <type>workshop</type>
        <language>en</language>
        <persons><person id="7">Ray</person></persons>
      </event>
    </room>
  </day>
</schedule>
"""


# Starting a process takes longer than most commands.
SEVERAL = """
import json, sys
from click.testing import CliRunner
from eventapp.cli import commands
done = [CliRunner().invoke(commands, words.split()) for words in json.loads(sys.argv[1])]
print(json.dumps([[each.exit_code, each.stderr] for each in done]))
"""


@dataclass(frozen=True)
class Installation:
    """A data folder and a database of one's own, and the command that works on them."""

    environment: dict[str, str]
    folder: Path

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """What `eventapp WORDS` did: its `returncode`, `stdout` and `stderr`."""
        return self._python("-m", "eventapp", *words, **settings)

    def succeed(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run_all(self, commands: Iterable[str]) -> dict[str, tuple[int, str]]:
        """The status of each of these commands, run one after the other, and what it said on stderr."""
        commands = list(commands)
        done = self._python("-c", SEVERAL, json.dumps(commands))
        assert done.returncode == 0, done.stdout + done.stderr
        return dict(zip(commands, map(tuple, json.loads(done.stdout)), strict=True))

    def _python(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def empty(tmp_path: Path, new_database: str) -> Installation:
    """An installation that has not been migrated."""
    return _installation(tmp_path / "data", new_database)


@pytest.fixture
def installation(tmp_path: Path, migrated_database: str) -> Installation:
    """A migrated installation without events."""
    return _installation(tmp_path / "data", migrated_database)


def _installation(folder: Path, database_url: str) -> Installation:
    others = {name: value for name, value in os.environ.items() if not name.startswith("EVENTAPP_")}
    settings = {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_DATABASE_URL": database_url, "PORT": str(free_port())}
    return Installation(others | settings, folder)


def _commands(group: click.Group, *before: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found += _commands(command, *before, name) if isinstance(command, click.Group) else [(*before, name)]
    return found


# Help and settings


@pytest.mark.parametrize("words", _commands(cli.commands), ids=" ".join)
def test_each_command_says_what_it_does(words: tuple[str, ...]) -> None:
    command: click.Command = cli.commands
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]

    assert (command.help or "")[0].isupper()
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


@pytest.mark.once
def test_a_setting_that_cannot_be_used_ends_a_command_with_one_sentence_and_status_2(empty: Installation) -> None:
    done = empty.run("migrate", PORT="many")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Problem: PORT is “many”. Write a whole number from 1 to 65535.\n"


def test_a_database_that_cannot_be_opened_is_told_in_one_sentence(empty: Installation) -> None:
    done = empty.run("invite", "mo@example.org", "--event", "day", EVENTAPP_DATABASE_URL="sqlite:////nowhere/day.db")

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith("Error: The database cannot be opened:")


# Migrating and serving


def test_migrating_twice_changes_nothing_more(empty: Installation) -> None:
    assert (empty.succeed("migrate"), empty.succeed("migrate")) == (
        f"Ran {MIGRATIONS} migrations.\n",
        "The database is up to date.\n",
    )


def test_serving_refuses_a_database_that_is_behind(empty: Installation) -> None:
    done = empty.run("serve")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Error: The database lacks {MIGRATIONS} migrations. Run: eventapp migrate\n"


@pytest.mark.once
def test_serving_refuses_a_port_that_is_in_use(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = installation.run("serve", PORT=str(port))

    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr


@pytest.mark.once
def test_several_processes_serve_one_installation(installation: Installation) -> None:
    with serving(installation.folder, installation.environment["EVENTAPP_DATABASE_URL"], workers=2) as server:
        answers = [ask(f"{server.url}/health").text for _ in range(4)]

    assert answers == ["ok\n"] * 4


# Running the sample


@pytest.mark.once
def test_run_loads_the_sample_once_and_prints_links_that_sign_in(empty: Installation) -> None:
    first = _run_until_healthy(empty)
    second = _run_until_healthy(empty)

    assert ("The sample event is at" in first, "The sample event is at" in second) == (True, False)
    links = re.findall(r"http://\S+/sign-in/link/\S+", first + second)
    assert len(set(links)) == 4


def _run_until_healthy(installation: Installation) -> str:
    """What `eventapp run` printed until it answered. It is stopped by then."""
    installation.folder.mkdir(exist_ok=True)
    log = installation.folder / "run.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "eventapp", "run"],
            env=installation.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and process.poll() is None:
            # Until it says so, whoever answers there is somebody else.
            if "Serving" in log.read_text() and is_healthy(f"http://127.0.0.1:{installation.environment['PORT']}"):
                break
            time.sleep(0.05)
    finally:
        process.terminate()
        process.wait(timeout=15)
    assert process.returncode == 0, log.read_text()
    return log.read_text()


# Events and people


@pytest.mark.once
def test_links_of_invitations_lead_to_the_plan_and_organisers_further(installation: Installation) -> None:
    with serving(installation.folder, installation.environment["EVENTAPP_DATABASE_URL"]) as server:
        made = server.command("event", "new", "day", "--name", "Day", "--date", "2026-11-28")
        to_mo = server.command("invite", "Mo@example.org", "--name", "Mo", "--organiser", "--event", "day")
        to_ray = server.command("invite", "ray@example.org", "--organisation", "Riverside Shed", "--event", "day")
        with httpx.Client() as mo, httpx.Client() as ray:
            _sign_in(mo, to_mo)
            _sign_in(ray, to_ray)
            pages = [browser.get(f"{server.url}/day/{page}") for browser in (mo, ray) for page in ("plan", "rooms")]

    assert made.splitlines()[0] == f"The event is at {server.url}/day/"
    assert [page.status_code for page in pages] == [200, 200, 200, 404]
    assert "Riverside Shed" in pages[2].text


def _sign_in(browser: httpx.Client, invited: str) -> None:
    """Uses the link at the end of what `eventapp invite` printed."""
    link = invited.rsplit(maxsplit=1)[-1]
    answer = browser.post(link, headers={"Origin": link.partition("/sign-in")[0]})
    assert (answer.status_code, answer.headers.get("location")) == (303, "/day/plan")


@pytest.mark.once
def test_what_cannot_be_done_is_said_in_a_sentence(installation: Installation) -> None:
    first = "event new day --name Day --date 2026-11-28"
    asked = {
        "invite mo --organiser --event day": "Invalid value for EMAIL: “mo” is not an email address",
        "invite mo@example.org --organiser --event night": "There is no event called “night”.",
        "invite mo@example.org --event day": "Choose an organisation, or make the person an organiser.",
        "event new Sign-In --name x --date 2026-11-28": "Write 2 to 40 small letters, digits or hyphens",
        "event new day --name x --date 2026-11-28": "Another event has this address.",
        "event new eve --name x --date Saturday": "Invalid value for '--date': 'Saturday' does not match the format",
        "event new eve --name x --date 2026-11-28 --copy-of none": "There is no event called “none”.",
    }

    done = installation.run_all([first, *asked])

    assert done.pop(first) == (0, "")
    assert {words: status in (1, 2) for words, (status, _said) in done.items()} == dict.fromkeys(asked, True)
    said = {words: each.splitlines()[-1].removeprefix("Error: ") for words, (_status, each) in done.items()}
    assert {words: said[words][: len(why)] for words, why in asked.items()} == asked


# Importing


@pytest.mark.once
def test_a_schedule_is_imported_and_reported(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "schedule.xml"
    file.write_text(SCHEDULE)

    said = installation.succeed("import", "schedule", str(file))

    assert said.splitlines()[:2] == [
        "“Shed Day” is now at /shed-day/ and can be published.",
        "1 session, 0 breaks, 1 room, 1 host.",
    ]


@pytest.mark.once
def test_before_anything_is_published_the_truth_is_empty_and_there_is_no_schedule(
    installation: Installation, tmp_path: Path
) -> None:
    installation.succeed("event", "new", "day", "--name", "Day", "--date", "2026-11-28")
    out = tmp_path / "truth.json"

    said = installation.succeed("export", "truth", "--event", "day", "--out", str(out))
    done = installation.run("export", "schedule", "--event", "day")

    assert (said, json.loads(out.read_text())) == ("", [])
    assert (done.returncode, done.stdout) == (1, "")
    assert "No programme of “Day” is published yet." in done.stderr


@pytest.mark.once
def test_a_schedule_that_cannot_be_imported_is_told_by_line(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "schedule.xml"
    file.write_text(SCHEDULE.replace("<duration>01:00</duration>", "<duration>soon</duration>"))

    done = installation.run("import", "schedule", str(file))

    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(r"Line \d+: .*soon", done.stderr)
