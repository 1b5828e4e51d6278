"""What ends a process from outside, in good order."""

import asyncio
import math
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

SAME_WITHIN = 1.0  # seconds; `timeout` and some supervisors send a signal twice at once


async def until_told(process: Coroutine[Any, Any, Result]) -> Result | None:
    """Run *process* to its end, or until a signal: then it is cancelled, and cleans up.

    Signals that come together count once. A later one cancels what the process is cleaning up,
    which must not wait any longer then, but must leave nothing running either.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(process)
    told = -math.inf

    def stop() -> None:
        nonlocal told
        if loop.time() - told > SAME_WITHIN:
            told = loop.time()
            task.cancel()

    for number in _signals():
        loop.add_signal_handler(number, stop)
    await asyncio.wait({task})
    return None if task.cancelled() else task.result()


def _signals() -> list[signal.Signals]:
    """Return the signals that end us; a lost terminal does not, under `nohup`."""
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGTERM, signal.SIGINT, *([] if ignored else [signal.SIGHUP])]
