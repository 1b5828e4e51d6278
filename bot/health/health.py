"""How the bot is: its sources, its workers, its memory, and what somebody may still ask."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import Undelivered
from bot.exports.gone import ask_exports_gone, read_exports_gone
from bot.figures.days import Source, SourceState
from bot.figures.ledger import ask_states, read_states
from bot.limits.allowances import Allowance, Left, ask_left, read_left
from bot.reports.store import ask_what_is_gone
from bot.slack.reasons import DEAD_TOKEN
from bot.store.fitness import ask_to_write
from bot.store.reasons import memory_trouble
from bot.store.set_aside import Unread, all_set_aside
from bot.work.periodic import ask_heartbeat, read_heartbeat

log = logging.getLogger(__name__)

NEEDED = 3  # answers of Redis without which nothing can be told


class Admin(Protocol):
    def manages(self, team_id: str) -> bool: ...


class Admins(Protocol):
    """Asks Slack; raises `Undelivered` with its reason."""

    async def find(self, user_id: str) -> Admin: ...


@dataclass(frozen=True)
class MemoryUse:
    """The Redis server: its version, and the bytes that it uses."""

    version: str
    used: int


@dataclass(frozen=True)
class Health:
    """*worker_uptime* and *heartbeat_age*: how long a worker has been at work, and since its last
    sign of life; None if no worker has given one for a minute. *reports_gone*, *files_gone*: the
    server no longer takes reports, or no longer says which are confirmed; *exports_gone* has in
    words what of exports it does not offer. *left* has, by what is
    limited, what this person and the workspace may still ask for. *memory* is None if Redis does
    not answer, or not its version; *trouble* is a sentence if it does not answer or takes nothing.
    *unread* are records in it that cannot be read. *refusal* is Slack's word for why it does not
    take our token; empty if it does.
    """

    sources: Mapping[Source, SourceState]
    reports_gone: bool = False
    files_gone: bool = False
    exports_gone: Sequence[str] = ()
    left: Mapping[str, tuple[Left, Left]] = field(default_factory=dict)
    worker_uptime: timedelta | None = None
    heartbeat_age: timedelta | None = None
    memory: MemoryUse | None = None
    trouble: str = ""
    unread: Sequence[Unread] = ()
    for_admin: bool = False
    refusal: str = ""


class HealthCheck:
    """Tells how the bot is; reads only, in one round trip to Redis."""

    def __init__(self, redis: Redis, allowances: Sequence[Allowance], people: Admins) -> None:
        self._redis = redis
        self._allowances = allowances
        self._people = people

    async def take(self, team_id: str, user_id: str) -> Health:
        """Return how things are, for that person; never fails because something is down."""
        found, (is_admin, refusal) = await asyncio.gather(
            self._read(team_id, user_id), self._asked(team_id, user_id)
        )
        if isinstance(found, RedisError):
            health = Health({}, for_admin=is_admin, trouble=memory_trouble(found).what)
        else:
            health = await self._health(found, is_admin)
        return replace(health, refusal=refusal)

    async def offers(self) -> Health:
        """Return only what the server offers, as far as it is known; never fails."""
        async with self._redis.pipeline(transaction=False) as pipe:
            ask_states(pipe)
            ask_what_is_gone(pipe)
            ask_exports_gone(pipe)
            try:
                sources, gone, no_files, exports = await pipe.execute()
                states = await read_states(self._redis, sources)
            except RedisError as exc:
                log.warning("Redis: %s", exc)
                return Health({})
        return Health(states, bool(gone), bool(no_files), read_exports_gone(exports))

    async def _read(self, team_id: str, user_id: str) -> list[Any] | RedisError:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.time()
            ask_states(pipe)
            ask_left(pipe, self._allowances, team_id, user_id)
            ask_heartbeat(pipe)
            ask_what_is_gone(pipe)
            ask_exports_gone(pipe)
            pipe.info()
            ask_to_write(pipe)
            try:
                answers = await pipe.execute(raise_on_error=False)
            except RedisError as exc:
                answers = [exc]
        for answer in (one for one in answers[:NEEDED] if isinstance(one, RedisError)):
            log.warning("Redis: %s", answer)
            return answer
        return answers

    async def _health(self, found: list[Any], is_admin: bool) -> Health:
        time, sources, limits, began, left, gone, no_files, exports, info, written = found
        seconds = time[0] + time[1] / 1_000_000
        worker_uptime, heartbeat_age = read_heartbeat(began, left, seconds) or (None, None)
        refused = isinstance(written, RedisError)
        return Health(
            sources=await read_states(self._redis, sources),
            reports_gone=bool(gone),
            files_gone=bool(no_files),
            exports_gone=read_exports_gone(exports),
            left=read_left(limits, self._allowances, 1000 * seconds),
            worker_uptime=worker_uptime,
            heartbeat_age=heartbeat_age,
            memory=None if isinstance(info, RedisError) else _memory(info),
            for_admin=is_admin,
            trouble=memory_trouble(written).what if refused else "",
            unread=await all_set_aside(self._redis),
        )

    async def _asked(self, team_id: str, user_id: str) -> tuple[bool, str]:
        """Return whether they manage the workspace, and why Slack refuses us, if it does."""
        try:
            return (await self._people.find(user_id)).manages(team_id), ""
        except Undelivered as exc:
            log.info("who manages the workspace is not known: %s", exc.reason)
            return False, exc.reason if exc.reason in DEAD_TOKEN else ""


def _memory(info: dict[str, Any]) -> MemoryUse:
    return MemoryUse(info.get("valkey_version") or info["redis_version"], info["used_memory"])
