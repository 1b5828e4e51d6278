"""Reports in Redis: each change is one atomic step, made only on what it was worked out from."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import msgspec
from redis.asyncio import Redis

from bot.config import Rate
from bot.figures.days import decode, encode
from bot.reports.evidence import is_followed, seen_before
from bot.reports.life import Report, ReportState
from bot.store.encryption import Encryption
from bot.store.scripts import load_script
from bot.work.periodic import since_heartbeat

DUE_KEY = "chutes:reports:due"  # no TTL: reports that are not at their end, by when they are due
PENDING_NOTICES_KEY = (
    "chutes:reports:untold"  # no TTL: reports whose people are to be told, by since when
)
FOLLOWED_KEY = (
    "chutes:reports:followed"  # no TTL: those on file, by the end of the last hour looked at
)
NO_FILES_KEY = "chutes:reports:no-files"  # the server has no files of reports; TTL: `NO_FILES_FOR`
NO_FILES_FOR = timedelta(minutes=15)  # then it is asked again
GONE_KEY = "chutes:reports:gone"
GONE_FOR = timedelta(minutes=15)  # unless it is seen again
BATCH = 100  # reports in one sweep

Args = list[bytes | str | int]  # of a script


@dataclass(frozen=True)
class Kept:
    """A report, and the bytes that Redis has of it."""

    report: Report
    value: bytes


@dataclass(frozen=True)
class ReportClaim:
    """What came of a claim: *taken_by* is the id of the report that has it; *wait* the time until
    the person, or with *crowd* the workspace, may report again."""

    kept: bool
    taken_by: str = ""
    wait: timedelta = timedelta(0)
    crowd: bool = False


class PostedNotice(msgspec.Struct, frozen=True):
    """Where people are told: a message."""

    channel: str
    ts: str


class NoticeState(msgspec.Struct, frozen=True):
    """What people have been told of a report: up to which *step*, and where; *tries* at the next.

    *trouble* is Slack's word for why the thread cannot be told.
    """

    step: int = 0
    direct: PostedNotice | None = None
    thread: PostedNotice | None = None
    trouble: str = ""
    tries: int = 0


class ReportStore:
    """Keys, besides those above (TTL: *keep* after a report's end, none before):

    `chutes:report:<id>` the report; `…:<id>:told` what people know of it;
    `chutes:claim:<invocation>` which report has the claim, over all workspaces;
    `chutes:reports:<team>`, `…:<team>:open`, `…:<team>:by:<user>` ledgers, ids by time;
    `chutes:reported:<team>:<invocation>` the newest report of it;
    `chutes:report-limit:<team>`, `…:<team>:<user>` until the limit has recovered.
    """

    def __init__(
        self, redis: Redis, seal: Encryption, keep: timedelta, rates: tuple[Rate, Rate]
    ) -> None:
        """*rates*: of new reports, per person and per workspace."""
        self._redis = redis
        self._seal = seal
        self._keep = _ms(keep)
        self._rates = [part for rate in rates for part in (rate.count, _ms(rate.period))]
        self._claim = load_script(redis, "reports", "claim")
        self._step = load_script(redis, "reports", "step")
        self._told = load_script(redis, "reports", "told")

    async def claim(self, report: Report) -> ReportClaim:
        """Keep *report* if its invocation is free and the limits allow it."""
        assert report.due, "a new report is due some time"
        ledger = _ledger(report.team_id)
        keys = [
            _claim(report.invocation_id),
            _key(report.id),
            DUE_KEY,
            PENDING_NOTICES_KEY,
            ledger,
            _ledger(report.team_id, report.user_id),
            f"{ledger}:open",
            _newest(report.team_id, report.invocation_id),
            f"chutes:report-limit:{report.team_id}:{report.user_id}",
            f"chutes:report-limit:{report.team_id}",
        ]
        now, due = _epoch(report.created_at), _epoch(report.due)
        args: Args = [now, report.id, self._bytes(report), due, report.account, self._keep]
        verdict, what = await cast(
            Awaitable[tuple[int, bytes]], self._claim(keys, [*args, *self._rates])
        )
        if verdict >= 2:
            return ReportClaim(False, wait=timedelta(milliseconds=int(what)), crowd=verdict == 3)
        return ReportClaim(verdict == 0, taken_by=what.decode())

    async def step(self, kept: Kept, new: Report, now: datetime) -> Kept | None:
        """Replace *kept* by *new*; None if it is something else by now."""
        value = self._bytes(new)
        keys = [
            _key(new.id),
            _claim(new.invocation_id),
            DUE_KEY,
            PENDING_NOTICES_KEY,
            f"{_ledger(new.team_id)}:open",
            FOLLOWED_KEY,
        ]
        is_news = new.step > kept.report.step
        args: Args = [
            kept.value,
            value,
            new.id,
            _epoch(new.due) if new.due else "",
            _epoch(now) if is_news else "",
            _claims(new.state),
            new.account,
            self._keep,
            _epoch(seen_before(new)) if is_followed(new) else "",
        ]
        done = await cast(Awaitable[int], self._step(keys, args))
        return Kept(new, value) if done else None

    async def find(self, report_id: str) -> Kept | None:
        return self._kept(await self._redis.get(_key(report_id)))

    async def find_all(self, ids: Sequence[str]) -> list[Kept | None]:
        values = await self._redis.mget([_key(id) for id in ids]) if ids else []
        return [self._kept(value) for value in values]

    async def newest(self, team_id: str, invocation_id: str) -> Kept | None:
        """Return the newest report of that invocation in the workspace."""
        return await self._by(await self._redis.get(_newest(team_id, invocation_id)))

    async def holder(self, invocation_id: str) -> Kept | None:
        """Return the report that has the claim on an invocation, of whichever workspace."""
        found = self._redis.hget(_claim(invocation_id), "report")
        return await self._by(await cast(Awaitable[bytes | None], found))

    async def ledger(
        self, team_id: str, user_id: str | None, first: int, count: int, only_open: bool = False
    ) -> tuple[list[Report], int]:
        """Return reports of a workspace or of one person there, newest first, and how many."""
        key = f"{_ledger(team_id)}:open" if only_open else _ledger(team_id, user_id)
        ids = cast(list[bytes], await self._redis.zrevrange(key, first, first + count - 1))
        kept = await self.find_all([id.decode() for id in ids])
        found = [each.report for each in kept if each]
        return found, await self._redis.zcard(key)

    async def due(self, now: datetime) -> list[tuple[str, int]]:
        """Return ids of reports whose next step is due, and since when (ms), longest first."""
        found = self._redis.zrangebyscore(
            DUE_KEY, "-inf", _epoch(now), start=0, num=BATCH, withscores=True
        )
        return [(id.decode(), int(due)) for id, due in cast(list[tuple[bytes, float]], await found)]

    async def untold(self, now: datetime) -> list[str]:
        """Return the ids of reports whose people are to be told."""
        found = await self._redis.zrangebyscore(
            PENDING_NOTICES_KEY, "-inf", _epoch(now), start=0, num=BATCH
        )
        return [id.decode() for id in cast(list[bytes], found)]

    async def told(self, report_id: str) -> NoticeState:
        return (
            decode(await self._redis.get(f"{_key(report_id)}:told"), NoticeState) or NoticeState()
        )

    async def note_told(self, report_id: str, told: NoticeState) -> None:
        await self._redis.set(f"{_key(report_id)}:told", encode(told), px=self._keep)

    async def told_all(self, kept: Kept) -> None:
        """Have no one to tell of *kept* any more, unless it has gone on meanwhile."""
        args: Args = [kept.value, kept.report.id]
        await cast(Awaitable[int], self._told([_key(kept.report.id), PENDING_NOTICES_KEY], args))

    async def tell_later(self, report_id: str, when: datetime) -> None:
        await self._redis.zadd(PENDING_NOTICES_KEY, {report_id: _epoch(when)})

    async def forget(self, report_id: str) -> None:
        """Drop what is due of a report that is no longer kept."""
        await self._redis.zrem(PENDING_NOTICES_KEY, report_id)
        await self._redis.zrem(DUE_KEY, report_id)

    async def note_gone(self, gone: bool) -> None:
        """Note whether the server has stopped taking reports; one that takes them has files."""
        if gone:
            await self._redis.set(GONE_KEY, 1, ex=GONE_FOR)
        else:
            await self._redis.delete(GONE_KEY, NO_FILES_KEY)

    async def is_gone(self) -> bool:
        return bool(await self._redis.exists(GONE_KEY))

    async def is_staffed(self) -> bool:
        """Whether any worker was alive in the last minute."""
        return await since_heartbeat(self._redis) is not None

    async def _by(self, report_id: bytes | str | None) -> Kept | None:
        return await self.find(report_id.decode()) if isinstance(report_id, bytes) else None

    def _bytes(self, report: Report) -> bytes:
        return self._seal.close(encode(report))

    def _kept(self, value: bytes | str | None) -> Kept | None:
        if not isinstance(value, bytes):
            return None
        report = decode(self._seal.open(value), Report)
        return Kept(report, value) if report else None


def _claims(state: ReportState) -> str:
    if state is ReportState.NOT_FOUND:
        return "not_for"
    return "free" if state.frees_the_id else "keep"


def _key(report_id: str) -> str:
    return f"chutes:report:{report_id}"


def _claim(invocation_id: str) -> str:
    return f"chutes:claim:{invocation_id}"


def _newest(team_id: str, invocation_id: str) -> str:
    return f"chutes:reported:{team_id}:{invocation_id}"


def _ledger(team_id: str, user_id: str | None = None) -> str:
    return f"chutes:reports:{team_id}" + (f":by:{user_id}" if user_id else "")


def _epoch(when: datetime) -> int:
    return round(when.timestamp() * 1000)


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
