"""The processes that copy the bot's memory into a file, and that put it back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from redis.asyncio import Redis

from bot import __version__
from bot.clock import Clock
from bot.config import Settings
from bot.digests.pacing import PACES
from bot.digests.restored import doubt_slots
from bot.digests.worker import windows
from bot.errors import SettingsError
from bot.exports.runs import Runs
from bot.figures.days import DAYS
from bot.figures.ledger import nobody
from bot.limits.limits import SEEN
from bot.reports.factories import report_store
from bot.reports.restored import doubt_reports
from bot.store.backup import Head, Prefixes, check, clear, is_empty, load, save, server_time
from bot.store.connection import open_redis
from bot.store.embedded import DATA, embedded_redis, running_on
from bot.watches.restored import doubt_watches
from bot.work.periodic import HEARTBEAT

PREFIXES = Prefixes(large=DAYS, passing=(HEARTBEAT, SEEN, PACES))
COPY_WITHIN = 60.0  # seconds that one answer of the server may take


async def backup(settings: Settings, path: Path) -> str:
    """Write all that the bot knows to *path*; return what to say. The bot may run meanwhile."""
    if not settings.redis_url and not DATA.exists():
        raise SettingsError("REDIS_URL isn't set, and no bot has stored data in this folder.")
    try:
        async with _memory(settings) as redis:
            count = await save(redis, path, __version__, PREFIXES)
    except OSError as exc:
        raise SettingsError(f"{path} can't be written: {exc.strerror}.") from exc
    return f"{count:,} keys are in {path}."


async def restore(
    settings: Settings, path: Path, *, force: bool = False, clock: Clock | None = None
) -> str:
    """Put what is in *path* into the server; return what to say. No bot may run on it.

    What happened after the copy was made is not known to it. So nothing is sent of which it is not
    sure: slots that are due are looked for first, and reports under way may be on file already.
    Time is the server's, or *clock*'s.
    """
    check(path)
    async with _memory(settings) as redis:
        await _make_room(redis, force)
        head, count = await load(redis, path)
        now = clock() if clock else await server_time(redis)
        await _doubt(settings, redis, head.at, now)
    return _said(head, count)


async def _make_room(redis: Redis, force: bool) -> None:
    if await is_empty(redis):
        return
    if not force:
        raise SettingsError(
            "This Redis has a bot's data already. Stop the bot; then `restore --force` replaces it."
        )
    await clear(redis)


async def _doubt(settings: Settings, redis: Redis, copied: datetime, now: datetime) -> None:
    await doubt_slots(redis, now, windows(settings).late)
    await doubt_watches(redis, copied, now)
    await doubt_reports(redis, report_store(settings, redis), now)
    await Runs(redis, nobody, lambda: now).drop_open()


def _said(head: Head, count: int) -> str:
    return f"{count:,} keys of {head.at:%Y-%m-%d %H:%M} UTC, by version {head.version}, are back."


@asynccontextmanager
async def _memory(settings: Settings) -> AsyncIterator[Redis]:
    """Open the bot's Redis; the embedded one is started if no bot in this folder runs it."""
    url = settings.redis_url.get_secret_value() if settings.redis_url else running_on(DATA)
    if url:
        async with open_redis(url, COPY_WITHIN) as redis:
            yield redis
        return
    async with embedded_redis(DATA) as url, open_redis(url, COPY_WITHIN) as redis:
        yield redis
