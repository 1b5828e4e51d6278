"""How much memory something takes, measured in a process that does nothing else."""

import subprocess
import sys
from importlib import import_module
from resource import RUSAGE_SELF, getrusage

from tests.test_layers import ROOT

UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of what the system counts in


def growth(work: str, *arguments: str) -> tuple[float, str]:
    """Return by how many MB the peak grows while `module:function` works, and what it returns."""
    command = [sys.executable, "-m", "tests.memory", work, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    grown, _, said = done.stdout.partition(" ")
    return float(grown), said.strip()


def peak() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss * UNIT / 1e6


if __name__ == "__main__":
    name, _, function = sys.argv[1].partition(":")
    call = getattr(import_module(name), function)
    before = peak()
    said = call(*sys.argv[2:])
    print(round(peak() - before, 1), said)
