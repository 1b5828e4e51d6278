"""Reports of a copy from the past: what happened to them since is not known."""

from contextlib import suppress
from datetime import datetime
from typing import cast

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.errors import Unreadable
from bot.reports.life import Report, ReportChange, ReportState, transition
from bot.reports.store import (
    DUE_KEY,
    NOTICES,
    PENDING_NOTICES_KEY,
    REPORTS,
    Kept,
    NoticeState,
    ReportStore,
)
from bot.store.codec import decode
from bot.store.set_aside import names, setting_aside

TOLD_ALL = 2**31  # more steps than any report has
MAYBE_UNDONE = (
    "My memory was restored from a backup in which this could still be undone, so I don't send "
    "it: you may have undone it, or it is on file already. Report it again if in doubt."
)


async def doubt_reports(redis: Redis, store: ReportStore, now: datetime) -> None:
    """Keep what is under way from being told twice, filed against a will, or taken for another's.

    People whose message the copy does not know hear no more: it may be there, and another one
    would be the second.
    """
    due = cast(list[bytes], await redis.zrange(DUE_KEY, 0, -1))
    pending = cast(list[bytes], await redis.zrange(PENDING_NOTICES_KEY, 0, -1))
    for report_id in sorted(await names(redis, DUE_KEY, {*due, *pending})):
        with suppress(Unreadable):
            async with setting_aside(redis):
                if kept := await store.find(report_id):
                    await _keep_quiet(redis, store, kept.report)
                    await _doubt(store, kept, now)


async def _keep_quiet(redis: Redis, store: ReportStore, report: Report) -> None:
    key = f"{REPORTS}{report.id}{NOTICES}"
    notified = decode(await redis.get(key), NoticeState, key) or NoticeState()
    if notified.direct is None or (report.thread and notified.thread is None):
        await store.note_notified(report.id, replace(notified, step=TOLD_ALL))


async def _doubt(store: ReportStore, kept: Kept, now: datetime) -> None:
    if not kept.report.state.is_final:
        await store.step(kept, doubt(kept.report, now), now)


def doubt(report: Report, now: datetime) -> Report:
    """Return an open *report* as one of which an attempt may have been made meanwhile.

    One that could still be undone is withdrawn: nothing is published that somebody took back.
    """
    if report.can_be_undone:
        return transition(report, ReportChange(now, ReportState.WITHDRAWN, MAYBE_UNDONE))
    return replace(report, unanswered=True, due=now)
