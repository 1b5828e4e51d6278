"""The days that this process has read: each once, for as long as its record stays the same.

A day begins with when it was fetched, and is written anew only by a later visit. So its first
bytes and its length say whether it is the one that is held, and only what changed is read again.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from msgspec.structs import replace
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from bot.errors import Unreadable
from bot.figures.columns import in_columns
from bot.figures.days import Day, Row
from bot.store.codec import Stored, decode

VERSIONS = (files("bot.figures") / "versions.lua").read_text()
VERSION = 40  # characters
HEAD = 96  # bytes
DAYS_READ_AT_ONCE = 8  # days, read and decoded in one piece
MUCH = 500_000  # bytes; decoding more than that would keep others waiting, so a thread does it
MOST_HELD_ROWS = 1_000_000  # that are held: 20 to 45 MB


class _Held(NamedTuple):
    version: str
    day: Day[Any]


class HeldDays:
    """Days by key, each with its version; those that were asked for last."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._days: dict[str, _Held] = {}

    def ask_versions(self, pipe: Pipeline, keys: Sequence[str]) -> None:
        """Let *pipe* also ask which versions of *keys* there are, for `read`."""
        pipe.eval(VERSIONS, len(keys), *keys, str(HEAD))

    def last_read(self, keys: Iterable[str]) -> dict[str, Day[Any]]:
        """Return what is held of *keys*, without looking whether it is the newest."""
        return {key: self._days[key].day for key in keys if key in self._days}

    async def read(
        self, keys: Sequence[str], type: type[Day[Row]], versions: bytes
    ) -> tuple[dict[str, Day[Row]], list[Unreadable]]:
        """Return the days of *keys*, of which there are *versions*, and what cannot be read.

        Raises `RedisError`.
        """
        unread: list[Unreadable] = []
        fresh = self._unlike(keys, versions.decode())
        found = self.last_read(set(keys).difference(fresh))
        for start in range(0, len(fresh), DAYS_READ_AT_ONCE):
            some = fresh[start : start + DAYS_READ_AT_ONCE]
            values = dict(zip(some, await self._redis.mget(some), strict=True))
            if sum(len(value or b"") for value in values.values()) > MUCH:
                read = await asyncio.to_thread(_decoded, values, type, unread)
            else:
                read = _decoded(values, type, unread)
            for key in some:
                self._days.pop(key, None)
            self._days |= read
            found |= {key: held.day for key, held in read.items()}
        self._leave_room()
        return {key: found[key] for key in keys if key in found}, unread

    def _unlike(self, keys: Sequence[str], versions: str) -> list[str]:
        """Return those of *keys* whose records are not held; forget those that are gone."""
        unlike = []
        for place, key in enumerate(keys):
            version = versions[place * VERSION : (place + 1) * VERSION]
            held = self._days.pop(key, None)
            if held and version.strip():
                self._days[key] = held  # as the one that was asked for last, until it is read anew
            if version.strip() and not (held and held.version == version):
                unlike.append(key)
        return unlike

    def _leave_room(self) -> None:
        """Forget the days that were not asked for the longest, if too many rows are held."""
        rows = sum(len(held.day.rows) for held in self._days.values())
        for key in [*self._days]:
            if rows <= MOST_HELD_ROWS:
                return
            if held := self._days.pop(key, None):
                rows -= len(held.day.rows)


def _decoded(
    values: Mapping[str, Stored], type: type[Day[Row]], unread: list[Unreadable]
) -> dict[str, _Held]:
    """Return the days in *values*, in columns; add to *unread* what cannot be read."""
    found = {}
    for key, value in values.items():
        try:
            day = decode(value, type, key)
        except Unreadable as exc:
            unread.append(exc)
        else:
            if day and isinstance(value, bytes):
                found[key] = _Held(_version(value), replace(day, rows=in_columns(day.rows)))
    return found


def _version(value: bytes) -> str:
    """Return what `versions.lua` says of a record."""
    begins = b"%d:%b" % (len(value), value[:HEAD])
    return hashlib.sha1(begins, usedforsecurity=False).hexdigest()
