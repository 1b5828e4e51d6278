"""Programs that tests start, and kill."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def running(name: str, *arguments: object) -> AsyncIterator[Process]:
    """Run `tests.processes.<name>`, from its first line of output until it is told to end."""
    command = [sys.executable, "-m", f"{__name__}.{name}", *map(str, arguments)]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert process.stdout
    try:
        assert await process.stdout.readline()
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.communicate()


async def told_to_end() -> None:
    """Wait for SIGTERM."""
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()
