"""A bot with nothing but its embedded server: prints the URL and waits for its end."""

import asyncio
import sys
from pathlib import Path

from bot.embedded import embedded_redis


async def main(data: Path) -> None:
    async with embedded_redis(data) as url:
        print(url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
