"""The desk where reports are sent: what workers do for them."""

import asyncio
import logging
import time
from collections.abc import Awaitable
from datetime import timedelta

from redis.exceptions import RedisError

from bot.chutes.client import Chutes
from bot.clock import Clock
from bot.errors import ApiError, Gone, Mistake, Unavailable
from bot.figures.ledger import Enqueue
from bot.reports.life import (
    ATTEMPT_LEASE,
    AttemptOutcome,
    Report,
    ReportState,
    attempt_outcome,
    finish_attempt,
    open_attempt,
    renew_attempt,
)
from bot.reports.store import Kept, ReportStore

log = logging.getLogger(__name__)

SENDS, TELLS = 10, 1  # seconds before a job is left again for the same reason
RENEW_EVERY = ATTEMPT_LEASE / 4
ATTEMPT_TIMEOUT = ATTEMPT_LEASE - timedelta(
    seconds=2
)  # then we have hung up before anybody else begins


class ReportSender:
    """`sweep` says what is due, `send` does it; a job may come twice, too early or not at all.

    `look` sees whether there is anybody to send to.
    """

    def __init__(self, store: ReportStore, chutes: Chutes, enqueue: Enqueue, clock: Clock) -> None:
        self._store = store
        self._chutes = chutes
        self._enqueue = enqueue
        self._clock = clock

    async def sweep(self) -> None:
        """Wake whoever sends what is due, and tells what people do not know yet.

        Again and again, as a job may come to nothing, but not while the last one may still wait.
        """
        now, elapsed = self._clock(), time.monotonic()
        for report_id, due in await self._store.due(now):
            generation = f"{report_id}/{due}/{elapsed // SENDS:.0f}"
            await self._enqueue("report", {"report": report_id}, id=generation)
        for report_id in await self._store.untold(now):
            generation = f"{report_id}/{elapsed // TELLS:.0f}"
            await self._enqueue("report_notice", {"report": report_id}, id=generation)

    async def look(self) -> None:
        """See whether the server takes reports at all, before somebody types one in vain."""
        try:
            await self._chutes.try_reporting()
        except Unavailable:
            return
        except Gone:
            await self._store.note_gone(True)
            return
        except ApiError:  # it takes them, if not ours; the doctor says why
            pass
        if await self._store.is_gone():
            await self._store.note_gone(False)

    async def send(self, report_id: str) -> None:
        """Make the next attempt at a report, if it is due and nobody else does."""
        held = await self._begin(report_id)
        if held is None or held.report.state is not ReportState.SENDING:
            return
        attempt = Attempt(self._store, held, self._clock)
        try:
            outcome = await attempt.make(self._ask(held.report))
        except TimeoutError:
            log.warning("report %s: the lease ran out during an attempt", report_id)
            return
        now = self._clock()
        report = finish_attempt(attempt.kept.report, outcome, now)
        if await self._store.step(attempt.kept, report, now):
            log.info("report %s is %s: %s", report_id, report.state, report.trail[-1].why)

    async def _begin(self, report_id: str) -> Kept | None:
        """Mark the attempt, before it is made."""
        kept = await self._store.find(report_id)
        if kept is None:
            await self._store.forget(report_id)
            return None
        now = self._clock()
        begun = open_attempt(kept.report, now)
        return await self._store.step(kept, begun, now) if begun else None

    async def _ask(self, report: Report) -> AttemptOutcome:
        try:
            receipt = await self._chutes.report(report.invocation_id, report.statement)
        except ApiError as exc:
            if not isinstance(exc, Unavailable):
                await self._note_gone(isinstance(exc, Gone))
            return attempt_outcome(exc)
        except Mistake as exc:  # it cannot even be sent
            return AttemptOutcome(ReportState.REFUSED, str(exc))
        await self._note_gone(False)
        known = report.invocation_id in receipt
        return AttemptOutcome(
            ReportState.FILED, "" if known else f"The Chutes API said: “{receipt}”."
        )

    async def _note_gone(self, gone: bool) -> None:
        try:
            await self._store.note_gone(gone)
        except RedisError as exc:
            log.warning("could not note whether reports are taken: %s", exc)


class Attempt:
    """One attempt, within a lease that is renewed while it lasts: nobody else makes one then."""

    def __init__(self, store: ReportStore, kept: Kept, clock: Clock) -> None:
        self.kept = kept
        self._store = store
        self._clock = clock

    async def make(self, asking: Awaitable[AttemptOutcome]) -> AttemptOutcome:
        """Return what came of it; raise `TimeoutError` once the lease is no longer ours."""
        done = asyncio.Event()
        async with asyncio.timeout(ATTEMPT_TIMEOUT.total_seconds()) as lease:
            renewing = asyncio.create_task(self._renew_until(done, lease))
            try:
                return await asking
            finally:
                done.set()  # and no cancelling: a renewal under way decides what `kept` is
                await renewing

    async def _renew_until(self, done: asyncio.Event, lease: asyncio.Timeout) -> None:
        while not await _happens(done, RENEW_EVERY):
            asked = asyncio.get_running_loop().time()
            try:
                ours = await self._renew()
            except RedisError as exc:
                log.warning("report %s: lease not renewed: %s", self.kept.report.id, exc)
                continue
            lease.reschedule(asked + ATTEMPT_TIMEOUT.total_seconds() if ours else asked)

    async def _renew(self) -> bool:
        now = self._clock()
        renewed = await self._store.step(self.kept, renew_attempt(self.kept.report, now), now)
        self.kept = renewed or self.kept
        return renewed is not None


async def _happens(event: asyncio.Event, within: timedelta) -> bool:
    try:
        async with asyncio.timeout(within.total_seconds()):
            return await event.wait()
    except TimeoutError:
        return False
