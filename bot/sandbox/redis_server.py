"""Real servers of their own, for what a proxy can only pretend: replicas, clusters, users.

async with open_server() as first, open_server() as second: …   # two empty ones, redis://…
async with open_cluster() as url: …                             # a cluster of one
"""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff

from bot.store.embedded import find_binary

SLOTS = 16384
TRIES = 500  # to see whether a server is ready
PAUSE = 0.02  # seconds between two
AT_ONCE = ("--save", "", "--repl-diskless-sync-delay", "0")
OUTPUT = asyncio.subprocess.DEVNULL


@asynccontextmanager
async def open_server(*options: str) -> AsyncIterator[str]:
    """Run an empty server on 127.0.0.1 with *options* (`--maxmemory`, `1mb`); yield its URL."""
    with (
        tempfile.TemporaryDirectory(prefix="sandbox-redis-") as folder,
        socket.create_server(("127.0.0.1", 0)) as free,
    ):
        port = free.getsockname()[1]
        free.close()
        words = ["--bind", "127.0.0.1", "--port", str(port), "--dir", folder, *AT_ONCE]
        process = await asyncio.create_subprocess_exec(
            find_binary(), *words, *options, stdout=OUTPUT, stderr=OUTPUT
        )
        url = f"redis://127.0.0.1:{port}"
        try:
            await _answers(url)
            yield url
        finally:
            process.kill()
            await process.wait()


@asynccontextmanager
async def open_cluster() -> AsyncIterator[str]:
    """Run one server in cluster mode that has all slots."""
    async with open_server("--cluster-enabled", "yes") as url:
        redis: Any
        async with Redis.from_url(url) as redis:
            await redis.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, SLOTS - 1)
            for _ in range(TRIES):
                if b"cluster_state:ok" in await redis.execute_command("CLUSTER", "INFO"):
                    break
                await asyncio.sleep(PAUSE)
        yield url


async def replicate(url: str, of: str) -> None:
    """Make the server at *url* a replica of the one at *of*, and wait until it has all data."""
    primary = urlsplit(of)
    redis: Any
    async with Redis.from_url(url) as redis:
        await redis.execute_command("REPLICAOF", primary.hostname, primary.port)
        for _ in range(TRIES):
            if (await redis.info("replication")).get("master_link_status") == "up":
                return
            await asyncio.sleep(PAUSE)
    raise TimeoutError(f"{url} does not get the data of {of}")


async def promote(url: str) -> None:
    """Let the server at *url* take writes."""
    redis: Any
    async with Redis.from_url(url) as redis:
        await redis.execute_command("REPLICAOF", "NO", "ONE")


async def _answers(url: str) -> None:
    async with Redis.from_url(url, retry=Retry(ConstantBackoff(PAUSE), TRIES)) as redis:
        await redis.ping()
