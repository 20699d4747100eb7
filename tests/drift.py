"""`python -m tests.drift`: migrates an empty database of each kind and compares it with the Table classes."""

import os
import subprocess
import sys
import tempfile

from tests import postgres

CHECK = [sys.executable, "-m", "eventapp.schema"]


def _main() -> int:
    with tempfile.TemporaryDirectory(prefix="eventapp-drift-") as folder:
        environment = {**os.environ, "EVENTAPP_DATA_DIR": folder}
        results = [_check({**environment, "EVENTAPP_DATABASE_URL": f"sqlite:///{folder}/drift.db"}, "SQLite")]
        if postgres.binaries():
            with postgres.running() as server:
                url = postgres.new_database(server)
                results.append(_check({**environment, "EVENTAPP_DATABASE_URL": url}, "PostgreSQL"))
        else:
            print(f"LEFT OUT: schema drift on PostgreSQL: {postgres.NOT_FOUND}")
            results.append(postgres.required())
    return int(any(results))


def _check(environment: dict[str, str], kind: str) -> bool:
    """Whether something is wrong."""
    wrong = subprocess.run(CHECK, env=environment, check=False).returncode != 0
    print(f"Schema on {kind}: {'differs from the tables' if wrong else 'as the tables say'}", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(_main())
