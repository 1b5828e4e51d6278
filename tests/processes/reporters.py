"""A process in which many people report at once: prints what each of them heard, as JSON."""

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.clock import utc_now
from bot.config import Rate
from bot.reports.life import Complaint
from bot.reports.service import Reports
from bot.reports.store import ReportStore
from bot.store.connection import CONNECTIONS, open_redis
from bot.store.encryption import Encryption

OFTEN = Rate(10**6, timedelta(hours=1))


async def main(redis_url: str, ids: list[str], who: str) -> list[Mapping[str, Any]]:
    async with open_redis(redis_url) as redis:
        store = ReportStore(redis, Encryption(), timedelta(days=180), (OFTEN, OFTEN))
        reports = Reports(store, "account", timedelta(0), utc_now)

        at_once = asyncio.Semaphore(CONNECTIONS)  # nobody waits for a connection, however slow

        async def report(number: int, invocation_id: str) -> Mapping[str, Any]:
            complaint = Complaint(
                invocation_id=invocation_id,
                team_id="T0SANDBOX1",
                user_id=f"U{who}{number}",
                kind="",
                reason=f"reason of {who} {number}",
            )
            async with at_once:
                filing = await reports.file(complaint)
            by, at = filing.report.user_id, filing.report.created_at.isoformat()
            return {"is_new": filing.is_new, "id": invocation_id, "by": by, "at": at}

        return await asyncio.gather(*(report(n, id) for n, id in enumerate(ids)))


if __name__ == "__main__":
    print("ready", flush=True)
    print(json.dumps(asyncio.run(main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]))))
