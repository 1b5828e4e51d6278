"""How records are written in Redis, and read again."""

import re
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from bot.errors import Unreadable

Record = TypeVar("Record", bound=msgspec.Struct)
Stored = bytes | str | None  # what Redis gives; never str, as none of our clients decodes

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode(record: msgspec.Struct) -> bytes:
    """Return *record* as it is kept in Redis."""
    return msgspec.msgpack.encode(record)


def decode(value: Stored, type: type[Record], key: str) -> Record | None:
    """Return the record that *key* holds as *value*, None for no value; raise `Unreadable`."""
    return decode_any(value, type, key) if isinstance(value, bytes) else None


def decode_any(value: bytes, type: type[Record], key: str) -> Record:
    """Return the record that *value* is; *type* may be a union. Raises `Unreadable`."""
    try:
        return msgspec.msgpack.decode(value, type=type)
    except (msgspec.MsgspecError, ValueError, RecursionError) as exc:
        why = f"It's damaged, or a newer version of me wrote it: {exc}."
        raise Unreadable(_words(type), key, why) from exc


def number(value: Stored, key: str) -> int | None:
    """Return the number that *key* holds as *value*, None for no value; raise `Unreadable`."""
    if value is None:
        return None
    try:
        return int(value)
    except ValueError as exc:
        raise Unreadable("number", key, "It isn't a number.") from exc


def text(value: Stored, key: str) -> str:
    """Return the text that *key* holds as *value*; raise `Unreadable`."""
    try:
        return value.decode() if isinstance(value, bytes) else value or ""
    except UnicodeDecodeError as exc:
        raise Unreadable("text", key, "It isn't text.") from exc


def milliseconds(when: datetime | timedelta) -> int:
    """Return a moment as scores and scripts have it, or a span."""
    span = when - EPOCH if isinstance(when, datetime) else when
    return round(span / timedelta(milliseconds=1))


def _words(type: object) -> str:
    """Return what people call a record: a `SlotRun` is a slot run."""
    name = getattr(type, "__name__", "record")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
