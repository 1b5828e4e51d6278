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
from bot.figures.days import Source, SourceState
from bot.limits.allowances import Allowance, Left, clocks
from bot.reports.store import GONE_KEY, NO_FILES_KEY
from bot.slack.reasons import DEAD_TOKEN
from bot.store.reasons import PROBE, PROBE_TTL, memory_trouble
from bot.store.set_aside import Unread, all_set_aside, read
from bot.work.periodic import HEARTBEAT, HEARTBEAT_TTL

log = logging.getLogger(__name__)


class Admin(Protocol):
    def manages(self, team_id: str) -> bool: ...


class Admins(Protocol):
    """Asks Slack; raises `Undelivered` with its reason."""

    async def find(self, user_id: str) -> Admin: ...


@dataclass(frozen=True)
class Memory:
    """The Redis server: its version, and the bytes that it uses."""

    version: str
    used: int


@dataclass(frozen=True)
class Health:
    """*worked* and *heard*: how long a worker has been at work, and since its last sign of life;
    None if no worker has given one for a minute. *reports_gone*, *files_gone*: the server no
    longer takes reports, or no longer says which are confirmed. *left* has, by what is
    limited, what this person and the workspace may still ask for. *memory* is None if Redis does
    not answer, or not its version; *trouble* is a sentence if it does not answer or takes nothing.
    *unread* are records in it that cannot be read. *refusal* is Slack's word for why it does not
    take our token; empty if it does.
    """

    sources: Mapping[Source, SourceState]
    reports_gone: bool = False
    files_gone: bool = False
    left: Mapping[str, tuple[Left, Left]] = field(default_factory=dict)
    worked: timedelta | None = None
    heard: timedelta | None = None
    memory: Memory | None = None
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
            pipe.mget([source.state_key for source in Source])
            pipe.exists(GONE_KEY)
            pipe.exists(NO_FILES_KEY)
            try:
                sources, gone, no_files = await pipe.execute()
                states = await self._states(sources)
            except RedisError as exc:
                log.warning("Redis: %s", exc)
                return Health({})
        return Health(states, reports_gone=bool(gone), files_gone=bool(no_files))

    async def _read(self, team_id: str, user_id: str) -> list[Any] | RedisError:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.time()
            pipe.mget([source.state_key for source in Source])
            pipe.mget(key for one in self._allowances for key in clocks(one.key, team_id, user_id))
            pipe.get(HEARTBEAT)
            pipe.pttl(HEARTBEAT)
            pipe.exists(GONE_KEY)
            pipe.exists(NO_FILES_KEY)
            pipe.info()
            pipe.set(PROBE, 1, ex=PROBE_TTL)
            try:
                answers = await pipe.execute(raise_on_error=False)
            except RedisError as exc:
                answers = [exc]
        if isinstance(answers[0], RedisError):
            log.warning("Redis: %s", answers[0])
            return answers[0]
        return answers

    async def _states(self, values: list[Any]) -> dict[Source, SourceState]:
        return {
            source: await read(self._redis, value, SourceState, source.state_key) or SourceState()
            for source, value in zip(Source, values, strict=True)
        }

    async def _health(self, found: list[Any], is_admin: bool) -> Health:
        time, sources, limits, began, left, gone, no_files, info, written = found
        seconds = time[0] + time[1] / 1_000_000
        lives = began is not None and not isinstance(began, RedisError)
        refused = isinstance(written, RedisError)
        return Health(
            sources=await self._states(sources),
            reports_gone=bool(gone),
            files_gone=bool(no_files),
            left=self._left(limits, 1000 * seconds),
            worked=_worked(began, seconds) if lives else None,
            heard=HEARTBEAT_TTL - timedelta(milliseconds=left) if lives else None,
            memory=None if isinstance(info, RedisError) else _memory(info),
            for_admin=is_admin,
            trouble=memory_trouble(written).what if refused else "",
            unread=await all_set_aside(self._redis),
        )

    def _left(self, limits: list[bytes | None], now: float) -> dict[str, tuple[Left, Left]]:
        pairs = zip(limits[::2], limits[1::2], strict=True)
        return {
            one.things: one.left(pair, now)
            for one, pair in zip(self._allowances, pairs, strict=True)
        }

    async def _asked(self, team_id: str, user_id: str) -> tuple[bool, str]:
        """Return whether they manage the workspace, and why Slack refuses us, if it does."""
        try:
            return (await self._people.find(user_id)).manages(team_id), ""
        except Undelivered as exc:
            log.info("who manages the workspace is not known: %s", exc.reason)
            return False, exc.reason if exc.reason in DEAD_TOKEN else ""


def _worked(began: bytes, now: float) -> timedelta:
    """Return for how long a worker has been at work; none at all if it does not say since when."""
    return timedelta(seconds=max(0.0, now - int(began))) if began.isdigit() else timedelta(0)


def _memory(info: dict[str, Any]) -> Memory:
    return Memory(info.get("valkey_version") or info["redis_version"], info["used_memory"])
