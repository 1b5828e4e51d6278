"""What workers do for reports: send them, tell people, and see which are confirmed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from bot.chutes.client import Chutes
from bot.clock import Clock
from bot.reports.confirmations import Confirmations
from bot.reports.notices import ReportNotices
from bot.reports.sender import ReportSender
from bot.reports.store import ReportStore
from bot.slack.web_api import WebApi
from bot.work.jobs import Handler, Queue
from bot.work.periodic import PeriodicTask

SENDING_EVERY = timedelta(seconds=1)
CONFIRMATIONS_EVERY = timedelta(seconds=2)  # between looks whether a file is due
OFFER_CHECK_EVERY = timedelta(minutes=5)  # between questions whether the server takes reports


def report_jobs(
    redis: Redis, store: ReportStore, chutes: Chutes, posts: WebApi, queue: Queue, clock: Clock
) -> tuple[Mapping[str, Handler], Sequence[PeriodicTask]]:
    """Return the handlers of the jobs, and what leaves these and sees whether reports are taken."""
    desk = ReportSender(store, chutes, queue.enqueue, clock)
    notices = ReportNotices(redis, store, posts, clock)

    async def send(data: dict[str, Any]) -> None:
        await desk.send(data["report"])

    async def tell(data: dict[str, Any]) -> None:
        await notices.tell(data["report"])

    ticks = [
        PeriodicTask("the report sweep", SENDING_EVERY, desk.sweep),
        PeriodicTask("the question whether reports are taken", OFFER_CHECK_EVERY, desk.look),
    ]
    return {"report": send, "report_notice": tell}, ticks


def confirmation_tick(
    redis: Redis, store: ReportStore, chutes: Chutes, follow: timedelta, clock: Clock
) -> PeriodicTask:
    """Return what sees, for as long as *follow* from a report's end on, whether it is confirmed."""
    confirmations = Confirmations(redis, store, chutes, follow, clock)
    return PeriodicTask("the look for confirmations", CONFIRMATIONS_EVERY, confirmations.sweep)
