"""What runs beside the server ends with it."""

import subprocess
import sys

from eventapp.settings import ROOT

# It starts a process beside itself that would wait for ever, and is killed itself once that has begun.
_SERVER = """
import os, signal, subprocess, sys
asked = [sys.executable, "-m", "eventapp.beside", "tests.waiting", str(os.getpid())]
beside = subprocess.Popen(asked, stdout=subprocess.PIPE)
os.write(1, beside.stdout.readline())
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_calculation_ends_soon_after_its_server_was_killed() -> None:
    # What runs beside holds the same pipe for what it complains of: it is at its end only once both are gone.
    server = subprocess.run([sys.executable, "-c", _SERVER], cwd=ROOT, capture_output=True, timeout=20, check=False)

    assert (server.returncode, server.stdout) == (-9, b"begun\n")
