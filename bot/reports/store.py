"""Reports in Redis: each change is one atomic step, made only on what it was worked out from."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from bot.clock import Clock
from bot.config import Rate
from bot.errors import Unreadable
from bot.limits.allowances import report_clocks
from bot.reports.evidence import FILE_HOUR, is_followed, seen_before
from bot.reports.life import ATTEMPT_LEASE, Report, ReportState, without_reason
from bot.store.codec import Stored, decode, decode_any, encode, milliseconds, text
from bot.store.due import Args, DueSet, Lease, States
from bot.store.encryption import Encryption
from bot.store.scripts import load_script
from bot.store.set_aside import names, set_aside, setting_aside
from bot.work.periodic import since_heartbeat

DUE_KEY = "chutes:reports:due"  # the due set of reports that are not at their end
PENDING_NOTICES_KEY = "chutes:reports:untold"  # the due set of those whose people are to be told
FOLLOWED_KEY = "chutes:reports:followed"  # no TTL: those on file, by the last hour looked at
FILES_DUE_KEY = "chutes:reports:files-due"  # the due set of `FILES`: the next file to look at
NO_FILES_KEY = "chutes:reports:no-files"  # the server has no files of reports; TTL: `NO_FILES_FOR`
NO_FILES_FOR = timedelta(minutes=15)  # then it is asked again
GONE_KEY = "chutes:reports:gone"
GONE_FOR = timedelta(minutes=15)  # unless it is seen again
BATCH = 100  # reports that are looked at together

REPORTS, NOTICES = "chutes:report:", ":told"  # of the keys of a report, and of what people know
FILES = "files"  # the one member of its set
WRITTEN = timedelta(minutes=2)  # after its hour a file is there at the earliest
READ_LEASE = timedelta(minutes=2)
TELL_LEASE = timedelta(seconds=30)


def due_reports(redis: Redis, clock: Clock) -> DueSet:
    """Return the set of reports that are to be sent."""
    return DueSet(redis, DUE_KEY, clock, ATTEMPT_LEASE, States("values", REPORTS, ("",)))


def pending_notices(redis: Redis, clock: Clock) -> DueSet:
    """Return the set of reports of which people do not know all."""
    states = States("values", REPORTS, ("", NOTICES))
    return DueSet(redis, PENDING_NOTICES_KEY, clock, TELL_LEASE, states)


def files_to_read(redis: Redis, clock: Clock) -> DueSet:
    """Return the set of what is to be looked at in the platform's files."""
    return DueSet(redis, FILES_DUE_KEY, clock, READ_LEASE, States("none"))


def ask_what_is_gone(pipe: Pipeline) -> None:
    """Put two questions on *pipe*: have reports gone, and the files that say what is confirmed?"""
    pipe.exists(GONE_KEY)
    pipe.exists(NO_FILES_KEY)


