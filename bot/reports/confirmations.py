"""Whether Chutes confirmed what was filed: its hourly files of reports, each read once for all.

Each report on file is in one set, with the end of the last hour looked at; it enters the set in
the step that puts it on file. The file of the first hour that any of them lacks is read once, for
all, and only then do they move on. The set is the schedule and a lock keeps workers apart, so a
crashed worker only leaves a file to be read again. The account in a row says whose report it is;
a hotkey does not know its own account, so with one a doubt stays.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from redis.asyncio import Redis

from bot.chutes.client import Chutes
from bot.chutes.rows import ReportRow
from bot.clock import Clock
from bot.errors import ApiError, Gone, NotFound
from bot.reports.evidence import FILE_HOUR, apply_row
from bot.reports.life import Report
from bot.reports.store import BATCH, FOLLOWED_KEY, NO_FILES_FOR, NO_FILES_KEY, Kept, ReportStore
from bot.store.locks import exclusive

log = logging.getLogger(__name__)

RETRY_KEY = "chutes:reports:files-again"  # when to ask again for a file, ms; TTL `READ_RETRY_AFTER`
READING = "chutes:reports:files-reading"  # the lock of who reads them; TTL `READ_LEASE`
READ_LEASE = timedelta(minutes=2)
READ_TIMEOUT = timedelta(
    seconds=100
)  # for one file; below the lease, so that nobody else reads meanwhile

WRITTEN = timedelta(minutes=2)  # after its hour a file is there at the earliest
FILE_APPEARS_WITHIN = timedelta(
    hours=1
)  # after its hour; a file that is not there by then never comes
FILE_WINDOW = timedelta(hours=6)  # after its hour; with a file that a living API does not give
READ_RETRY_AFTER = timedelta(
    minutes=5
)  # after a file that was not there, or that could not be read


class Confirmations:
    """Reports are followed for as long as *follow* from their end on.

    Each has, in the set of those that are followed, the end of the last hour that was looked at:
    whoever dies leaves it as it was, and what a file shows a second time is no news.
    """

    def __init__(
        self, redis: Redis, store: ReportStore, chutes: Chutes, follow: timedelta, clock: Clock
    ) -> None:
        self._redis = redis
        self._store = store
        self._chutes = chutes
        self._follow = follow
        self._clock = clock

    async def sweep(self) -> None:
        """Read all files that matter and are there, one after another; one worker at a time."""
        while await self._next():
            async with exclusive(self._redis, READING, READ_LEASE) as ours:
                hour = await self._next() if ours else None
                if hour is None:
                    return
                await self._look_at(hour)

    async def _next(self) -> datetime | None:
        """Return the end of the first hour somebody waits for, once its file may be there."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.exists(NO_FILES_KEY)
            pipe.get(RETRY_KEY)
            pipe.zrange(FOLLOWED_KEY, 0, 0, withscores=True)
            no_files, again, first = await pipe.execute()
        now = self._clock()
        if no_files or not first or int(again or 0) > _ms(now):
            return None
        hour = datetime.fromtimestamp(first[0][1] / 1000, UTC) + FILE_HOUR
        return hour if hour + WRITTEN <= now else None

    async def _look_at(self, hour: datetime) -> None:
        """Read the file of *hour*, or see that it has to wait, or that it will never come."""
        try:
            async with asyncio.timeout(READ_TIMEOUT.total_seconds()):
                await self._compare(hour, await self._read(hour))
        except Gone as exc:
            log.info("nobody hears which reports are confirmed: %s", exc)
            await self._pause(hour)
        except NotFound:
            await self._wait(hour, FILE_APPEARS_WITHIN)
        except (ApiError, TimeoutError) as exc:
            log.warning("reports of the hour to %s: %s", hour, str(exc) or "too slow")
            # One bad file must not hold up all the others; an API that is down has no other.
            await self._wait(hour, FILE_WINDOW if await self._lives() else self._follow)

    async def _lives(self) -> bool:
        try:
            await self._chutes.ping()
        except ApiError:
            return False
        return True

    async def _wait(self, hour: datetime, patience: timedelta) -> None:
        """Have the file of *hour* asked for later; or go on without it, once *patience* is over."""
        if self._clock() - hour < patience:
            await self._redis.set(
                RETRY_KEY, _ms(self._clock() + READ_RETRY_AFTER), px=READ_RETRY_AFTER
            )
        else:
            log.warning("going on without the reports of the hour to %s", hour)
            await self._compare(hour, ())

    async def _read(self, hour: datetime) -> Iterable[ReportRow]:
        return (await self._chutes.export_rows(hour, ReportRow)).rows

    async def _compare(self, hour: datetime, rows: Iterable[ReportRow]) -> None:
        """Tell every report that has not got as far what the file of *hour* says of it."""
        # Of two rows of the same report the confirmed one comes last, and counts.
        found = {row.invocation_id: row for row in sorted(rows, key=_is_confirmed)}
        while ids := await self._behind(hour):
            kept = list(filter(None, await self._store.find_all(ids)))
            for each in kept:
                await self._step(each, found)
            await self._move_on(ids, [each.report for each in kept], hour)

    async def _behind(self, hour: datetime) -> list[str]:
        found = self._redis.zrangebyscore(FOLLOWED_KEY, "-inf", f"({_ms(hour)}", start=0, num=BATCH)
        return [id.decode() for id in cast(list[bytes], await found)]

    async def _step(self, kept: Kept, rows: Mapping[str, ReportRow]) -> None:
        row, now = rows.get(kept.report.invocation_id), self._clock()
        report = apply_row(kept.report, row, now) if row else None
        if report and await self._store.step(kept, report, now):
            log.info("report %s is %s: %s", report.id, report.state, report.trail[-1].why)

    async def _move_on(self, ids: Sequence[str], reports: Sequence[Report], hour: datetime) -> None:
        """Follow those of *ids* further that are kept, and whose time is not over."""
        going = [report.id for report in reports if _ended_at(report) + self._follow > hour]
        async with self._redis.pipeline(transaction=True) as pipe:
            if over := set(ids).difference(going):
                pipe.zrem(FOLLOWED_KEY, *over)
            if going:  # but for those that have just come to their end
                pipe.zadd(FOLLOWED_KEY, dict.fromkeys(going, _ms(hour)), xx=True)
            await pipe.execute()

    async def _pause(self, hour: datetime) -> None:
        """Ask for no file for a while, as there are none; in the end go on without them."""
        await self._redis.set(NO_FILES_KEY, 1, px=NO_FILES_FOR)
        if self._clock() - hour > self._follow:
            await self._compare(hour, ())


def _ended_at(report: Report) -> datetime:
    assert report.ended_at, "what is followed is at its end"
    return report.ended_at


def _is_confirmed(row: ReportRow) -> bool:
    return row.confirmed_at is not None


def _ms(when: datetime) -> int:
    return round(when.timestamp() * 1000)
