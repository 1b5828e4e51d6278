"""Work that goes on after Slack has its answer: kept alive, logged, finished before we leave."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Self

log = logging.getLogger(__name__)

FINISH_WITHIN = 10.0  # seconds that tasks get to finish when the process leaves


class BackgroundTasks:
    """The background tasks of this process; leaving the context waits for them."""

    def __init__(self, grace: float = FINISH_WITHIN) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._grace = grace

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.finish()

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run *work* in the background; its failure is logged."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._end)

    async def finish(self) -> None:
        """Wait until nothing is running, for `grace` seconds; then cancel, and say what."""
        try:
            async with asyncio.timeout(self._grace):
                while self._running:
                    await asyncio.wait(self._running)
        except TimeoutError:
            await self._abandon()

    async def _abandon(self) -> None:
        abandoned = list(self._running)
        log.warning("%d background tasks did not finish in %g s", len(abandoned), self._grace)
        for task in abandoned:
            task.cancel()
        await asyncio.gather(*abandoned, return_exceptions=True)

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a background task failed", exc_info=error)


CANCEL_AGAIN_AFTER = 0.1  # seconds


async def cancel(*tasks: asyncio.Task[object]) -> None:
    """Cancel *tasks* and wait for their end; their results and errors are dropped.

    One `task.cancel()` may go unheard: in Python 3.11 a `wait_for` that ends at the same moment
    swallows it, and there is one in every command sent to Redis.
    """
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=CANCEL_AGAIN_AFTER)
