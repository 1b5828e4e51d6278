"""The real bot with the sandbox's clock: `python -m bot.sandbox.clocked run`."""

import os
import sys
from pathlib import Path

from bot.__main__ import start
from bot.processes.run import run
from bot.processes.worker import worker
from bot.sandbox.clock import MovableClock

VARIABLE = "SANDBOX_CLOCK"  # names the file that moves the clock


def main() -> None:
    """Do what `python -m bot` does for `run` and `worker --child`."""
    clock = MovableClock(Path(os.environ[VARIABLE]))
    if sys.argv[1] == "worker":
        start(lambda settings: worker(settings, clock, child=True))
    else:
        start(lambda settings: run(settings, clock, program="bot.sandbox.clocked"))


if __name__ == "__main__":
    main()
