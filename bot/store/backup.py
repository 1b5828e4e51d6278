"""The bot's memory in one file, copied from a running server and put into an empty one.

The file is compressed: a line that says what it is, a head, then each key as Redis itself writes it
(`DUMP`) with the moment of its end, and a last record that says how many there are.

What changes is copied in one step of the server, so that due sets, states and claims are of the
same moment. Days of figures do not change once they are complete: they follow one by one.
The queue is left out: it only wakes, and sweeps wake what has a state and no job. So are signs of
life, leases and locks, which tell of processes that are not there any more.
"""

import gzip
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from bot.errors import SettingsError
from bot.store.codec import encode, milliseconds
from bot.store.reasons import memory_trouble
from bot.store.scripts import load_script

MAGIC = b"chutes-bot backup 1\n"
OURS = ("chutes:*", "bull:chutes*")
AT_ONCE = 200  # keys in one round trip
LONGEST_RECORD = 2**29  # bytes; what Redis itself allows


class Head(msgspec.Struct, frozen=True):
    """When, by the server's time, and by which version of the bot a backup was taken."""

    at: datetime
    version: str


class Record(msgspec.Struct, frozen=True, array_like=True):
    """One key; *ends* in ms since 1970, 0 for never. The last record has no key, but a count."""

    key: bytes
    ends: int
    dump: bytes
    count: int = 0


@dataclass(frozen=True)
class Prefixes:
    """What keys begin with that are *large*, many and never change, or not worth keeping:
    *passing*."""

    large: str
    passing: Sequence[str]


