"""Digests delivered in a test: our steps, a real Redis, the sandbox's Slack, and short texts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.blocks.message import Message
from bot.clock import Clock
from bot.digests.claims import Slots
from bot.digests.delivery import DigestDelivery
from bot.digests.draft import Attachment, DigestMessages, file_name
from bot.digests.pacing import ChannelPace
from bot.digests.parts import Parts
from bot.digests.records import Digest, Key, SlotRun
from bot.digests.rules import DigestWindows
from bot.digests.service import Digests, Wish
from bot.digests.standing import Standing
from bot.digests.worker import digest_worker
from bot.figures.periods import Period
from bot.sandbox.slack import Slack, cast
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback
from bot.slack.files import Files
from bot.slack.web_api import WebApi
from bot.store.due import DueWorker

HERE = Key(cast.TEAM, cast.GPU_COSTS)
HISTORY = {"channels:history", "groups:history", "im:history"}
MINUTE = timedelta(minutes=1)
PATIENCE = DigestWindows(source=timedelta(hours=3), late=timedelta(hours=12))


async def compose(digest: Digest, run: SlotRun, now: datetime) -> DigestMessages:
    """Say which days these are, in three parts."""
    file = Attachment(file_name(run.period), b"chute,usd\r\n")
    when = " to ".join(map(str, dict.fromkeys([run.period.first, run.day])))
    return DigestMessages(Message(f"Digest of {when}"), Message(f"Details of {when}"), file)


def notice(digest: Digest, run: SlotRun) -> Message:
    """Say what became of it."""
    return Message(f"Notice: {run.outcome}, {run.reason or run.waiting}")


@asynccontextmanager
async def open_posts(slack_api_url: str, token: str, redis: Redis) -> AsyncIterator[WebApi]:
    """Yield posts that wait for nothing, as digests use them."""
    timeout = aiohttp.ClientTimeout(total=1)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = SlackClient(session, slack_api_url, token)
        yield WebApi(client, Fallback(redis), longest_wait=0)


@asynccontextmanager
async def delivering(
    slack_api_url: str,
    token: str,
    redis: Redis,
    clock: Clock,
    checkpoint: Callable[[str], None] = lambda moment: None,
    **more: Any,
) -> AsyncIterator[DueWorker]:
    """Yield the rounds of one worker."""
    async with open_posts(slack_api_url, token, redis) as posts:
        parts = Parts(posts, Files(posts), notice, clock)
        yield digest_worker(
            DigestDelivery(
                slots=Slots(redis, clock),
                compose=more.get("compose", compose),
                parts=parts,
                pace=ChannelPace(redis, clock),
                patience=PATIENCE,
                clock=clock,
                sleep=more.get("sleep", asyncio.sleep),
                checkpoint=checkpoint,
                ended=more.get("ended", lambda outcome, late: None),
            )
        )


async def set_up(
    redis: Redis,
    clock: Clock,
    key: Key = HERE,
    hour: time = time(9),
    owner: str = cast.BEN,
    days: tuple[int, ...] | None = None,
) -> Standing:
    """Switch a digest on for *hour* UTC."""
    return await Digests(redis, clock).switch_on(key, owner, Wish(hour, days=days), "UTC")


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment in November 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def nov(day: int) -> date:
    """Return a day in November 2026."""
    return date(2026, 11, day)


async def go(rounds: DueWorker) -> None:
    """Let the worker do what it can do now."""
    await rounds.sweep()
    await rounds.settle()


async def go_on(rounds: DueWorker, clock: Any, minutes: int = 5) -> None:
    """Let the worker do what it can for some minutes."""
    for _ in range(minutes):
        clock.forward(MINUTE)
        await go(rounds)


def said(slack: Slack, channel: str = "gpu-costs", as_: str = "ada") -> list[str]:
    """What the bot has said there, files by their names."""
    messages = [one for one in slack.messages(channel, as_) if one["is_bot"]]
    return [one["files"][0]["name"] if one.get("files") else one["text"] for one in messages]


def whole(first: date, last: date) -> list[str]:
    """Return what a digest of some days says, part by part."""
    when = " to ".join(map(str, dict.fromkeys([first, last])))
    return [f"Digest of {when}", f"Details of {when}", file_name(Period(first, last))]


ALL = whole(nov(23), nov(23))


class Killed(BaseException):
    """Nothing catches it: what was under way ends there, as by SIGKILL."""


def dying_at(moment: str) -> Callable[[str], None]:
    """Return what ends a worker at a step."""

    def checkpoint(passed: str) -> None:
        if passed == moment:
            raise Killed

    return checkpoint


async def die(working, moment: str) -> None:
    """Let a worker take what is due, and end at *moment*."""

    async with working(checkpoint=dying_at(moment)) as rounds:
        [lease] = await rounds.due.claim(1)
        with pytest.raises(Killed):
            await rounds.work(lease)
