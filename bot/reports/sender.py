"""Sending reports: what workers do with those that are due."""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import timedelta

from redis.exceptions import RedisError

from bot.chutes.client import Chutes
from bot.clock import Clock
from bot.errors import ApiError, Gone, Mistake, Unavailable
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
from bot.store.due import DueSet, Lease

log = logging.getLogger(__name__)

REPORTS_AT_ONCE = 8  # that one worker sends
RENEW_EVERY = ATTEMPT_LEASE / 4
ATTEMPT_TIMEOUT = ATTEMPT_LEASE - timedelta(
    seconds=2
)  # then we have hung up before anybody else begins


class ReportSender:
    """`send` makes an attempt at a report that is due; `look` sees whether there is anybody to
    send to."""

    def __init__(self, store: ReportStore, due: DueSet, chutes: Chutes, clock: Clock) -> None:
        self._store = store
        self._due = due
        self._chutes = chutes
        self._clock = clock

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

    async def send(self, lease: Lease) -> None:
        """Make the next attempt at the report that the lease is on, if it is due."""
        marked = await self._mark(lease)
        if marked is None or marked.report.state is not ReportState.SENDING:
            return
        attempt = Attempt(self._store, lease, marked, self._clock)
        try:
            outcome = await attempt.make(self._ask(marked.report))
        except TimeoutError:
            log.warning("report %s: the lease ran out during an attempt", lease.member)
            return
        now = self._clock()
        report = finish_attempt(attempt.kept.report, outcome, now)
        if await self._store.step(attempt.kept, report, now, lease):
            log.info("report %s is %s: %s", report.id, report.state, report.trail[-1].why)

    async def _mark(self, lease: Lease) -> Kept | None:
        """Mark the attempt, before it is made; None if there is none to make now."""
        kept, now = self._store.read(lease), self._clock()
        if begun := open_attempt(kept.report, now):
            return await self._store.step(kept, begun, now, lease)
        if kept.report.due:
            await self._due.leave(lease, kept.report.due)
        else:
            await self._due.close(lease)
        return None

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

    def __init__(self, store: ReportStore, lease: Lease, kept: Kept, clock: Clock) -> None:
        self.kept = kept
        self._lease = lease
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
        report = renew_attempt(self.kept.report, now)
        renewed = await self._store.step(self.kept, report, now, self._lease)
        self.kept = renewed or self.kept
        return renewed is not None


async def _happens(event: asyncio.Event, within: timedelta) -> bool:
    try:
        async with asyncio.timeout(within.total_seconds()):
            return await event.wait()
    except TimeoutError:
        return False
