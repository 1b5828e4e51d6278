"""The figures of a world, visited once and put into each test's Redis as they were found."""

from datetime import datetime

from redis.asyncio import Redis

from bot.chutes.client import open_chutes
from bot.clock import Clock
from bot.config import Settings
from bot.figures.days import Source
from bot.figures.factories import visits
from bot.figures.ledger import Ledger
from bot.figures.refresh import Refresh
from bot.sandbox.world import World

Kept = dict[bytes, tuple[int, bytes]]  # by key: milliseconds to live, and what Redis dumps

_kept: dict[tuple[int, int, datetime], Kept] = {}


async def know_figures(redis: Redis, settings: Settings, clock: Clock, world: World) -> None:
    """Fill an empty *redis* with what the first visits to *world* find at this time."""
    chutes = hash(tuple(chute.chute_id for chute in world.chutes))
    which = (chutes, settings.history_days, clock())
    if which in _kept:
        async with redis.pipeline(transaction=False) as pipe:
            for key, (ttl, value) in _kept[which].items():
                pipe.restore(key, max(ttl, 0), value)
            await pipe.execute()
    else:
        await _visit(redis, settings, clock)
        keys = [key async for key in redis.scan_iter()]
        _kept[which] = {key: (await redis.pttl(key), await redis.dump(key)) for key in keys}


async def _visit(redis: Redis, settings: Settings, clock: Clock) -> None:
    async with open_chutes(str(settings.chutes_api_url), clock=clock) as chutes:
        refresh = Refresh(redis, chutes, Ledger(redis, _not_queued), clock, visits(settings))
        for source in Source:
            await refresh.visit(source)


async def _not_queued(*_: object, **__: object) -> None:
    """Nobody asks for figures while these visits are made."""
