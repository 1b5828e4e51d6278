"""The worker's side of digests, assembled: figures in, messages out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from redis.asyncio import Redis

from bot.blocks.message import Message
from bot.clock import Clock
from bot.config import Settings
from bot.digests.claims import DigestClaim, Slots
from bot.digests.delivery import Compose, DigestDelivery
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
from bot.work.background import cancel
from bot.work.periodic import EXPECTED, PeriodicTask


@asynccontextmanager
async def open_digests(
    settings: Settings, redis: Redis, slack: SlackClient, ledger: Ledger, clock: Clock
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
    )
    async with open_digest_worker(delivering) as tick:
        yield tick


def composer(ledger: Ledger, reported: Reported, floors: Floors) -> Compose:
    """Return what writes a digest from what the ledger has."""

    async def compose(digest: Digest, run: SlotRun, now: datetime) -> DigestMessages:
        due = now if run.again else run.due
        figures = await read_figures(ledger, reported, digest, run.day)
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


log = logging.getLogger(__name__)

DIGESTS_EVERY = timedelta(seconds=1)  # between looks for what is due
DIGESTS_AT_ONCE = 32  # digests that one worker works on
DIGEST_GRACE = 10.0  # seconds that they get when the worker leaves


class DigestWorker:
    """Any number of workers may do this; each digest is at one of them at a time."""

    def __init__(self, delivering: DigestDelivery, at_once: int = DIGESTS_AT_ONCE) -> None:
        self.delivering = delivering
        self._at_once = at_once
        self._working: set[asyncio.Task[None]] = set()

    async def sweep(self) -> None:
        """Begin with what is due, until nothing more is."""
        while True:
            if free := self._at_once - len(self._working):
                claims = await self.delivering.slots.claim(free)
                for claim in claims:
                    self._start(claim)
                if len(claims) < free:
                    return
            await asyncio.wait(self._working, return_when=asyncio.FIRST_COMPLETED)

    async def settle(self) -> None:
        """Return when nothing is being worked on."""
        while self._working:
            await asyncio.wait(self._working)

    async def leave(self) -> None:
        """Finish what is under way; what takes too long is taken up again after its lease."""
        if self._working:
            await asyncio.wait(self._working, timeout=DIGEST_GRACE)
        await cancel(*self._working)

    def _start(self, claim: DigestClaim) -> None:
        task = asyncio.create_task(self._work(claim))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _work(self, claim: DigestClaim) -> None:
        try:
            await self.delivering.work(claim)
        except Exception as error:  # one digest must not stop the others; its lease runs out
            trace = None if isinstance(error, EXPECTED) else error
            log.error("digest %s: %s", claim.key.member, error, exc_info=trace)


@asynccontextmanager
async def open_digest_worker(delivering: DigestDelivery) -> AsyncIterator[PeriodicTask]:
    """Yield the tick that does it; on leaving, what is under way is finished."""
    rounds = DigestWorker(delivering)
    try:
        yield PeriodicTask("the digests", DIGESTS_EVERY, rounds.sweep)
    finally:
        await rounds.leave()
