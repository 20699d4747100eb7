"""The toolchain keeps its own promises: locked files that fit, and a scratch server that never stays behind."""

import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests import postgres

ROOT = Path(__file__).parent.parent


def pins(text: str) -> dict[str, str]:
    """Package names, spelled one way, and their versions."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", text, re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in found}


@pytest.fixture
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_locked_requirements_hold_what_the_project_names(project: dict[str, Any]) -> None:
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]

    locked = pins((ROOT / "requirements.txt").read_text())

    assert pins("\n".join(named)).items() - locked.items() == set()


def test_the_locked_tools_hold_what_the_project_names(project: dict[str, Any]) -> None:
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]

    locked = pins((ROOT / "requirements-dev.txt").read_text())

    assert pins("\n".join(named)).items() - locked.items() == set()


def test_the_tools_are_locked_beside_the_same_versions_that_run() -> None:
    running = pins((ROOT / "requirements.txt").read_text())

    beside_tools = pins((ROOT / "requirements-dev.txt").read_text())

    assert running.items() - beside_tools.items() == set()


@pytest.mark.parametrize(
    "name",
    ["requirements.txt", "requirements-dev.txt", "tests/clients/requirements.txt", "tests/clients/package-lock.json"],
)
def test_locked_requirements_name_no_place_to_download_from(name: str) -> None:
    text = (ROOT / name).read_text()

    assert re.findall(r"https?://|--index|--find-links", text) == []


@pytest.mark.skipif(postgres.binaries() is None, reason=postgres.NOT_FOUND)
def test_a_scratch_postgresql_goes_when_its_run_is_killed() -> None:
    script = "from tests import postgres\nwith postgres.running() as server: print(server, flush=True); input()"
    pipe = subprocess.PIPE
    run = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert run.stdin
    assert run.stdout
    assert run.stderr
    with run.stdin, run.stdout, run.stderr:
        server = Path(run.stdout.readline().strip())
        assert postgres.new_database(server).endswith(f"?host={server}")

        run.send_signal(signal.SIGKILL)
        run.wait()
        # The keeper inherited the other end of this pipe, and holds it until it has finished.
        run.stderr.read()

    assert not server.exists()
