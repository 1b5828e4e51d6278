"""A worker's own port: what it counts, and that it lives."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.http.server import Ready, Site, serving
from bot.metrics import Metrics

log = logging.getLogger(__name__)


@asynccontextmanager
async def serving_metrics(metrics: Metrics, host: str, port: int) -> AsyncIterator[None]:
    """Serve `/metrics` and `/healthz` until the context is left."""
    async with serving(Site(_ready, metrics, takes_events=False), host, port) as bound:
        log.info("serving metrics on %s:%d", host, bound)
        yield


async def _ready() -> Ready:
    return Ready()
