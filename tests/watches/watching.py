"""Watches in a test: our steps, a real Redis, the sandbox's Slack, figures as they are given."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from redis.asyncio import Redis

from bot.blocks.message import Message
from bot.clock import Clock
from bot.digests.pacing import ChannelPace
from bot.figures.changed import changed_sources
from bot.figures.days import Day, Source, SourceState, UsageDay
from bot.figures.ledger import Ledger, nobody
from bot.sandbox.slack import Slack, cast
from bot.store.codec import encode
from bot.store.due import DueWorker
from bot.watches.claims import WatchClaims
from bot.watches.conditions import Condition, Trigger, Watched
from bot.watches.delivery import WatchDelivery
from bot.watches.episodes import WatchState
from bot.watches.evaluator import Evaluator, evaluation_worker
from bot.watches.parts import WatchMessages, WatchParts
from bot.watches.records import Watch, WatchRun
from bot.watches.rules import is_about
from bot.watches.service import Watches, WatchLimits
from bot.watches.worker import watch_worker
from tests.digests.delivery.digesting import open_posts

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ABOVE = Condition(Watched.USD, Trigger.ABOVE, 100.0)
LIMITS = WatchLimits(person=3, workspace=5)


def nov(day: int) -> date:
    return date(2026, 11, day)


def settled(day: int, **later: int) -> datetime:
    """When that day of November is complete."""
    return datetime(2026, 11, day, 0, 30, tzinfo=UTC) + DAY + timedelta(**later)


async def know(redis: Redis, values: Mapping[int, float], now: datetime) -> None:
    """Let the ledger have usage of those days of November, of one chute."""
    for number, value in values.items():
        when = nov(number)
        rows = [UsageDay("one", value, 3)]
        day = Day(when, now, when < now.date(), rows)
        await redis.set(Source.USAGE.day_key(when), encode(day))
    state = SourceState(now, now, max(map(nov, values)) + DAY, None)
    for source in Source:
        await redis.set(source.state_key, encode(state))


async def compose(watch: Watch, state: WatchState, run: WatchRun) -> WatchMessages:
    """Say in few words how it stands."""
    day, value = (state.reading.day.day, state.reading.value) if state.reading else (0, 0)
    how = str(state.phase) if is_about(run, watch, state) else "closed"
    return WatchMessages(Message(f"{how}: {value} on {day}"), Message(f"line: {how} on {day}"))


def notice(watch: Watch, run: WatchRun) -> Message:
    return Message(f"Notice: {watch.switch}, {watch.refusal or run.waiting}")


@dataclass
class Bench:
    """Both workers of watches, and what people do."""

    redis: Redis
    clock: Any
    watches: Watches
    looking: DueWorker
    saying: DueWorker

    async def set_up(
        self, condition: Condition = ABOVE, channel: str = cast.GPU_COSTS, owner: str = cast.BEN
    ) -> Watch:
        return await self.watches.set_up(cast.TEAM, channel, owner, condition, "one")

    async def know(self, values: Mapping[int, float], now: datetime | None = None) -> None:
        """Let it be *now*, with these figures, and let them be looked at."""
        self.clock.now = now or self.clock.now
        await know(self.redis, values, self.clock())
        await changed_sources(self.redis, self.clock).wake(Source.USAGE, self.clock())
        await go(self.looking)

    async def go(self, values: Mapping[int, float], now: datetime | None = None) -> None:
        """Know these figures, and say what there is to say."""
        await self.know(values, now)
        await go(self.saying)

    async def go_on(self, minutes: int = 5) -> None:
        for _ in range(minutes):
            self.clock.forward(MINUTE)
            await go(self.looking)
            await go(self.saying)


@asynccontextmanager
async def watching(
    slack_api_url: str,
    token: str,
    redis: Redis,
    clock: Clock,
    checkpoint: Callable[[str], None] = lambda moment: None,
    **more: Any,
) -> AsyncIterator[Bench]:
    """Yield the workers of one process."""
    watches = Watches(redis, clock, more.get("limits", LIMITS))
    evaluator = Evaluator(watches, Ledger(redis, nobody), clock, 0.15)
    async with open_posts(slack_api_url, token, redis) as posts:
        delivery = WatchDelivery(
            claims=WatchClaims(redis, clock),
            compose=compose,
            parts=WatchParts(posts, notice, clock),
            pace=ChannelPace(redis, clock),
            clock=clock,
            sleep=more.get("sleep", asyncio.sleep),
            checkpoint=checkpoint,
        )
        looking = evaluation_worker(changed_sources(redis, clock), evaluator)
        yield Bench(redis, clock, watches, looking, watch_worker(delivery))


async def go(worker: DueWorker) -> None:
    """Let a worker do what it can do now."""
    await worker.sweep()
    await worker.settle()


def posted(slack: Slack, channel: str = "gpu-costs", as_: str = "ada") -> list[str]:
    """What the bot has said there, and in threads, as it reads now."""
    return [one["text"] for one in slack.messages(channel, as_) if one["is_bot"]]
