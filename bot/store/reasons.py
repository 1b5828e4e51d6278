"""What Redis' errors mean: for people, for the log, for whoever runs it."""

from dataclasses import dataclass

from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ClusterCrossSlotError,
    ClusterDownError,
    MasterDownError,
    MovedError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

QUOTED_ERROR = 200  # characters of an error's words


@dataclass(frozen=True)
class MemoryTrouble:
    """*what* is wrong with Redis, *mend* how to mend it; *hopeless*: it cannot pass by itself."""

    what: str
    mend: str
    hopeless: bool = False


CLUSTER = MemoryTrouble(
    "Redis is in cluster mode, which the bot can't use.",
    "Point REDIS_URL at a server, or a primary with replicas, that isn't in cluster mode.",
    hopeless=True,
)
REFUSED = MemoryTrouble(
    "Redis refuses the user or the password.", "Correct REDIS_URL.", hopeless=True
)
READ_ONLY = MemoryTrouble(
    "Redis is read-only (a replica): nothing new can be kept.",
    "Point REDIS_URL at the primary. During a failover it passes by itself.",
)
FULL = MemoryTrouble(
    "Redis is full: nothing new can be kept.", "Raise its `maxmemory`, or make room."
)
NO_DISK = MemoryTrouble(
    "Redis can't write to its disk, so nothing new can be saved.", "Free up space on its disk."
)
LOADING = MemoryTrouble("Redis is loading its data.", "Wait until it has.")
SILENT = MemoryTrouble(
    "Redis isn't answering.",
    "Start it, or correct REDIS_URL; without REDIS_URL `make run` starts its own.",
)


NO_DATABASE = MemoryTrouble(
    "Redis has no database of that number.", "Correct the end of REDIS_URL.", hopeless=True
)
FEW_REPLICAS = MemoryTrouble(
    "Redis has too few replicas to take anything new.",
    "Look at its replicas, or lower `min-replicas-to-write`.",
)
CUT_OFF = MemoryTrouble(
    "Redis has lost its primary, and tells nothing.",
    "Point REDIS_URL at the primary. During a failover it passes by itself.",
)
BUSY = MemoryTrouble(
    "Redis is busy with somebody's script.", "Wait, or end that: `redis-cli SCRIPT KILL`."
)
CROWDED = MemoryTrouble(
    "Redis takes no more connections.", "Raise its `maxclients`, or end what else is connected."
)
TOO_OLD = MemoryTrouble(
    "Redis lacks a command that the bot needs.",
    "Install Redis 6.2 or newer, or Valkey, with its commands under their own names.",
    hopeless=True,
)
KINDS: dict[type[RedisError], MemoryTrouble] = {
    ClusterCrossSlotError: CLUSTER,
    MovedError: CLUSTER,
    MasterDownError: CUT_OFF,
    ClusterDownError: CLUSTER,
    AuthenticationError: REFUSED,
    ReadOnlyError: READ_ONLY,
    OutOfMemoryError: FULL,
    BusyLoadingError: LOADING,
}
REFUSAL_WORDS = {
    "CROSSSLOT": CLUSTER,
    "MOVED": CLUSTER,
    "MISCONF": NO_DISK,
    "NOREPLICAS": FEW_REPLICAS,
    "BUSY ": BUSY,
    "max number of clients": CROWDED,
    "unknown command": TOO_OLD,
    "syntax error": TOO_OLD,
    "DB index": NO_DATABASE,
    "Invalid Database": NO_DATABASE,
}
"""What the error says where it has no class of its own; the first that fits."""


def memory_trouble(error: RedisError) -> MemoryTrouble:
    """Return what *error* says is wrong with Redis."""
    said = str(error)
    if isinstance(error, NoPermissionError):
        return _lacking(said)
    for kind, trouble in KINDS.items():
        if isinstance(error, kind):
            return trouble
    for word, trouble in REFUSAL_WORDS.items():
        if word in said:
            return trouble
    return _refusal(said) if isinstance(error, ResponseError) else SILENT


def _lacking(said: str) -> MemoryTrouble:
    return MemoryTrouble(
        f"Redis' user lacks a right: {said}.",
        "Let it use all commands but the dangerous ones, on the keys `chutes:*` and "
        "`bull:chutes*`: `ACL SETUSER … +@all -@dangerous +info +config|get ~chutes:* "
        "~bull:chutes*`.",
        hopeless=True,
    )


def _refusal(said: str) -> MemoryTrouble:
    return MemoryTrouble(
        f"Redis refuses what it is asked: {said[:QUOTED_ERROR]}.", "Look into its log."
    )
