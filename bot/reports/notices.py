"""Telling people how their reports are: one direct message each, updated, and one in the thread."""

import asyncio
import logging
from datetime import timedelta

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.blocks.message import Message
from bot.clock import Clock
from bot.errors import Busy, Undelivered, Unsure
from bot.reports.life import Report, ReportState
from bot.reports.messages import notice, thread_notice
from bot.reports.store import Kept, NoticeState, PostedNotice, ReportStore
from bot.slack import web_api
from bot.slack.reasons import LOST_MESSAGE
from bot.slack.web_api import WebApi
from bot.store.locks import exclusive

log = logging.getLogger(__name__)

TELL_LEASE = timedelta(seconds=30)
TELL_TIMEOUT = timedelta(
    seconds=25
)  # for one step; below the lease, so that nobody else tells meanwhile
TELL_RETRY_AFTER = timedelta(seconds=20)  # after Slack did not answer
TELL_TRIES = 5  # at one step; then the next one has to do


class ReportNotices:
    """Whatever Slack does, no report fails because of it."""

    def __init__(self, redis: Redis, store: ReportStore, posts: WebApi, clock: Clock) -> None:
        self._redis = redis
        self._store = store
        self._posts = posts
        self._clock = clock

    async def tell(self, report_id: str) -> None:
        """Show people what they do not know yet; one teller at a time, the newest state last.

        What happens meanwhile is told when the next sweep finds it.
        """
        async with exclusive(self._redis, _lock(report_id), TELL_LEASE) as ours:
            if not ours:
                return
            kept = await self._store.find(report_id)
            if kept is None:
                await self._store.forget(report_id)
            elif await self._catch_up(kept):
                await self._store.told_all(kept)

    async def _catch_up(self, kept: Kept) -> bool:
        """Return whether people know *kept*; if not, they are told later."""
        report, told = kept.report, await self._store.told(kept.report.id)
        if told.step >= report.step:
            return True
        try:
            async with asyncio.timeout(TELL_TIMEOUT.total_seconds()):
                told = await self._tell(report, told)
        except Busy as exc:
            return await self._later(report, timedelta(seconds=exc.retry_after))
        except (Unsure, TimeoutError) as exc:
            if told.tries + 1 < TELL_TRIES:
                tried = await self._store.told(report.id)
                await self._store.note_told(report.id, replace(tried, tries=told.tries + 1))
                return await self._later(report, TELL_RETRY_AFTER)
            log.warning("nobody could be told of report %s: %s", report.id, exc)
        await self._store.note_told(report.id, replace(told, step=report.step, tries=0))
        return True

    async def _later(self, report: Report, wait: timedelta) -> bool:
        await self._store.tell_later(report.id, self._clock() + wait)
        return False

    async def _tell(self, report: Report, told: NoticeState) -> NoticeState:
        """Put the state up in both places, and note each at once: a place is told twice at most."""
        begun = report.state not in (ReportState.HELD, ReportState.WITHDRAWN)
        if report.thread and (begun or told.thread):
            told = await self._tell_thread(report, told)
        message = notice(report, told.trouble)
        try:
            direct = await self._show(report, told.direct, message, report.user_id, None)
            told = replace(told, direct=direct)
        except (Busy, Unsure):
            raise
        except Undelivered as exc:
            log.warning("the reporter of %s is not told: %s", report.id, exc)
        return told

    async def _tell_thread(self, report: Report, told: NoticeState) -> NoticeState:
        assert report.thread, "there is one to tell"
        message, where = thread_notice(report), report.thread
        try:
            thread = await self._show(report, told.thread, message, where.channel, where.ts)
            told = replace(told, thread=thread, trouble="")
        except (Busy, Unsure):
            raise
        except Undelivered as exc:
            log.warning("the thread of report %s is not told: %s", report.id, exc)
            told = replace(told, trouble=exc.reason)
        await self._store.note_told(report.id, told)
        return told

    async def _show(
        self,
        report: Report,
        shown: PostedNotice | None,
        message: Message,
        channel: str,
        ts: str | None,
    ) -> PostedNotice:
        """Update what is *shown*, or post it where it is not, or no longer."""
        if shown:
            try:
                at = web_api.PostedMessage(shown.channel, shown.ts)
                await self._posts.update(report.team_id, at, message)
                return shown
            except Undelivered as exc:
                if exc.reason not in LOST_MESSAGE:
                    raise
        posted = await self._posts.post(report.team_id, channel, message, thread_ts=ts)
        return PostedNotice(posted.channel, posted.ts)


def _lock(report_id: str) -> str:
    return f"chutes:report:{report_id}:telling"
