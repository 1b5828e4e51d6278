"""What the ledger keeps in Redis: days of figures, the state of their sources, names."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

import msgspec


class Source(StrEnum):
    """An endpoint that the ledger is filled from; its value is the end of its path."""

    USAGE = "usage"
    LLM = "stats/llm"
    DIFFUSION = "stats/diffusion"

    @property
    def endpoint(self) -> str:
        return f"GET /invocations/{self.value}"


class ChuteDay(NamedTuple):
    """What one chute did on one UTC day: metered pay-as-you-go USD, and completed invocations."""

    chute_id: str
    usd_amount: float
    invocation_count: int


class Day(msgspec.Struct, frozen=True):
    """One UTC day of usage; *complete* once it was fetched after it had settled."""

    date: date
    fetched_at: datetime
    complete: bool
    chutes: list[ChuteDay]


class SourceState(msgspec.Struct, frozen=True):
    """How the last visits to a source went.

    *failing_since* and *trouble* (a sentence) are set while the newest visit brought nothing;
    *newest* is the newest day that the source has given us.
    """

    fetched_at: datetime | None = None
    attempted_at: datetime | None = None
    newest: date | None = None
    failing_since: datetime | None = None
    trouble: str = ""

    @property
    def was_visited(self) -> bool:
        return self.attempted_at is not None


class Named(Protocol):
    """A row of statistics: what a chute was called on a day."""

    @property
    def chute_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def date(self) -> date: ...


class Names(msgspec.Struct, frozen=True):
    """Names by chute id, each with the day from which it is."""

    by_id: dict[str, tuple[date, str]] = {}

    def with_those_of(self, rows: Iterable[Named]) -> "Names":
        """Return these and the names of *rows*; of one chute's the latest, no placeholders."""
        by_id = dict(self.by_id)
        for row in rows:
            if row.name not in PLACEHOLDERS and row.date >= by_id.get(row.chute_id, (date.min,))[0]:
                by_id[row.chute_id] = (row.date, row.name)
        return Names(by_id)

    def of(self, chute_id: str) -> str:
        """Return the chute's name, or its short id where no source gave one."""
        known = self.by_id.get(chute_id)
        return known[1] if known else chute_id[:8]


PLACEHOLDERS = {"", "[unknown]", "[private]", "[private chute]"}
NAMES_KEY = "chutes:names"  # no TTL: a chute that is gone keeps its name in old figures


def source_key(source: Source) -> str:
    """No TTL: what we know of a source is as old as it says."""
    return f"chutes:source:{source}"


def usage_key(day: date) -> str:
    """TTL: `HISTORY` for a complete day, `PROVISIONAL` for one that is not over."""
    return f"chutes:usage:{day}"


HISTORY = 400 * 24 * 60 * 60  # seconds
PROVISIONAL = 2 * 24 * 60 * 60  # seconds

Record = TypeVar("Record", bound=msgspec.Struct)
Stored = bytes | str | None  # what Redis gives; never str, as none of our clients decodes


def encode(record: msgspec.Struct) -> bytes:
    """Return *record* as it is kept in Redis."""
    return msgspec.msgpack.encode(record)


def decode(value: Stored, type: type[Record]) -> Record | None:
    """Return the record that *value* holds; None for no value."""
    return msgspec.msgpack.decode(value, type=type) if isinstance(value, bytes) else None
