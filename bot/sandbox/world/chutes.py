"""What runs on the platform: one `Chute` is one deployed model, or something else that serves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["llm", "diffusion", "other"]

PLATFORM = "dff3e6bb-3a6b-5a2b-9c48-da3abcd5ca5f"
"""The platform's own user: owner of official chutes, author of automatic reports."""

SLOWED = 0.65  # of the usual speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Chute:
    """*invocations* a day and *usd* a day are those of a weekday at the world's anchor."""

    chute_id: str
    kind: Kind
    role: str  # what makes it worth a look; "extra" for the many others
    name: str
    owner: str  # user id
    weight: float  # its part of the platform's traffic
    born: datetime
    died: datetime | None = None
    price: float = 0.0  # relative; 0 is free, below 0 a credit in USD a day
    invocations: float = 0.0
    usd: float = 0.0
    weekend: float = 1.0  # Saturday's and Sunday's part of a weekday
    peak: float = 15.0  # busiest hour, UTC
    tokens_in: float = 0.0  # a request
    tokens_out: float = 0.0
    tps: float | None = None  # None: never measured
    ttft: float | None = None  # seconds; None: not streamed
    steps: float = 0.0  # a request
    sps: float = 0.0
    slow_from: date | None = None
    earlier_name: str = ""
    renamed: date | None = None

    def named(self, day: date) -> str:
        """Return the name it had on *day*."""
        return self.earlier_name if self.renamed and day < self.renamed else self.name

    def pace(self, day: date) -> float:
        """Return its speed on *day* as a part of the usual one."""
        return SLOWED if self.slow_from and day >= self.slow_from else 1.0

    @property
    def official(self) -> bool:
        return self.owner == PLATFORM
