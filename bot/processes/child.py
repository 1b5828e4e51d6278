"""A worker as the child of `run`: started again when it dies, gone when its parent is.

The child is in a session of its own and watches its standard input, so Ctrl-C reaches it through
us, and so does the end of a killed parent.
"""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.work.background import cancel

log = logging.getLogger(__name__)

WORKER_GRACE = 25.0  # seconds; the worker itself gives its jobs 20
SHORTEST_START_PAUSE = 0.1
LONGEST_START_PAUSE = 5.0  # seconds between two starts of a worker that keeps dying


@asynccontextmanager
async def worker_child(program: str, more: Mapping[str, str]) -> AsyncIterator[None]:
    """Keep `python -m` *program* `worker --child` running; on leaving, let it finish its jobs.

    It gets our environment, and *more* variables.

    The child is in a session of its own, so that a Ctrl-C reaches only us, and it watches its
    standard input: that ends when we do, however we end.
    """
    child = Child(program, more)
    guard = asyncio.create_task(child.keep_alive())
    try:
        yield
    finally:
        try:
            await cancel(guard)
        finally:  # also if we are told to hurry
            await child.stop()


class Child:
    def __init__(self, program: str, more: Mapping[str, str]) -> None:
        self._environment = {**os.environ, **more}
        self._program = program
        self._process: Process | None = None

    async def keep_alive(self) -> None:
        """Start the process again whenever it ends; never returns."""
        loop = asyncio.get_running_loop()
        pause = SHORTEST_START_PAUSE
        while True:
            began = loop.time()
            self._process = await self._start()
            status = await self._process.wait()
            log.error("the worker ended (%s); starting another", status)
            lived = loop.time() - began
            pause = (
                SHORTEST_START_PAUSE
                if lived > LONGEST_START_PAUSE
                else min(2 * pause, LONGEST_START_PAUSE)
            )
            await asyncio.sleep(pause)

    async def stop(self) -> None:
        """Ask the process to end; kill it if it does not, or if we are told to hurry."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), WORKER_GRACE)
        except TimeoutError:
            log.error("the worker did not finish in %g s", WORKER_GRACE)
            self._process.kill()
            await self._process.wait()
        except asyncio.CancelledError:
            self._process.kill()
            raise

    async def _start(self) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._program, "worker", "--child"),
            stdin=PIPE,
            start_new_session=True,
            env=self._environment,
        )


async def parent_gone() -> None:
    """Return when standard input ends, as it does when the parent is no more."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    await reader.read()
