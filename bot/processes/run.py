"""The processes that the bot consists of, from their start to their end."""

import asyncio
import os
from pathlib import Path

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.doctor.checks import everything
from bot.doctor.context import open_context
from bot.doctor.environment import read_environment
from bot.doctor.live import live_trial
from bot.doctor.printed import print_all
from bot.errors import SettingsError
from bot.processes.child import parent_gone, worker_child
from bot.processes.web import open_web
from bot.processes.worker import open_work
from bot.store.embedded import embedded_redis

YIELDS = 10  # the worker's niceness: people wait for the web process
DATA = Path(".data")  # of the embedded Redis, in the working directory


async def run(settings: Settings, clock: Clock | None = None, program: str = "bot") -> None:
    """Everything, until cancelled: web here, a worker as a child, Redis as another if need be.

    Time is Redis', or *clock*'s. The child runs `python -m` *program* `worker --child`.
    """
    if settings.redis_url:
        await _web_and_worker(settings, settings.redis_url.get_secret_value(), clock, program)
        return
    async with embedded_redis(DATA) as url:
        await _web_and_worker(settings, url, clock, program)


async def _web_and_worker(
    settings: Settings, redis_url: str, clock: Clock | None, program: str
) -> None:
    async with worker_child(redis_url, program), open_web(settings, redis_url, clock):
        await asyncio.Event().wait()


async def web(settings: Settings, clock: Clock | None = None) -> None:
    """Only what talks to people, until cancelled."""
    async with open_web(settings, _shared(settings), clock):
        await asyncio.Event().wait()


async def worker(settings: Settings, clock: Clock | None = None, child: bool = False) -> None:
    """Only the durable work, until cancelled; a *child* also stops with its parent."""
    os.nice(YIELDS)
    async with open_work(settings, _shared(settings), clock):
        await (parent_gone() if child else asyncio.Event().wait())


async def doctor(channel: str | None = None, clock: Clock = utc_now) -> int:
    """Print what is found in everything that the environment names; return 1 if it is broken.

    With *channel*, what comes of posting one message of each kind there.
    """
    async with open_context(read_environment(), DATA, clock) as patient:
        return await print_all(live_trial(patient, channel) if channel else everything(patient))


def _shared(settings: Settings) -> str:
    if not settings.redis_url:
        raise SettingsError(
            "REDIS_URL must be set: web and worker share one Redis. Only `run` can do without."
        )
    return settings.redis_url.get_secret_value()
