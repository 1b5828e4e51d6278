"""How much memory something takes, measured in a process that does nothing else."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from tests.test_layers import ROOT

STATUS = Path("/proc/self/status")


def growth(work: str, *arguments: str) -> tuple[float, str]:
    """Return by how many MB the peak grows while `module:function` works, and what it returns."""
    command = [sys.executable, "-m", "tests.memory", work, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    grown, _, said = done.stdout.partition(" ")
    return float(grown), said.strip()


def peak() -> float:
    """Return the most memory that this process has had, in MB."""
    if STATUS.exists():  # what getrusage says may be that of who started us
        [line] = [line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1000
    return getrusage(RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    name, _, function = sys.argv[1].partition(":")
    call = getattr(import_module(name), function)
    before = peak()
    said = call(*sys.argv[2:])
    print(round(peak() - before, 1), said)
