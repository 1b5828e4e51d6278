"""The clocks: this machine's and Redis', against what Slack and the Chutes API say the time is."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.chutes.client import Chutes
from bot.clock import Clock, read_date
from bot.errors import ApiError, Undelivered
from bot.health.findings import Finding, broken, fine, note, warning
from bot.slack.client import SlackClient

NOTABLE_SKEW = timedelta(minutes=2)
SIGNATURE = timedelta(minutes=5)  # what Slack signed is refused when it is older
NONCE = timedelta(minutes=10)  # what a hotkey signed is refused by the API when it is older
ONE_MINUTE = timedelta(minutes=1)
PROMPT_WITHIN = 3.0  # seconds: a clock that comes late is of no use
THEIRS = "Nothing to fix here. If reports signed with a hotkey are refused, use CHUTES_API_KEY."
SET = "Set its clock: `sudo timedatectl set-ntp true`, or your system's setting for network time."


async def clocks(
    client: SlackClient, chutes: Chutes, redis: Redis | None, machine: Clock
) -> list[Finding]:
    """Compare the clocks; Slack's is right, or the API's where Slack does not answer."""
    slack, api, ours = await asyncio.gather(
        _ahead(_slack(client), machine),
        _ahead(_chutes(chutes), machine),
        _ahead(_redis(redis), machine),
    )
    whose, right = ("Slack", slack) if slack is not None else ("the Chutes API", api)
    if right is None:
        return [note("Neither Slack nor the Chutes API told us the time.")]
    found = [_judged("This machine's clock", -right, whose, SIGNATURE)]
    if ours is not None:
        found.append(_judged("Redis' clock, which the bot uses,", ours - right, whose, NONCE))
    if slack is not None and api is not None and abs(api - slack) >= NOTABLE_SKEW:
        found.append(warning(_compared("The Chutes API's clock", api - slack, "Slack"), THEIRS))
    return found


def _judged(clock: str, ahead: timedelta, whose: str, most: timedelta) -> Finding:
    seen = _compared(clock, ahead, whose)
    if abs(ahead) >= most:
        return broken(f"{seen} From {most // ONE_MINUTE} min on, signed requests are refused.", SET)
    if abs(ahead) >= NOTABLE_SKEW:
        return warning(seen, SET)
    return fine(f"{clock} agrees with {whose}'s.")


def _compared(clock: str, ahead: timedelta, whose: str) -> str:
    way = "ahead of" if ahead > timedelta(0) else "behind"
    return f"{clock} is {_span(abs(ahead))} {way} {whose}'s."


def _span(span: timedelta) -> str:
    minutes = round(span / ONE_MINUTE)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


async def _ahead(asking: Awaitable[datetime | None], machine: Clock) -> timedelta | None:
    """Return how far who is asked is ahead of this machine; None if they do not answer soon."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PROMPT_WITHIN):
            theirs = await asking
            return theirs - machine() if theirs else None
    return None


async def _slack(client: SlackClient) -> datetime | None:
    try:
        answer = await client.ask("api.test")
    except Undelivered:
        return None
    return read_date(answer.headers.get("date", ""))


async def _chutes(chutes: Chutes) -> datetime | None:
    try:
        return await chutes.ping()
    except ApiError:
        return None


async def _redis(redis: Redis | None) -> datetime | None:
    if redis is None:
        return None
    try:
        seconds, microseconds = await redis.time()
    except RedisError:
        return None
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
