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
from bot.reports.store import (
    BATCH,
    FOLLOWED_KEY,
    NO_FILES_FOR,
    NO_FILES_KEY,
    READ_LEASE,
    WRITTEN,
    Kept,
    ReportStore,
)
from bot.store.codec import milliseconds
from bot.store.due import DueSet, Lease
from bot.store.set_aside import names

log = logging.getLogger(__name__)

READ_TIMEOUT = READ_LEASE - timedelta(seconds=20)  # for one file: nobody else reads meanwhile
FILE_APPEARS_WITHIN = timedelta(hours=1)  # after its hour; one that is not there then never comes
FILE_WINDOW = timedelta(hours=6)  # after its hour; with a file that a living API does not give
READ_RETRY_AFTER = timedelta(minutes=5)  # after a file was not there, or could not be read


class Confirmations:
    """Reports are followed for as long as *follow* from their end on.

    Each has, in the set of those that are followed, the end of the last hour that was looked at:
    whoever dies leaves it as it was, and what a file shows a second time is no news.
    """

    def __init__(
        self,
        redis: Redis,
        store: ReportStore,
        due: DueSet,
        chutes: Chutes,
        follow: timedelta,
        clock: Clock,
    ) -> None:
        self._redis = redis
        self._due = due
        self._store = store
        self._chutes = chutes
        self._follow = follow
        self._clock = clock

    async def look(self, lease: Lease) -> None:
        """Read all files that matter and are there, one after another; one worker at a time."""
        if wait := await self._read_on(lease):
            await self._due.leave(lease, self._clock() + wait)
        else:
            await self._due.close(lease)

    async def _read_on(self, lease: Lease) -> timedelta | None:
        """Return how long to wait for the next file; None if nobody waits for any."""
        if (no_files := await self._redis.pttl(NO_FILES_KEY)) > 0:
            return timedelta(milliseconds=no_files)
        while hour := await self._next_hour():
            if (early := hour + WRITTEN - self._clock()) > timedelta(0):
                return early
            if not await self._due.renew(lease):
                return None
            if wait := await self._look_at(hour):
                return wait
        return None

    async def _next_hour(self) -> datetime | None:
        """Return the end of the first hour whose file somebody waits for."""
        now = milliseconds(self._clock())
        found = await self._redis.zrangebyscore(
            FOLLOWED_KEY, "-inf", now, start=0, num=1, withscores=True
        )
        first = cast(list[tuple[bytes, float]], found)
        return datetime.fromtimestamp(first[0][1] / 1000, UTC) + FILE_HOUR if first else None

    async def _look_at(self, hour: datetime) -> timedelta | None:
        """Read the file of *hour*, or see that it never comes; return how long it has to wait."""
        try:
            async with asyncio.timeout(READ_TIMEOUT.total_seconds()):
                await self._compare(hour, await self._read(hour))
            return None
        except Gone as exc:
            log.info("nobody hears which reports are confirmed: %s", exc)
            return await self._pause(hour)
        except NotFound:
            return await self._go_on_without(hour, FILE_APPEARS_WITHIN)
        except (ApiError, TimeoutError) as exc:
            log.warning("reports of the hour to %s: %s", hour, str(exc) or "too slow")
            # One bad file must not hold up all the others; an API that is down has no other.
            window = FILE_WINDOW if await self._lives() else self._follow
            return await self._go_on_without(hour, window)

    async def _lives(self) -> bool:
        try:
            await self._chutes.ping()
        except ApiError:
            return False
        return True

    async def _go_on_without(self, hour: datetime, window: timedelta) -> timedelta | None:
        """Go on without the file of *hour* once *window* is over; else return how long to wait."""
        if self._clock() - hour < window:
            return READ_RETRY_AFTER
        log.warning("going on without the reports of the hour to %s", hour)
        await self._compare(hour, ())
        return None

    async def _read(self, hour: datetime) -> Iterable[ReportRow]:
        return (await self._chutes.report_rows(hour)).rows

    async def _compare(self, hour: datetime, rows: Iterable[ReportRow]) -> None:
        """Tell every report that has not got as far what the file of *hour* says of it."""
        # Of two rows of the same report the confirmed one comes last, and counts.
        found = {row.invocation_id: row for row in sorted(rows, key=_is_confirmed)}
        while ids := await self._behind(hour):
            kept = await self._store.find_all(ids)
            for each in filter(None, kept.values()):
                await self._step(each, found)
            await self._move_on(ids, kept, hour)

    async def _behind(self, hour: datetime) -> list[str]:
        before = f"({milliseconds(hour)}"
        found = await self._redis.zrangebyscore(FOLLOWED_KEY, "-inf", before, start=0, num=BATCH)
        return await names(self._redis, FOLLOWED_KEY, cast(list[bytes], found), is_due=True)

    async def _step(self, kept: Kept, rows: Mapping[str, ReportRow]) -> None:
        row, now = rows.get(kept.report.invocation_id), self._clock()
        report = apply_row(kept.report, row, now) if row else None
        if report and await self._store.step(kept, report, now):
            log.info("report %s is %s: %s", report.id, report.state, report.trail[-1].why)

    async def _move_on(
        self, ids: Sequence[str], kept: Mapping[str, Kept | None], hour: datetime
    ) -> None:
        """Follow those of *ids* further that are kept, and whose time is not known to be over."""
        going = [
            id
            for id, each in kept.items()
            if each is None or _ended_at(each.report) + self._follow > hour
        ]
        async with self._redis.pipeline(transaction=True) as pipe:
            if over := set(ids).difference(going):
                pipe.zrem(FOLLOWED_KEY, *over)
            if going:  # but for those that have just come to their end
                pipe.zadd(FOLLOWED_KEY, dict.fromkeys(going, milliseconds(hour)), xx=True)
            await pipe.execute()

    async def _pause(self, hour: datetime) -> timedelta:
        """Ask for no file for a while, as there are none; in the end go on without them."""
        await self._redis.set(NO_FILES_KEY, 1, px=NO_FILES_FOR)
        if self._clock() - hour > self._follow:
            await self._compare(hour, ())
        return NO_FILES_FOR


def _ended_at(report: Report) -> datetime:
    assert report.ended_at, "what is followed is at its end"
    return report.ended_at


def _is_confirmed(row: ReportRow) -> bool:
    return row.confirmed_at is not None
