"""Programs that tests start, and kill."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def running(name: str, *arguments: object) -> AsyncIterator[Process]:
    """Run `tests.processes.<name>`, from its first line of output on; kill it at the end."""
    command = [sys.executable, "-m", f"{__name__}.{name}", *map(str, arguments)]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert process.stdout
    try:
        await process.stdout.readline()
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
