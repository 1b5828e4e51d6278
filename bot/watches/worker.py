"""The worker's side of watches, assembled: figures are looked at, and what is new is said."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from redis.asyncio import Redis

from bot.blocks.message import Message
from bot.clock import Clock
from bot.config import Settings
from bot.digests.pacing import ChannelPace
from bot.errors import NotKnownYet
from bot.figures.changed import changed_sources
from bot.figures.ledger import Ledger
from bot.figures.messages.coverage import fetched
from bot.figures.periods import DAY, Period, newest_complete
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback
from bot.slack.web_api import WebApi
from bot.store.due import DueWorker, Lease, open_due_worker
from bot.watches.claims import WatchClaims
from bot.watches.conditions import Condition
from bot.watches.delivery import WatchDelivery
from bot.watches.episodes import WatchState
from bot.watches.evaluation import DayValues
from bot.watches.evaluator import Evaluator, evaluation_worker
from bot.watches.factories import unusual_floor, watches
from bot.watches.messages import (
    CHART_DAYS,
    Course,
    episode_message,
    line_message,
    refusal_message,
)
from bot.watches.parts import Compose, Refusal, WatchMessages, WatchParts
from bot.watches.records import Watch, WatchRun
from bot.work.periodic import PeriodicTask

WATCHES_AT_ONCE = 16  # watches that one worker speaks for


@asynccontextmanager
async def open_watches(
    redis: Redis,
    ledger: Ledger,
    slack: SlackClient,
    clock: Clock,
    settings: Settings,
    metrics: Metrics,
) -> AsyncIterator[Sequence[PeriodicTask]]:
    """Yield the ticks that look at figures, and say what is new; on leaving, what is under way is
    finished."""
    kept = watches(settings, redis, clock)
    evaluator = Evaluator(kept, ledger, clock, unusual_floor(settings))
    posts = WebApi(slack, Fallback(redis), longest_wait=0)  # others go out meanwhile
    delivery = WatchDelivery(
        claims=WatchClaims(redis, clock),
        compose=composer(ledger, clock),
        parts=WatchParts(posts, refusals(settings.command), clock),
        pace=ChannelPace(redis, clock),
        clock=clock,
        count=metrics.watch_said,
    )
    looking = evaluation_worker(changed_sources(redis, clock), evaluator)
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(open_due_worker(worker))
            for worker in (looking, watch_worker(delivery))
        ]


def composer(ledger: Ledger, clock: Clock) -> Compose:
    """Return what writes what an episode says, from what the ledger has."""

    async def compose(watch: Watch, state: WatchState, run: WatchRun) -> WatchMessages:
        now = clock()
        course = await read_course(ledger, watch.condition, now)
        headline = episode_message(watch, state, run, course, now)
        return WatchMessages(headline, line_message(watch, state, now))

    return compose


async def read_course(ledger: Ledger, condition: Condition, now: datetime) -> Course:
    """Return the values of the last complete days, as far as they are known."""
    last, subject = newest_complete(now), condition.watchable.subject
    days = Period(last - (CHART_DAYS - 1) * DAY, last)
    try:
        book = await ledger.open(subject, days)
    except NotKnownYet:
        return Course([])
    values = DayValues(book.days)
    complete = [day for day in days if values.is_complete(day)]
    found = [(day, values.of(condition, day)) for day in complete]
    known = [(day, value) for day, value in found if value is not None]
    return Course(known, fetched(subject.source, book.state))


def refusals(command: str) -> Refusal:
    """Return what tells an owner what became of their watch."""

    def refusal(watch: Watch, run: WatchRun) -> Message:
        return refusal_message(watch, run, command)

    return refusal


def watch_worker(delivery: WatchDelivery, at_once: int = WATCHES_AT_ONCE) -> DueWorker:
    """Return what says what there is to say of watches, some at once."""

    async def work(lease: Lease) -> None:
        await delivery.work(delivery.claims.read(lease))

    return DueWorker("watch", delivery.claims.due, work, at_once)
