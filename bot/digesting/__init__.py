"""The worker's side of digests, assembled: figures in, messages out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from redis.asyncio import Redis

from bot.clock import Clock
from bot.config import Settings
from bot.digesting.delivery import Compose, Delivering
from bot.digesting.parts import Notice, Parts
from bot.digesting.rounds import open_rounds
from bot.services import floors, report_store
from bot.services.changes import Floors
from bot.services.digest_figures import Reported, read_figures
from bot.services.digest_records import Digest, Run
from bot.services.digest_rules import Patience
from bot.services.digest_slots import Slots
from bot.services.ledger import Ledger
from bot.slack.connection import Connection
from bot.slack.files import Files
from bot.slack.forms import Forms
from bot.slack.pacing import Pace
from bot.slack.posts import Posts
from bot.ticks import Tick
from bot.views.digest import digest_draft
from bot.views.digest_settings import notice_message
from bot.views.draft import Draft
from bot.views.message import Message


@asynccontextmanager
async def open_digests(
    settings: Settings, redis: Redis, slack: Connection, ledger: Ledger, clock: Clock
) -> AsyncIterator[Tick]:
    """Yield the tick that sends what is due; on leaving, what is under way is finished."""
    reported = report_store(settings, redis)
    posts = Posts(slack.client, Forms(redis), longest_wait=0)  # others go out meanwhile
    delivering = Delivering(
        slots=Slots(redis, clock),
        compose=composer(ledger, reported, floors(settings)),
        parts=Parts(posts, Files(posts, slack.session), noticer(settings.command), clock),
        pace=Pace(redis, clock),
        patience=patience(settings),
        clock=clock,
    )
    async with open_rounds(delivering) as tick:
        yield tick


def composer(ledger: Ledger, reported: Reported, floors: Floors) -> Compose:
    """Return what writes a digest from what the ledger has."""

    async def compose(digest: Digest, run: Run, now: datetime) -> Draft:
        due = now if run.again else run.due
        figures = await read_figures(ledger, reported, digest, run.day)
        return digest_draft(digest, figures, floors, due, now)

    return compose


def noticer(command: str) -> Notice:
    """Return what tells an owner what became of their digest."""

    def notice(digest: Digest, run: Run) -> Message:
        return notice_message(digest, run, command)

    return notice


def patience(settings: Settings) -> Patience:
    """Return how long a slot may wait, and be late."""
    return Patience(
        timedelta(hours=settings.digest_wait_hours), timedelta(hours=settings.digest_late_hours)
    )
