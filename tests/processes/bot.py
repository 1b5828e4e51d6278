"""A bot with nothing but its embedded server: prints the URL."""

import asyncio
import sys
from pathlib import Path

from bot.store.embedded import embedded_redis
from tests.processes import told_to_end


async def main(data: Path) -> None:
    async with embedded_redis(data) as url:
        print(url, flush=True)
        await told_to_end()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
