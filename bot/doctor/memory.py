"""Redis: whether it answers, and whether it keeps what it is told."""

import statistics
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, RedisError

from bot.blocks.text import plural
from bot.errors import SettingsError
from bot.health.findings import Finding, broken, fine, note, warning
from bot.store.embedded import find_binary
from bot.store.fitness import memory_troubles
from bot.store.reasons import SILENT, memory_trouble

OLDEST = (6, 2)  # what the queue (BullMQ) is made for
TAKES = fine("Redis accepts everything the bot writes.")
PINGS = 5
SLOW = 20.0  # milliseconds
FULL = 0.9  # of `maxmemory`
APPEND = (
    "`redis-cli CONFIG SET appendonly yes` and `redis-cli CONFIG REWRITE`, or set it in "
    "redis.conf; on a managed server, turn on append-only persistence (AOF)."
)
KEEP_ALL = (
    "`redis-cli CONFIG SET maxmemory-policy noeviction` and `redis-cli CONFIG REWRITE`, or set "
    "it in redis.conf."
)


NO_INFO = note(
    "Redis' user isn't allowed to run INFO, so I don't know its version or what it saves to disk.",
    "Allow that user to run INFO to have it checked.",
)


async def taking(redis: Redis) -> list[Finding]:
    """Try whether it takes what the bot writes."""
    troubles = await memory_troubles(redis)
    return [broken(trouble.what, trouble.mend) for trouble in troubles] or [TAKES]


async def memory(redis: Redis, address: str) -> list[Finding]:
    """Look at the server at *address*: whether it answers, how fast, what it keeps."""
    try:
        return [await _round_trip(redis), *await keeping(redis), *await taking(redis)]
    except RedisError as exc:
        return [_silent(exc, address)]


async def to_come() -> list[Finding]:
    """Say what `run` will do where there is no server yet."""
    try:
        find_binary()
    except SettingsError as exc:
        return [broken(str(exc), "Set REDIS_URL in .env, or install valkey.")]
    return [
        note(
            "REDIS_URL isn't set and no bot is running here: `make run` starts a Redis of its own."
        )
    ]


async def _round_trip(redis: Redis) -> Finding:
    times = []
    for _ in range(PINGS):
        began = perf_counter()
        await redis.ping()
        times.append(1000 * (perf_counter() - began))
    trip = f"Redis answers in {statistics.median(times):.1f} ms"
    if statistics.median(times) > SLOW:
        return warning(f"{trip}, and every reply waits for it.", "Run it closer to the bot.")
    return fine(f"{trip}.")


def _silent(error: RedisError, address: str) -> Finding:
    where, trouble = _without_secrets(address), memory_trouble(error)
    if trouble is not SILENT:
        return broken(f"{trouble.what} It is at {where}.", trouble.mend)
    return broken(
        f"Redis isn't answering at {where} ({type(error).__name__}).",
        trouble.mend,
    )


def _without_secrets(address: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


async def keeping(redis: Redis) -> list[Finding]:
    """Look at the version, at persistence, at what happens when the memory is full."""
    try:
        info = await redis.info()  # all sections: before Redis 7 one cannot ask for three
    except NoPermissionError:
        return [NO_INFO]
    return [*_version(info), await _persistence(redis, info), *_room(info)]


def _version(info: dict[str, Any]) -> list[Finding]:
    server, version = _server(info)
    spoken = tuple(int(part) for part in str(info["redis_version"]).split(".")[:2])
    if spoken < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return [
            broken(
                f"{server} {version} is too old.", f"Install Redis {oldest} or newer, or Valkey."
            )
        ]
    return [fine(f"{server} {version}, {info['used_memory'] / 1e6:,.1f} MB used.")]


def _server(info: dict[str, Any]) -> tuple[str, str]:
    if version := info.get("valkey_version"):
        return "Valkey", str(version)
    return "Redis", str(info["redis_version"])


async def _persistence(redis: Redis, info: dict[str, Any]) -> Finding:
    if info.get("aof_enabled"):
        if info.get("aof_last_write_status", "ok") != "ok":
            return broken(
                "Redis couldn't write its append-only file.", "Free up space on its disk."
            )
        return fine("Redis saves every write to disk (append-only file).")
    saves = await _saves(redis)
    if saves == "":
        return broken("Redis saves nothing to disk: when it stops, every report is lost.", APPEND)
    seen = (
        "Redis only saves snapshots: a crash loses everything since the last one, reports included."
        if saves
        else "Redis has no append-only file, so a crash may lose reports."
    )
    return warning(seen, APPEND)


async def _saves(redis: Redis) -> str | None:
    """Return when snapshots are made (`3600 1`), empty for never; None if we may not ask."""
    try:
        answer = await redis.config_get("save")
    except RedisError:
        return None
    return next((_text(value) for value in answer.values() if value is not None), None)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _room(info: dict[str, Any]) -> list[Finding]:
    most, policy = info.get("maxmemory", 0), info.get("maxmemory_policy", "noeviction")
    found = []
    if policy != "noeviction":
        seen = f"When its memory is full, Redis discards data ({policy})."
        found.append(broken(seen, KEEP_ALL) if most else warning(seen, KEEP_ALL))
    if dropped := info.get("evicted_keys"):
        seen = f"Redis has thrown away {plural(dropped, 'key')} since it started, to make room."
        lost = "Reports and digests may have been among them: look at `reports` and `digest list`."
        found.append(warning(seen, f"{lost} {KEEP_ALL}"))
    if most and info["used_memory"] > FULL * most:
        share = info["used_memory"] / most
        found.append(warning(f"Redis' memory is {share:.0%} full.", "Raise its `maxmemory`."))
    return found or [fine("Redis discards nothing when its memory is full.")]
