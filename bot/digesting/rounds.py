"""What a worker does with digests: it takes those that are due, a bounded number at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.digesting.delivery import Delivering
from bot.services.digest_slots import Claim
from bot.tasks import cancel
from bot.ticks import EXPECTED, Tick

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=1)  # between looks for what is due
AT_ONCE = 32  # digests that one worker works on
GRACE = 10.0  # seconds that they get when the worker leaves


class Rounds:
    """Any number of workers may do this; each digest is at one of them at a time."""

    def __init__(self, delivering: Delivering, at_once: int = AT_ONCE) -> None:
        self.delivering = delivering
        self._at_once = at_once
        self._working: set[asyncio.Task[None]] = set()

    async def sweep(self) -> None:
        """Begin with what is due, until nothing more is."""
        while True:
            if free := self._at_once - len(self._working):
                claims = await self.delivering.slots.claim(free)
                for claim in claims:
                    self._start(claim)
                if len(claims) < free:
                    return
            await asyncio.wait(self._working, return_when=asyncio.FIRST_COMPLETED)

    async def settle(self) -> None:
        """Return when nothing is being worked on."""
        while self._working:
            await asyncio.wait(self._working)

    async def leave(self) -> None:
        """Finish what is under way; what takes too long is taken up again after its lease."""
        if self._working:
            await asyncio.wait(self._working, timeout=GRACE)
        await cancel(*self._working)

    def _start(self, claim: Claim) -> None:
        task = asyncio.create_task(self._work(claim))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _work(self, claim: Claim) -> None:
        try:
            await self.delivering.work(claim)
        except Exception as error:  # one digest must not stop the others; its lease runs out
            trace = None if isinstance(error, EXPECTED) else error
            log.error("digest %s: %s", claim.key.member, error, exc_info=trace)


@asynccontextmanager
async def open_rounds(delivering: Delivering) -> AsyncIterator[Tick]:
    """Yield the tick that does it; on leaving, what is under way is finished."""
    rounds = Rounds(delivering)
    try:
        yield Tick("the digests", EVERY, rounds.sweep)
    finally:
        await rounds.leave()
