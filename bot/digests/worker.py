"""The worker's side of digests, assembled: figures in, messages out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from redis.asyncio import Redis

from bot.blocks.message import Message
from bot.clock import Clock
from bot.config import Settings
from bot.digests.claims import Slots
from bot.digests.delivery import Compose, DigestDelivery, Ended
from bot.digests.draft import DigestMessages
from bot.digests.figures import Reported, read_figures
from bot.digests.messages import digest_messages
from bot.digests.pacing import ChannelPace
from bot.digests.parts import Notice, Parts
from bot.digests.records import Digest, SlotRun
from bot.digests.rules import DigestWindows
from bot.digests.settings import notice_message
from bot.figures.changes import Floors
from bot.figures.factories import floors
from bot.figures.ledger import Ledger
from bot.reports.factories import report_store
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback
from bot.slack.files import Files
from bot.slack.web_api import WebApi
from bot.store.due import DueWorker, Lease, open_due_worker
from bot.work.periodic import PeriodicTask


@asynccontextmanager
async def open_digests(
    settings: Settings,
    redis: Redis,
    slack: SlackClient,
    ledger: Ledger,
    clock: Clock,
    ended: Ended,
) -> AsyncIterator[PeriodicTask]:
    """Yield the tick that sends what is due; on leaving, what is under way is finished."""
    reported = report_store(settings, redis)
    posts = WebApi(slack, Fallback(redis), longest_wait=0)  # others go out meanwhile
    delivering = DigestDelivery(
        slots=Slots(redis, clock),
        compose=composer(ledger, reported, floors(settings)),
        parts=Parts(posts, Files(posts), noticer(settings.command), clock),
        pace=ChannelPace(redis, clock),
        patience=windows(settings),
        clock=clock,
        ended=ended,
    )
    async with open_due_worker(digest_worker(delivering)) as tick:
        yield tick


def composer(ledger: Ledger, reported: Reported, floors: Floors) -> Compose:
    """Return what writes a digest from what the ledger has."""

    async def compose(digest: Digest, run: SlotRun, now: datetime) -> DigestMessages:
        due = now if run.again else run.due
        figures = await read_figures(ledger, reported, digest, run.period)
        return digest_messages(digest, figures, floors, due, now)

    return compose


def noticer(command: str) -> Notice:
    """Return what tells an owner what became of their digest."""

    def notice(digest: Digest, run: SlotRun) -> Message:
        return notice_message(digest, run, command)

    return notice


def windows(settings: Settings) -> DigestWindows:
    """Return how long a slot may wait, and be late."""
    return DigestWindows(
        timedelta(hours=settings.digest_wait_hours), timedelta(hours=settings.digest_late_hours)
    )


DIGESTS_AT_ONCE = 32  # digests that one worker works on


def digest_worker(delivery: DigestDelivery, at_once: int = DIGESTS_AT_ONCE) -> DueWorker:
    """Return what delivers the digests that are due, some at once."""

    async def work(lease: Lease) -> None:
        await delivery.work(delivery.slots.read(lease))

    return DueWorker("digest", delivery.slots.due, work, at_once)
