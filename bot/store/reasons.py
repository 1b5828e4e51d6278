"""What Redis' errors mean: for people, for the log, for whoever runs it."""

from dataclasses import dataclass

from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ClusterCrossSlotError,
    ClusterDownError,
    MovedError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
)


@dataclass(frozen=True)
class MemoryTrouble:
    """*what* is wrong with Redis, *mend* how to mend it; *hopeless*: it cannot pass by itself."""

    what: str
    mend: str
    hopeless: bool = False


CLUSTER = MemoryTrouble(
    "Redis is a cluster, which the bot cannot use.",
    "Point REDIS_URL at a server, or a primary with replicas, that is not in cluster mode.",
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
    "Redis cannot write to its disk: nothing new can be kept.", "Make room on its disk."
)
LOADING = MemoryTrouble("Redis is loading its data.", "Wait until it has.")
SILENT = MemoryTrouble(
    "Redis does not answer.",
    "Start it, or correct REDIS_URL; without REDIS_URL `make run` starts its own.",
)


def memory_trouble(error: RedisError) -> MemoryTrouble:
    """Return what *error* says is wrong with Redis."""
    said = str(error)
    if isinstance(error, NoPermissionError):
        return MemoryTrouble(
            f"Redis' user lacks a right: {said}.",
            "Let it use all commands but the dangerous ones, on the keys `chutes:*` and "
            "`bull:chutes*`: `ACL SETUSER … +@all -@dangerous +info +config|get ~chutes:* "
            "~bull:chutes*`.",
            hopeless=True,
        )
    known = {
        ClusterCrossSlotError: CLUSTER,
        MovedError: CLUSTER,
        ClusterDownError: CLUSTER,
        AuthenticationError: REFUSED,
        ReadOnlyError: READ_ONLY,
        OutOfMemoryError: FULL,
        BusyLoadingError: LOADING,
    }
    for kind, trouble in known.items():
        if isinstance(error, kind):
            return trouble
    for word, trouble in (("CROSSSLOT", CLUSTER), ("MOVED", CLUSTER), ("MISCONF", NO_DISK)):
        if word in said:
            return trouble
    return SILENT
