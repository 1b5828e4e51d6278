"""What the ledger keeps in Redis: days of figures, the state of their sources, names."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar

import msgspec

DAYS = "chutes:day:"  # what the keys of days begin with


class Source(StrEnum):
    """An endpoint that the ledger is filled from; its value is the end of its path."""

    USAGE = "usage"
    LLM = "stats/llm"
    DIFFUSION = "stats/diffusion"

    @property
    def endpoint(self) -> str:
        return f"GET /invocations/{self.value}"

    @property
    def state_key(self) -> str:
        """No TTL: what we know of a source is as old as it says."""
        return f"chutes:source:{self}"

    @property
    def names_key(self) -> str:
        """No TTL: a chute that is gone keeps its name in old figures."""
        return f"chutes:names:{self}"

    def day_key(self, day: date) -> str:
        """TTL: until a complete day is `HISTORY_DAYS` old, `PROVISIONAL` if it is not over."""
        return f"{DAYS}{self}:{day}"


class UsageDay(NamedTuple):
    """What one chute did on one UTC day: metered pay-as-you-go USD, and completed invocations."""

    chute_id: str
    usd: float
    requests: int


class LlmDay(NamedTuple):
    """One language model's UTC day; *tps* in tokens per second, *ttft* in seconds, if known."""

    chute_id: str
    requests: int
    input_tokens: int
    output_tokens: int
    tps: float | None
    ttft: float | None


class DiffusionDay(NamedTuple):
    """One image model's UTC day; *sps* in steps per second, if known."""

    chute_id: str
    requests: int
    steps: int
    sps: float | None


class OfChute(Protocol):
    """A row of some chute."""

    @property
    def chute_id(self) -> str: ...


Row = TypeVar("Row", bound=OfChute)


class Day(msgspec.Struct, Generic[Row], frozen=True, gc=False):
    """One UTC day of a source; *complete* once it was fetched after it had settled."""

    date: date
    fetched_at: datetime
    complete: bool
    rows: Sequence[Row]


class SourceState(msgspec.Struct, frozen=True):
    """How the last visits to a source went.

    *failing_since* and *trouble* (a sentence) are set while the newest visit brought nothing,
    *gone* if that is because the server does not offer the endpoint any more;
    *skipped* counts rows of the last answer that could not be read;
    *newest* is the newest day that the source has given us, *since* the first day from which on
    all that it has was fetched.
    """

    fetched_at: datetime | None = None
    attempted_at: datetime | None = None
    newest: date | None = None
    since: date | None = None
    failing_since: datetime | None = None
    trouble: str = ""
    gone: bool = False
    skipped: int = 0

    @property
    def was_visited(self) -> bool:
        return self.attempted_at is not None


class Known(NamedTuple):
    """What a source of statistics says of a chute: its *name* (may be none), as of a day."""

    seen: date
    name: str
    works: bool
    """It does what the source measures; language models' also lists chutes without tokens."""


class Register(msgspec.Struct, frozen=True):
    """The chutes that one source of statistics has, by id."""

    chutes: dict[str, Known] = {}


PROVISIONAL = 2 * 24 * 60 * 60  # seconds
