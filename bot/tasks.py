"""Background tasks that end when they are told to."""

import asyncio

PAUSE = 0.1  # seconds


async def cancel(*tasks: asyncio.Task[object]) -> None:
    """Cancel *tasks* and wait for their end; their results and errors are dropped.

    One `task.cancel()` may go unheard: in Python 3.11 a `wait_for` that ends at the same moment
    swallows it, and there is one in every command sent to Redis.
    """
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=PAUSE)
