"""Everything by one command: web here, a worker as a child, Redis as another if need be."""

import asyncio
from collections.abc import Mapping

from bot.clock import Clock
from bot.config import Settings
from bot.processes.child import worker_child
from bot.processes.web import open_web
from bot.store.embedded import DATA, embedded_redis


async def run(settings: Settings, clock: Clock | None = None, program: str = "bot") -> None:
    """Run web, a worker and, without `REDIS_URL`, a Redis, until cancelled.

    Time is Redis', or *clock*'s. The child runs `python -m` *program* `worker --child`.
    """
    if settings.redis_url:
        await _web_and_worker(settings, settings.shared_redis_url(), clock, program, {})
        return
    async with embedded_redis(DATA) as url:
        await _web_and_worker(settings, url, clock, program, {"REDIS_URL": url})


async def _web_and_worker(
    settings: Settings,
    redis_url: str,
    clock: Clock | None,
    program: str,
    for_child: Mapping[str, str],
) -> None:
    async with worker_child(program, for_child), open_web(settings, redis_url, clock):
        await asyncio.Event().wait()
