"""What workers do for reports: send them, tell people, and see which are confirmed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from bot.chutes.client import Chutes
from bot.clock import Clock
from bot.reports.confirmations import Confirmations
from bot.reports.notices import NOTICES_AT_ONCE, ReportNotices
from bot.reports.sender import REPORTS_AT_ONCE, ReportSender
from bot.reports.store import FILES, ReportStore, due_reports, files_to_read, pending_notices
from bot.slack.web_api import WebApi
from bot.store.due import DueWorker, open_due_worker
from bot.work.jobs import Handler
from bot.work.periodic import PeriodicTask

OFFER_CHECK_EVERY = timedelta(minutes=5)  # between questions whether the server takes reports
FILES_CHECK_EVERY = timedelta(hours=1)  # between looks for reports that 0.1.0 left to be followed


@asynccontextmanager
async def open_reports(
    redis: Redis,
    store: ReportStore,
    chutes: Chutes,
    posts: WebApi,
    follow: timedelta,
    clock: Clock,
) -> AsyncIterator[list[PeriodicTask]]:
    """Yield the tasks that send reports, tell people, and see which are confirmed.

    A report is looked for in the platform's files for as long as *follow* from its end on.
    """
    due, pending = due_reports(redis, clock), pending_notices(redis, clock)
    files = files_to_read(redis, clock)
    sender = ReportSender(store, due, chutes, clock)
    notices = ReportNotices(store, pending, posts, clock)
    confirmations = Confirmations(redis, store, files, chutes, follow, clock)

    async def wake_files() -> None:
        await files.wake(FILES, clock())

    async with (
        open_due_worker(DueWorker("report", due, sender.send, REPORTS_AT_ONCE)) as send,
        open_due_worker(DueWorker("notice", pending, notices.tell, NOTICES_AT_ONCE)) as tell,
        open_due_worker(DueWorker("confirmations", files, confirmations.look, 1)) as look,
    ):
        yield [
            send,
            tell,
            look,
            PeriodicTask("the look for followed reports", FILES_CHECK_EVERY, wake_files),
            PeriodicTask("the question whether reports are taken", OFFER_CHECK_EVERY, sender.look),
        ]


async def already_due(data: Mapping[str, Any]) -> None:
    """Do nothing for a job that 0.1.0 left: the report it is about is in its due set."""


FORMER_JOBS: Mapping[str, Handler] = {"report": already_due, "report_notice": already_due}
