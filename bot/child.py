"""A worker as the child of `run`: started again when it dies, gone when its parent is."""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

log = logging.getLogger(__name__)

GRACE = 20.0  # seconds that a worker gets to finish its jobs
LONGEST_PAUSE = 5.0  # seconds between two starts of a worker that keeps dying


@asynccontextmanager
async def worker_child(redis_url: str, program: str) -> AsyncIterator[None]:
    """Keep `python -m` *program* `worker --child` running; on leaving, let it finish its jobs.
    The child is in a session of its own, so that a Ctrl-C reaches only us, and it watches its
    standard input: that ends when we do, however we end.
    """
    guard = asyncio.create_task(_keep_alive(redis_url, program))
    try:
        yield
    finally:
        guard.cancel()
        with suppress(asyncio.CancelledError):
            await guard


async def _keep_alive(redis_url: str, program: str) -> None:
    pause = 0.1
    while True:
        began = asyncio.get_running_loop().time()
        process = await _start(redis_url, program)
        try:
            status = await process.wait()
        finally:
            await _stop(process)
        log.error("the worker ended (%s); starting another", status)
        lived = asyncio.get_running_loop().time() - began
        pause = 0.1 if lived > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
        await asyncio.sleep(pause)


async def _start(redis_url: str, program: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        program,
        "worker",
        "--child",
        stdin=PIPE,
        start_new_session=True,
        env={**os.environ, "REDIS_URL": redis_url},
    )


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        log.error("the worker did not finish in %g s", GRACE)
        process.kill()
        await process.wait()


async def parent_gone() -> None:
    """Return when standard input ends, as it does when the parent is no more."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    await reader.read()
