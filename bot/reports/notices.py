"""Telling people how their reports are: one direct message each, updated, and one in the thread."""

import asyncio
import logging
from datetime import timedelta

from msgspec.structs import replace

from bot.blocks.message import Message
from bot.clock import Clock
from bot.errors import Busy, Undelivered, Unsure
from bot.reports.life import Report, ReportState, ReportThread
from bot.reports.messages import notice, thread_notice
from bot.reports.store import TELL_LEASE, NoticeState, PostedNotice, ReportStore
from bot.slack import web_api
from bot.slack.reasons import LOST_MESSAGE
from bot.slack.web_api import WebApi
from bot.store.due import DueSet, Lease

log = logging.getLogger(__name__)

NOTICES_AT_ONCE = 8  # reports of which one worker tells people
TELL_TIMEOUT = TELL_LEASE - timedelta(seconds=5)  # for one step: nobody else tells meanwhile
RETRY_NOTICE_AFTER = timedelta(seconds=20)  # after Slack did not answer
NOTICE_TRIES = 5  # at one step; then the next one has to do


class ReportNotices:
    """Whatever Slack does, no report fails because of it."""

    def __init__(self, store: ReportStore, pending: DueSet, posts: WebApi, clock: Clock) -> None:
        self._store = store
        self._pending = pending
        self._posts = posts
        self._clock = clock

    async def tell(self, lease: Lease) -> None:
        """Show people what they do not know yet of a report.

        What happens meanwhile wakes the notice anew, so that the newest state comes last.
        """
        report, notified = self._store.read(lease).report, self._store.read_notified(lease)
        if notified.step < report.step and (wait := await self._catch_up(report, notified)):
            await self._pending.leave(lease, self._clock() + wait)
        else:
            await self._pending.close(lease)

    async def _catch_up(self, report: Report, notified: NoticeState) -> timedelta | None:
        """Tell people; return how long to wait before they can be told, if they cannot now."""
        notices = Notices(self._store, self._posts, report, notified)
        try:
            async with asyncio.timeout(TELL_TIMEOUT.total_seconds()):
                await notices.tell()
        except Busy as exc:
            return timedelta(seconds=exc.retry_after)
        except (Unsure, TimeoutError) as exc:
            tries = notified.tries + 1
            if tries < NOTICE_TRIES:
                await self._store.note_notified(report.id, replace(notices.notified, tries=tries))
                return RETRY_NOTICE_AFTER
            log.warning("nobody could be told of report %s: %s", report.id, exc)
        done = replace(notices.notified, step=report.step, tries=0)
        await self._store.note_notified(report.id, done)
        return None


class Notices:
    """The messages about one report; *notified* is what people know of it by now."""

    def __init__(
        self, store: ReportStore, posts: WebApi, report: Report, notified: NoticeState
    ) -> None:
        self.notified = notified
        self._store = store
        self._posts = posts
        self._report = report

    async def tell(self) -> None:
        """Put the state up in both places, and note each at once: a place is told twice at most."""
        report = self._report
        begun = report.state not in (ReportState.HELD, ReportState.WITHDRAWN)
        if report.thread and (begun or self.notified.thread):
            await self._tell_thread(report.thread)
        message = notice(report, self.notified.trouble)
        try:
            direct = await self._show(self.notified.direct, message, report.user_id, None)
            self.notified = replace(self.notified, direct=direct)
        except (Busy, Unsure):
            raise
        except Undelivered as exc:
            log.warning("the reporter of %s is not told: %s", report.id, exc)

    async def _tell_thread(self, where: ReportThread) -> None:
        message, shown = thread_notice(self._report), self.notified.thread
        try:
            thread = await self._show(shown, message, where.channel, where.ts)
            self.notified = replace(self.notified, thread=thread, trouble="")
        except (Busy, Unsure):
            raise
        except Undelivered as exc:
            log.warning("the thread of report %s is not told: %s", self._report.id, exc)
            self.notified = replace(self.notified, trouble=exc.reason)
        await self._store.note_notified(self._report.id, self.notified)

    async def _show(
        self, shown: PostedNotice | None, message: Message, channel: str, ts: str | None
    ) -> PostedNotice:
        """Update what is *shown*, or post it where it is not, or no longer."""
        team_id = self._report.team_id
        if shown:
            try:
                at = web_api.PostedMessage(shown.channel, shown.ts)
                await self._posts.update(team_id, at, message)
                return shown
            except Undelivered as exc:
                if exc.reason not in LOST_MESSAGE:
                    raise
        posted = await self._posts.post(team_id, channel, message, thread_ts=ts)
        return PostedNotice(posted.channel, posted.ts)
