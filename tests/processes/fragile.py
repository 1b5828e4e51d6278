"""The whole bot in one process, which kills itself at a named point."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.chutes.client import Chutes
from bot.config import Settings
from bot.processes.web import open_web
from bot.processes.worker import open_work
from bot.reports import life, sender
from bot.reports import notices as report_notices
from bot.reports import store as report_store
from bot.reports.life import ReportState
from bot.reports.store import DUE_KEY, PENDING_NOTICES_KEY, ReportStore
from bot.slack.response_url import Reply
from bot.slack.web_api import WebApi
from bot.store.due import DueWorker
from tests.processes import told_to_end

Fits = Callable[..., bool]
SENDS: Fits = lambda store, kept, new, *more: new.state is ReportState.SENDING  # noqa: E731
FILES: Fits = lambda store, kept, new, *more: new.state is ReportState.FILED  # noqa: E731
REPORT: Fits = lambda worker, lease: worker.due.key == DUE_KEY  # noqa: E731
NOTICE: Fits = lambda worker, lease: worker.due.key == PENDING_NOTICES_KEY  # noqa: E731
ANY: Fits = lambda *args, **options: True  # noqa: E731

POINTS: dict[str, tuple[type, str, str, Fits]] = {
    "before the claim": (ReportStore, "claim", "before", ANY),
    "after the claim": (ReportStore, "claim", "after", ANY),
    "before the answer": (Reply, "send", "before", ANY),
    "after the answer": (Reply, "send", "after", ANY),
    "after a worker has it": (DueWorker, "_attempt", "before", REPORT),
    "after a worker had it": (DueWorker, "_attempt", "after", REPORT),
    "after a worker has the notice": (DueWorker, "_attempt", "before", NOTICE),
    "after a worker had the notice": (DueWorker, "_attempt", "after", NOTICE),
    "before people are known to know": (ReportStore, "note_notified", "before", ANY),
    "after people are known to know": (ReportStore, "note_notified", "after", ANY),
    "before the attempt is marked": (ReportStore, "step", "before", SENDS),
    "after the attempt is marked": (ReportStore, "step", "after", SENDS),
    "before the POST": (Chutes, "report", "before", ANY),
    "during the POST": (Chutes, "report", "during", ANY),
    "after the POST": (Chutes, "report", "after", ANY),
    "before it is settled": (ReportStore, "step", "before", FILES),
    "after it is settled": (ReportStore, "step", "after", FILES),
    "before the direct message": (WebApi, "post", "before", ANY),
    "after the direct message": (WebApi, "post", "after", ANY),
    "before the update": (WebApi, "update", "before", ANY),
    "after the update": (WebApi, "update", "after", ANY),
}
WITHIN = 0.5  # seconds after the POST has begun


def die_at(point: str) -> None:
    """Wrap the method that *point* names."""
    owner, name, moment, fits = POINTS[point]
    method = getattr(owner, name)

    async def fragile(*args: Any, **options: Any) -> Any:
        if moment == "before" and fits(*args, **options):
            die()
        if moment == "during":
            asyncio.get_running_loop().call_later(WITHIN, die)
        done = await method(*args, **options)
        if moment == "after" and fits(*args, **options):
            die()
        return done

    setattr(owner, name, fragile)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hurry(seconds: float) -> None:
    """Shorten the leases, and what depends on them."""
    lease = timedelta(seconds=seconds)
    life.ATTEMPT_LEASE = lease
    sender.RENEW_EVERY, sender.ATTEMPT_TIMEOUT = lease / 4, lease * 0.8
    report_store.ATTEMPT_LEASE, report_store.TELL_LEASE = lease, lease
    report_notices.TELL_TIMEOUT = lease * 0.8


async def main(settings: Settings, redis_url: str) -> None:
    async with open_work(settings, redis_url), open_web(settings, redis_url):
        print("ready", flush=True)
        await told_to_end()


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    if given["lease"]:
        hurry(given["lease"])
    if given["point"]:
        die_at(given["point"])
    asyncio.run(main(Settings.model_validate(given["settings"]), given["redis_url"]))
