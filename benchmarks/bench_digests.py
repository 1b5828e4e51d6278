"""Digests per second of one worker, against the bare client's posts, one per channel.

Both post to the same server, a process of its own that answers at once; what the worker does more
is to claim each slot, mark it, note it and wake for the next.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web
from msgspec.structs import replace
from redis.asyncio import Redis
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.table import Row
from bot.blocks.message import Message
from bot.digests.calendar import EVERY_DAY, schedule
from bot.digests.claims import Slots
from bot.digests.delivery import DigestDelivery
from bot.digests.draft import DigestMessages
from bot.digests.pacing import ChannelPace
from bot.digests.parts import Parts
from bot.digests.records import DUE_KEY, Digest, Key, SlotRun, digest_key
from bot.digests.rules import DigestWindows
from bot.digests.worker import DIGESTS_AT_ONCE, digest_worker
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback
from bot.slack.files import Files
from bot.slack.web_api import WebApi
from bot.store.codec import encode
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis

DIGESTS = 2000
AT_LEAST = 0.1  # of the bare client's rate
BEGUN = datetime(2026, 11, 23, 12, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEXT = "Digest of Monday 23 November UTC: $9,450 and 1.25M invocations. " * 10


async def measure() -> list[Row]:
    """Return our rate beside that of Slack's own client."""
    folder = tempfile.TemporaryDirectory()
    async with (
        _slack() as url,
        embedded_redis(Path(folder.name)) as redis_url,
        open_redis(redis_url) as redis,
        aiohttp.ClientSession() as session,
    ):
        client = AsyncWebClient("xoxb-none", base_url=url, session=session, retry_handlers=[])
        bare = DIGESTS / await _bare(client)
        ours = DIGESTS / await _ours(SlackClient(session, url, "xoxb-none"), redis)
    folder.cleanup()
    return [Row("digests, to posts of the bare client", ours, bare, "/s", AT_LEAST, at_least=True)]


async def _bare(client: AsyncWebClient) -> float:
    """Return the seconds that the bare client takes, as many calls at once as a worker makes."""
    numbers = iter(range(DIGESTS))

    async def post() -> None:
        for number in numbers:
            await client.chat_postMessage(channel=f"C{number}", text=TEXT)

    began = time.perf_counter()
    await asyncio.gather(*(post() for _ in range(DIGESTS_AT_ONCE)))
    return time.perf_counter() - began


async def _ours(client: SlackClient, redis: Redis) -> float:
    """Return the seconds in which one worker sends as many digests that are due at once."""
    await _set_up(redis)
    posts = WebApi(client, Fallback(redis), longest_wait=0)
    rounds = digest_worker(
        DigestDelivery(
            slots=Slots(redis, lambda: DUE),
            compose=_compose,
            parts=Parts(posts, Files(posts), _notice, lambda: DUE),
            pace=ChannelPace(redis, lambda: DUE),
            patience=DigestWindows(timedelta(hours=3), timedelta(hours=12)),
            clock=lambda: DUE,
        )
    )
    began = time.perf_counter()
    await rounds.sweep()
    await rounds.settle()
    took = time.perf_counter() - began
    assert not await redis.zcount(DUE_KEY, 0, DUE.timestamp() * 1000), "all are sent"
    return took


async def _set_up(redis: Redis) -> None:
    plan = schedule(DUE.time(), "UTC", EVERY_DAY, BEGUN)
    one = Digest("T", "C", "U", plan, begins=BEGUN, since=BEGUN, threaded=False)
    async with redis.pipeline(transaction=False) as pipe:
        for number in range(DIGESTS):
            key = Key(f"T{number}", f"C{number}")
            kept = replace(one, team_id=key.team_id, channel_id=key.channel_id)
            pipe.hset(digest_key(key), mapping={"digest": encode(kept), "version": 1})
            pipe.zadd(DUE_KEY, {key.member: DUE.timestamp() * 1000})
        await pipe.execute()


async def _compose(digest: Digest, run: SlotRun, now: datetime) -> DigestMessages:
    return DigestMessages(Message(TEXT))


def _notice(digest: Digest, run: SlotRun) -> Message:
    return Message("")


@asynccontextmanager
async def _slack() -> AsyncIterator[str]:
    """Yield the address of a server that takes every post, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.bench_digests"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


async def _serve() -> None:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"ok": True, "channel": "C1", "ts": "1.000001"})

    site = web.Application()
    site.router.add_post("/api/{method}", answer)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/api/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
