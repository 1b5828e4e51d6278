"""A worker whose jobs leave marks in Redis: `begun` and `ended`, lists of what they were given."""

import asyncio
import signal
import sys
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from bot.jobs import open_worker


async def main(url: str, lease: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Redis.from_url(url) as redis:

        async def mark(data: dict[str, Any]) -> None:
            await redis.rpush("begun", data["what"])
            await asyncio.sleep(data["seconds"])
            await redis.rpush("ended", data["what"])

        async with open_worker(
            url,
            {"mark": mark},
            lease=timedelta(seconds=lease),
            grace=timedelta(seconds=0.3),
        ):
            print("ready", flush=True)
            await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
