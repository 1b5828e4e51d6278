"""A worker that delivers what is due at a given moment, and kills itself at a given step."""

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta

from bot.store.connection import open_redis
from bot.work.background import cancel
from bot.work.periodic import PeriodicTask, repeat
from tests.digests.delivery.digesting import delivering
from tests.processes import told_to_end

PAUSE = timedelta(milliseconds=50)


async def main(redis_url: str, slack_api_url: str, token: str, now: str, deadly: str) -> None:
    def checkpoint(moment: str) -> None:
        if moment == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    moment = datetime.fromisoformat(now)
    async with (
        open_redis(redis_url) as redis,
        delivering(slack_api_url, token, redis, lambda: moment, checkpoint) as rounds,
    ):
        print("ready", flush=True)
        sweeping = asyncio.create_task(repeat(PeriodicTask("the digests", PAUSE, rounds.sweep)))
        await told_to_end()
        await cancel(sweeping)
        await rounds.stop()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