async def save(redis: Redis, path: Path, version: str, prefixes: Prefixes) -> int:
    """Write all that the bot knows to *path*; return how many keys. No half of a file is left."""
    part = path.with_name(path.name + ".part")
    with suppress(FileNotFoundError):
        part.unlink()
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as plain:
            with gzip.GzipFile(filename="", fileobj=plain, mode="wb", compresslevel=6) as file:
                count = await _write(redis, cast(IO[bytes], file), version, prefixes)
            plain.flush()
            os.fsync(plain.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return count


async def _write(redis: Redis, file: IO[bytes], version: str, prefixes: Prefixes) -> int:
    file.write(MAGIC)
    now = await server_time(redis)
    _put(file, encode(Head(now, version)))
    count = 0
    async for record in _records(redis, prefixes, now):
        _put(file, encode(record))
        count += 1
    _put(file, encode(Record(b"", 0, b"", count)))
    return count


async def _records(redis: Redis, prefixes: Prefixes, now: datetime) -> AsyncIterator[Record]:
    script = load_script(redis, "store", "backup")
    copied = await cast(Any, script(keys=[], args=[OURS[0], prefixes.large, *prefixes.passing]))
    for key, left, dump in copied:
        yield _record(key, left, dump, now)
    large: list[bytes] = []
    async for key in redis.scan_iter(match=f"{prefixes.large}*", count=1000):
        large.append(key)
        if len(large) == AT_ONCE:
            async for record in _dumped(redis, large, now):
                yield record
            large.clear()
    async for record in _dumped(redis, large, now):
        yield record


async def _dumped(redis: Redis, keys: list[bytes], now: datetime) -> AsyncIterator[Record]:
    async with redis.pipeline(transaction=False) as pipe:
        for key in keys:
            pipe.pttl(key)
            pipe.dump(key)
        answers = await pipe.execute()
    for key, left, dump in zip(keys, answers[::2], answers[1::2], strict=True):
        if dump is not None:  # else it ended meanwhile
            yield _record(key, left, dump, now)


def _record(key: bytes, left: int, dump: bytes, now: datetime) -> Record:
    return Record(key, milliseconds(now) + left if left >= 0 else 0, dump)


async def load(redis: Redis, path: Path) -> tuple[Head, int]:
    """Put what is in *path* into the server; return its head, and how many keys.

    Raises `SettingsError` if it is no whole backup, before anything is written, or if the server
    cannot read it.
    """
    head = check(path)
    now = milliseconds(await server_time(redis))
    count, batch = 0, []
    for record in _read(path):
        if record.key and (record.ends == 0 or record.ends > now):
            batch.append(record)
        if len(batch) == AT_ONCE or not record.key:
            await _restore(redis, batch)
            count += len(batch)
            batch = []
    return head, count


async def _restore(redis: Redis, batch: list[Record]) -> None:
    try:
        async with redis.pipeline(transaction=False) as pipe:
            for record in batch:
                pipe.restore(record.key, record.ends, record.dump, replace=True, absttl=True)
            await pipe.execute()
    except ResponseError as exc:
        raise SettingsError(f"This Redis cannot take the backup; is it older? ({exc})") from exc


def check(path: Path) -> Head:
    """Return the head of the backup in *path*; raise `SettingsError` if it is not a whole one."""
    count = 0
    for record in _read(path):
        if record.key:
            count += 1
        elif record.count != count:
            raise SettingsError(f"{path} is damaged: {record.count} keys were written to it.")
    return _head(path)


def _head(path: Path) -> Head:
    with _opened(path) as file:
        return msgspec.msgpack.decode(_get(file, path), type=Head)


def _read(path: Path) -> Iterator[Record]:
    decoder = msgspec.msgpack.Decoder(Record)
    with _opened(path) as file:
        _get(file, path)
        while True:
            try:
                record = decoder.decode(_get(file, path))
            except msgspec.DecodeError as exc:
                raise SettingsError(f"{path} is damaged.") from exc
            yield record
            if not record.key:
                _end(file, path)
                return


def _opened(path: Path) -> IO[bytes]:
    try:
        file = cast(IO[bytes], gzip.open(path))  # noqa: SIM115 (whoever reads it closes it)
        if file.read(len(MAGIC)) == MAGIC:
            return file
        file.close()
    except (EOFError, gzip.BadGzipFile):
        pass
    except OSError as exc:
        raise SettingsError(f"{path} cannot be read: {exc.strerror}.") from exc
    raise SettingsError(f"{path} is not a backup of this bot, or of a version that I do not know.")


def _put(file: IO[bytes], record: bytes) -> None:
    file.write(len(record).to_bytes(4, "big") + record)


def _get(file: IO[bytes], path: Path) -> bytes:
    try:
        size = int.from_bytes(file.read(4), "big")
        record = file.read(size) if 0 < size < LONGEST_RECORD else b""
    except (OSError, EOFError) as exc:
        raise SettingsError(f"{path} is damaged, or was cut off.") from exc
    if not record or len(record) < size:
        raise SettingsError(f"{path} is damaged, or was cut off.")
    return record


def _end(file: IO[bytes], path: Path) -> None:
    """Read what follows the last record, which is nothing: then the checksum has been compared."""
    try:
        whole = not file.read(1)
    except (OSError, EOFError):
        whole = False
    if not whole:
        raise SettingsError(f"{path} is damaged, or was cut off.")


async def is_empty(redis: Redis) -> bool:
    """Return whether the server has nothing of any bot's."""
    for pattern in OURS:
        async for _ in redis.scan_iter(match=pattern, count=1000):
            return False
    return True


async def clear(redis: Redis) -> None:
    """Take out all that is a bot's, and leave what others keep on the same server."""
    for pattern in OURS:
        keys = [key async for key in redis.scan_iter(match=pattern, count=1000)]
        for start in range(0, len(keys), AT_ONCE):
            await redis.unlink(*keys[start : start + AT_ONCE])


async def server_time(redis: Redis) -> datetime:
    """Return the server's time; raise `SettingsError` if it does not answer."""
    try:
        seconds, microseconds = await redis.time()
    except RedisError as exc:
        trouble = memory_trouble(exc)
        raise SettingsError(f"REDIS_URL: {trouble.what} {trouble.mend}") from exc
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
