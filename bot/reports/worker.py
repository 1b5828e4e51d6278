"""What workers do for reports: send them, tell people, and see which are confirmed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from bot.chutes.client import Chutes
from bot.clock import Clock
from bot.reports.confirmations import Confirmations
from bot.reports.notices import ReportNotices
from bot.reports.sender import ReportDesk
from bot.reports.store import ReportStore
from bot.slack.web_api import Posts
from bot.work.jobs import Handler, Queue
from bot.work.periodic import Tick

SWEEP = timedelta(seconds=1)
LOOK = timedelta(seconds=2)  # between looks whether a file is due
ASK = timedelta(hours=1)  # between questions whether the server takes reports


def report_jobs(
    redis: Redis, store: ReportStore, chutes: Chutes, posts: Posts, queue: Queue, clock: Clock
) -> tuple[Mapping[str, Handler], Sequence[Tick]]:
    """Return the handlers of the jobs, and what leaves these and sees whether reports are taken."""
    desk = ReportDesk(store, chutes, queue.enqueue, clock)
    notices = ReportNotices(redis, store, posts, clock)

    async def send(data: dict[str, Any]) -> None:
        await desk.send(data["report"])

    async def tell(data: dict[str, Any]) -> None:
        await notices.tell(data["report"])

    ticks = [
        Tick("the report sweep", SWEEP, desk.sweep),
        Tick("the question whether reports are taken", ASK, desk.look),
    ]
    return {"report": send, "report_notice": tell}, ticks


def confirmation_tick(
    redis: Redis, store: ReportStore, chutes: Chutes, follow: timedelta, clock: Clock
) -> Tick:
    """Return what sees, for as long as *follow* from a report's end on, whether it is confirmed."""
    confirmations = Confirmations(redis, store, chutes, follow, clock)
    return Tick("the look for confirmations", LOOK, confirmations.sweep)
