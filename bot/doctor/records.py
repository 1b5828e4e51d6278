"""What Redis holds and this version cannot read."""

from collections import Counter
from itertools import islice

from redis.asyncio import Redis

from bot.health.findings import Finding, broken, fine
from bot.reports.closed import closed_reports
from bot.store.encryption import DROPPED, Encryption
from bot.store.set_aside import Unread, all_set_aside

NAMED = 5  # keys
PUT_BACK = "Put the missing key back into ENCRYPTION_KEYS, after the newest one."
GO_FORWARD = (
    "If you went back to an older version, start the newer one again. Damaged records can be "
    "deleted: `redis-cli DEL` and the key."
)


async def records(redis: Redis, encryption: Encryption) -> list[Finding]:
    """Name what was met that could not be read, and reports that no key opens."""
    met = await all_set_aside(redis)
    closed = await closed_reports(redis, encryption)
    found = [_unread([one for one in met if one.why != DROPPED])]
    if dropped := sorted({*closed, *(one.key for one in met if one.why == DROPPED)}):
        seen = f"{len(dropped)} reports are encrypted with a key that isn't in ENCRYPTION_KEYS"
        found.append(broken(f"{seen}: {_some(dropped)}.", PUT_BACK))
    wrong = [finding for finding in found if finding]
    return wrong or [fine("Every record I met can be read.")]


def _unread(met: list[Unread]) -> Finding | None:
    if not met:
        return None
    kinds = ", ".join(f"{n} × {kind}" for kind, n in Counter(one.kind for one in met).items())
    keys = _some([one.key for one in met])
    seen = f"{len(met)} records can't be read ({kinds}): {keys}. {met[0].why}"
    return broken(seen, GO_FORWARD)


def _some(keys: list[str]) -> str:
    more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    return ", ".join(islice(keys, NAMED)) + more
