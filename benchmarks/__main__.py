"""`python -m benchmarks [words]`: each benchmark whose name holds one of the words (all without), one after another.

Each runs in a process of its own, so that none inherits what another warmed up or left behind.
"""

import subprocess
import sys
from pathlib import Path


def main(words: list[str]) -> int:
    """Runs them and returns how many failed."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("bench_*.py"))
    chosen = [name for name in names if not words or any(word in name for word in words)]
    failed = 0
    for name in chosen:
        print(f"=== {name} ===", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
