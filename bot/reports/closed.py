"""Reports that no key opens."""

from redis.asyncio import Redis

from bot.errors import Unreadable
from bot.reports.store import REPORTS
from bot.store.encryption import Encryption

LOOKED_AT = 5000  # reports
AT_ONCE = 500


async def closed_reports(redis: Redis, encryption: Encryption) -> list[str]:
    """Return the keys of reports that cannot be opened, of the first `LOOKED_AT`."""
    found: list[str] = []
    batch: list[bytes] = []
    looked = 0
    async for key in redis.scan_iter(match=f"{REPORTS}*", count=AT_ONCE, _type="string"):
        batch.append(key)
        looked += 1
        if len(batch) == AT_ONCE:
            found += await _cannot_open(redis, encryption, batch)
            batch = []
        if looked == LOOKED_AT:
            break
    return [*found, *await _cannot_open(redis, encryption, batch)]


async def _cannot_open(redis: Redis, encryption: Encryption, keys: list[bytes]) -> list[str]:
    found = []
    for key, value in zip(keys, await redis.mget(keys) if keys else [], strict=True):
        try:
            if isinstance(value, bytes):
                encryption.open(value, key.decode(errors="replace"))
        except Unreadable as exc:
            found.append(exc.key)
    return found
