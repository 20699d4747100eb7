"""Hundreds of people vote within a minute: how long each answer takes, and whether every ballot is kept.

python -m benchmarks.bench_ballots [people [seconds]]
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

import httpx

from eventapp import db, schema
from eventapp.settings import settings
from eventapp.voting.actions import close_round
from tests import postgres
from tests.browser import serving
from tests.servers import new_client
from tests.voting.load import a_vote_for, ballots_kept, everybody_votes

THIS = "benchmarks.bench_ballots"
PEOPLE, SECONDS = 500, 60.0
CANDIDATES = 80
TARGET_MS = 300


async def measure(people: int, seconds: float) -> bool:
    """Prints what everybody met. Whether nothing went wrong, every ballot is kept, and p95 is within the target."""
    await schema.migrate()
    await db.start()
    round_, sids = await a_vote_for(people, candidates=CANDIDATES)
    with serving(Path(os.environ["EVENTAPP_DATA_DIR"]), settings().database_url) as server:
        start = time.perf_counter()
        seen = await everybody_votes(lambda: _browser(server.url), sids, within_seconds=seconds)
        took = time.perf_counter() - start
    kept = await ballots_kept(await close_round(round_, None))
    await db.stop()
    every = [each for kind in seen.seconds.values() for each in kind]
    print(
        f"{'SQLite' if db.is_sqlite() else 'PostgreSQL'}: {people} people in {took:.0f} s, {len(every)} answers, "
        f"{len(seen.faults)} faults, {kept[0]} ballots and {kept[1]} of {seen.ticks} ticks kept"
    )
    for what, times in (*seen.seconds.items(), ("all", every)):
        middle, most = median(times) * 1000, max(times) * 1000
        print(f"  {what:16} median {middle:6.0f} ms, p95 {_p95(times):6.0f} ms, most {most:6.0f} ms")
    for fault in seen.faults[:10]:
        print(f"  {fault}")
    return not seen.faults and kept == (people, seen.ticks) and _p95(every) < TARGET_MS


def _browser(url: str) -> httpx.AsyncClient:
    return new_client(base_url=url, timeout=60)


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1] * 1000


def main(people: int = PEOPLE, seconds: float = SECONDS) -> int:
    failed = 0
    if "EVENTAPP_DATABASE_URL" not in os.environ and postgres.binaries():
        command = (sys.executable, "-m", THIS, str(people), str(seconds))
        failed = subprocess.run([sys.executable, "-m", "tests.postgres", "--", *command], check=False).returncode
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVENTAPP_DATA_DIR"] = folder
        os.environ.setdefault("EVENTAPP_DATABASE_URL", f"sqlite:///{folder}/bench.db")
        return failed or not asyncio.run(measure(people, seconds))


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(*map(int, given[:1]), *map(float, given[1:2])))
