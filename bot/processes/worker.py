"""The process that does the durable work: it fetches, and keeps the ledger filled."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bot.chutes.client import open_chutes
from bot.clock import Clock
from bot.config import Settings
from bot.digests.worker import open_digests
from bot.exports.runs import RUNS_EVERY as RUNS_SWEEP
from bot.exports.runs import Runs
from bot.exports.worker import open_exporting
from bot.figures.days import Source
from bot.figures.factories import visits
from bot.figures.ledger import Ledger
from bot.figures.refresh import Refresh
from bot.health.gauges import Gauges
from bot.metrics import Metrics
from bot.processes.child import parent_gone
from bot.processes.start import awaited
from bot.reports.factories import credentials, follow, report_store
from bot.reports.worker import FORMER_JOBS, open_reports
from bot.slack.connection import identify_soon, open_connection
from bot.slack.fallback import Fallback
from bot.slack.web_api import WebApi
from bot.store.clock import open_clock
from bot.store.connection import open_redis
from bot.store.fitness import check_fitness
from bot.store.owner import claim_memory
from bot.watches.worker import open_watches
from bot.work.jobs import open_queue, open_worker
from bot.work.periodic import PeriodicTask

log = logging.getLogger(__name__)

NICENESS = 10  # people wait for the web process

REFRESH_EVERY = timedelta(seconds=5)  # between looks for what is due


async def worker(settings: Settings, clock: Clock | None = None, child: bool = False) -> None:
    """Only do the durable work, until cancelled; a *child* also stops with its parent."""
    os.nice(NICENESS)
    async with open_work(settings, settings.shared_redis_url(), clock):
        await (parent_gone() if child else asyncio.Event().wait())


@asynccontextmanager
async def open_work(
    settings: Settings, redis_url: str, clock: Clock | None = None
) -> AsyncIterator[None]:
    """Do the queue's work until the context is left; jobs under way are finished.

    Redis is awaited first.
    """
    metrics = Metrics()
    async with (
        open_connection(settings, metrics.heard("slack")) as slack,
        open_redis(redis_url, failed=metrics.redis_failed) as redis,
        awaited("Redis", lambda: check_fitness(redis)),
        open_clock(redis, clock) as now,
        open_chutes(
            str(settings.chutes_api_url),
            credentials(settings, now),
            clock=now,
            heard=metrics.heard("chutes"),
        ) as chutes,
        open_queue(redis_url) as queue,
        _served(settings, metrics, Gauges(redis, now, metrics)),
    ):
        if me := await identify_soon(slack):
            await claim_memory(redis, me.owner, settings.take_over_from)
        ledger = Ledger(redis, queue.enqueue)
        refresh = Refresh(redis, chutes, ledger, now, visits(settings))

        async def visit(data: Mapping[str, Any]) -> None:
            await refresh.visit(Source(data["source"]))

        store = report_store(settings, redis)
        posts = WebApi(slack, Fallback(redis))
        runs = Runs(redis, queue.enqueue, now)
        with open_exporting(settings, redis, chutes, runs, slack, now) as run:
            jobs = {"refresh": visit, "run": run, **FORMER_JOBS}
            async with (
                open_reports(redis, store, chutes, posts, follow(settings), now) as reports,
                open_digests(settings, redis, slack, ledger, now, metrics.digest_ended) as digests,
                open_watches(redis, ledger, slack, now, settings, metrics) as watches,
            ):
                ticks = [
                    PeriodicTask("the refresh sweep", REFRESH_EVERY, refresh.sweep),
                    PeriodicTask("the sweep of runs", RUNS_SWEEP, runs.sweep),
                    *reports,
                    digests,
                    *watches,
                ]
                async with open_worker(redis_url, jobs, ticks=ticks, ended=metrics.job_ended):
                    log.info("worker ready")
                    yield


@asynccontextmanager
async def _served(settings: Settings, metrics: Metrics, gauges: Gauges) -> AsyncIterator[None]:
    """Serve what this process counts, if `METRICS_PORT` is set: only then is a server imported."""
    if settings.metrics_port is None:
        yield
        return
    from bot.processes.counting import serving_metrics

    metrics.look = gauges.look
    async with serving_metrics(metrics, settings.host, settings.metrics_port):
        yield
