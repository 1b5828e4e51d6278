"""A worker whose jobs leave marks in Redis: `begun` and `ended`, lists of what they were given."""

import asyncio
import sys
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from bot.work.jobs import open_worker
from tests.processes import told_to_end


async def main(url: str, lease: float) -> None:
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
            await told_to_end()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
