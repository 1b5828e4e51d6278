"""A digest, printed: fetched, worked out and written without Slack."""

import html
import re
from datetime import date, datetime

from redis.asyncio import Redis

from bot.blocks.message import Message
from bot.chutes.client import open_chutes
from bot.clock import Clock
from bot.config import Settings
from bot.digests.calendar import EVERY_DAY, Slot, schedule
from bot.digests.records import Digest
from bot.digests.rules import open_slot
from bot.digests.service import DEFAULT_HOUR
from bot.digests.worker import composer
from bot.figures.days import Source
from bot.figures.factories import floors, visits
from bot.figures.ledger import Ledger, nobody
from bot.figures.periods import Period, newest_complete
from bot.figures.refresh import Refresh
from bot.reports.factories import report_store
from bot.store.clock import open_clock
from bot.store.connection import open_redis
from bot.store.embedded import borrowed_redis


async def preview(settings: Settings, day: date | None, clock: Clock | None = None) -> str:
    """Return what a digest of *day* (by default the newest complete one) would say.

    Reads the memory in `REDIS_URL`, if that is set, and writes nothing there; else fetches the
    figures anew.
    """
    given = settings.redis_url.get_secret_value() if settings.redis_url else None
    async with (
        borrowed_redis(given) as url,
        open_redis(url) as redis,
        open_clock(redis, clock) as now,
    ):
        ledger = Ledger(redis, nobody)
        if given is None:
            await _fetch(settings, redis, ledger, now)
        compose = composer(ledger, report_store(settings, redis), floors(settings))
        digest = _digest(now())
        last = day or newest_complete(now())
        slot = Slot(Period(last, last), now())
        draft = await compose(digest, open_slot(digest, slot, 0, now()), now())
        said = [draft.headline, *([draft.details] if draft.details else [])]
        return "\n\n".join(_in_words(message) for message in said)


async def _fetch(settings: Settings, redis: Redis, ledger: Ledger, clock: Clock) -> None:
    async with open_chutes(str(settings.chutes_api_url), clock=clock) as chutes:
        refresh = Refresh(redis, chutes, ledger, clock, visits(settings))
        for source in Source:
            await refresh.visit(source)


def _digest(now: datetime) -> Digest:
    plan = schedule(DEFAULT_HOUR, "UTC", EVERY_DAY, now)
    return Digest("T0", "C0", "you", plan, begins=now, since=now)


def _in_words(message: Message) -> str:
    text = list(message.forms())[-1].text
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", text)
    return html.unescape(re.sub(r"<@(\w+)>", r"\1", text))