async def count_followed(redis: Redis) -> int:
    """Return how many reports are on file and not yet confirmed."""
    return int(await redis.zcard(FOLLOWED_KEY))


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
    """What people know of a report: up to which *step*, and where; *tries* at the next.

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
    `chutes:reported:<team>:<invocation>` the newest report of it.
    """

    def __init__(
        self, redis: Redis, seal: Encryption, keep: timedelta, rates: tuple[Rate, Rate]
    ) -> None:
        """*rates*: of new reports, per person and per workspace."""
        self._redis = redis
        self._seal = seal
        self._keep = milliseconds(keep)
        self._rates = [part for rate in rates for part in (rate.count, milliseconds(rate.period))]
        self._claim = load_script(redis, "reports", "claim", with_due=True, with_gcra=True)
        self._step = load_script(redis, "reports", "step", with_due=True)

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
            *report_clocks(report.team_id, report.user_id),
        ]
        now, due = milliseconds(report.created_at), milliseconds(report.due)
        args: Args = [now, report.id, self._bytes(report), due, report.account, self._keep]
        verdict, what = await self._claim(keys, [*args, *self._rates])
        if verdict >= 2:
            return ReportClaim(False, wait=timedelta(milliseconds=int(what)), crowd=verdict == 3)
        return ReportClaim(verdict == 0, taken_by=what.decode(errors="replace"))

    def read(self, lease: Lease) -> Kept:
        """Return the report that a worker has a *lease* on, as it was when it was claimed.

        Raises `Unreadable`.
        """
        kept = self._kept(lease.state[0], _key(lease.member))
        assert kept, "the script gives no lease without one"
        return kept

    def read_notified(self, lease: Lease) -> NoticeState:
        """Return what people know of the report that a teller has a *lease* on.

        Raises `Unreadable`.
        """
        key = f"{_key(lease.member)}{NOTICES}"
        return decode(lease.state[1] or None, NoticeState, key) or NoticeState()

    async def step(
        self, kept: Kept, new: Report, now: datetime, lease: Lease | None = None
    ) -> Kept | None:
        """Replace *kept* by *new*; None if it is something else by now, or the *lease* is lost.

        The lease goes on while *new* is being sent; else it ends.
        """
        value = self._bytes(new)
        keys = [
            _key(new.id),
            _claim(new.invocation_id),
            DUE_KEY,
            PENDING_NOTICES_KEY,
            f"{_ledger(new.team_id)}:open",
            FOLLOWED_KEY,
            FILES_DUE_KEY,
        ]
        seen = seen_before(new) if is_followed(new) else None
        args: Args = [
            kept.value,
            value,
            new.id,
            milliseconds(new.due) if new.due else "",
            milliseconds(now) if new.step > kept.report.step else "",
            _claims(new.state),
            new.account,
            self._keep,
            milliseconds(seen) if seen else "",
            milliseconds(seen + FILE_HOUR + WRITTEN) if seen else "",
            lease.token if lease else "",
            "renew" if lease and new.state is ReportState.SENDING else "leave",
        ]
        return Kept(new, value) if await self._step(keys, args) else None

    async def find(self, report_id: str) -> Kept | None:
        """Return a report, None if it is not kept; raise `Unreadable`, with it set aside."""
        key = _key(report_id)
        async with setting_aside(self._redis):
            return self._kept(await self._redis.get(key), key)

    async def find_all(self, ids: Sequence[str]) -> dict[str, Kept | None]:
        """Return those of the reports that are kept, by id; None for what cannot be read."""
        values = await self._redis.mget([_key(id) for id in ids]) if ids else []
        found: dict[str, Kept | None] = {}
        for id, value in zip(ids, values, strict=True):
            try:
                if kept := self._kept(value, _key(id)):
                    found[id] = kept
            except Unreadable as exc:
                found[id] = None
                await set_aside(self._redis, exc)
        return found

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
        kept = await self.find_all(await names(self._redis, key, ids))
        found = [each.report for each in kept.values() if each]
        return found, await self._redis.zcard(key)

    async def note_notified(self, report_id: str, notified: NoticeState) -> None:
        """Keep what people know of a report."""
        await self._redis.set(f"{_key(report_id)}{NOTICES}", encode(notified), px=self._keep)

    async def note_gone(self, gone: bool) -> None:
        """Note whether the server has stopped taking reports; one that takes them has files."""
        if gone:
            await self._redis.set(GONE_KEY, 1, ex=GONE_FOR)
        else:
            await self._redis.delete(GONE_KEY)
            if await self._redis.delete(NO_FILES_KEY):
                await self._redis.zadd(FILES_DUE_KEY, {FILES: 0}, lt=True)

    async def is_gone(self) -> bool:
        return bool(await self._redis.exists(GONE_KEY))

    async def is_staffed(self) -> bool:
        """Whether any worker was alive in the last minute."""
        return await since_heartbeat(self._redis) is not None

    async def _by(self, report_id: Stored) -> Kept | None:
        return await self.find(text(report_id, "chutes:reported")) if report_id else None

    def _bytes(self, report: Report) -> bytes:
        return self._seal.close(encode(report))

    def _kept(self, value: Stored, key: str) -> Kept | None:
        if not isinstance(value, bytes):
            return None
        report = decode_any(self._seal.open(value, key), Report, key)
        if report.state is ReportState.WITHDRAWN:  # 0.1.0 kept what was said
            report = without_reason(report)
        return Kept(report, value)


def _claims(state: ReportState) -> str:
    if state is ReportState.NOT_FOUND:
        return "not_for"
    return "free" if state.frees_the_id else "keep"


def _key(report_id: str) -> str:
    return f"{REPORTS}{report_id}"


def _claim(invocation_id: str) -> str:
    return f"chutes:claim:{invocation_id}"


def _newest(team_id: str, invocation_id: str) -> str:
    return f"chutes:reported:{team_id}:{invocation_id}"


def _ledger(team_id: str, user_id: str | None = None) -> str:
    return f"chutes:reports:{team_id}" + (f":by:{user_id}" if user_id else "")
