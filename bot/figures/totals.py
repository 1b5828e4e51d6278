"""What rows of days add up to: each source has its own totals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum
from typing import Generic, Protocol, TypeVar

from bot.figures.days import Day, DiffusionDay, LlmDay, Row, Source, UsageDay


@dataclass(frozen=True, slots=True)
class UsageTotal:
    """Metered pay-as-you-go USD, and completed invocations."""

    usd: float
    requests: int

    @property
    def per_thousand(self) -> float | None:
        """USD for a thousand invocations."""
        return 1000 * self.usd / self.requests if self.requests else None


@dataclass(frozen=True, slots=True)
class LlmTotal:
    """*tps* and *ttft* are means over the requests of rows that know them; None: none does."""

    requests: int
    input_tokens: int
    output_tokens: int
    tps: float | None
    ttft: float | None

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class DiffusionTotal:
    """*sps* is the mean over the requests of rows that know it; None: none does."""

    requests: int
    steps: int
    sps: float | None


class Counted(Protocol):
    """Whatever a total is of, it counts requests."""

    @property
    def requests(self) -> int: ...


Total = TypeVar("Total", bound=Counted)


@dataclass(frozen=True)
class Subject(Generic[Row, Total]):
    """What can be asked about: where its rows are from, and what they add up to."""

    source: Source
    day: type[Day[Row]]
    total: Callable[[Iterable[Row]], Total]


def _usage(rows: Iterable[UsageDay]) -> UsageTotal:
    rows = list(rows)
    return UsageTotal(fsum(row.usd for row in rows), sum(row.requests for row in rows))


def _llm(rows: Iterable[LlmDay]) -> LlmTotal:
    rows = list(rows)
    return LlmTotal(
        requests=sum(row.requests for row in rows),
        input_tokens=sum(row.input_tokens for row in rows),
        output_tokens=sum(row.output_tokens for row in rows),
        tps=weighted((row.tps, row.requests) for row in rows),
        ttft=weighted((row.ttft, row.requests) for row in rows),
    )


def _diffusion(rows: Iterable[DiffusionDay]) -> DiffusionTotal:
    rows = list(rows)
    return DiffusionTotal(
        requests=sum(row.requests for row in rows),
        steps=sum(row.steps for row in rows),
        sps=weighted((row.sps, row.requests) for row in rows),
    )


def weighted(speeds: Iterable[tuple[float | None, int]]) -> float | None:
    """Return the mean of known speeds, each as often as it had requests; None without any."""
    known = [(speed, requests) for speed, requests in speeds if speed and requests]
    if not known:
        return None
    return fsum(speed * requests for speed, requests in known) / sum(n for _, n in known)


USAGE = Subject(Source.USAGE, Day[UsageDay], _usage)
LLM = Subject(Source.LLM, Day[LlmDay], _llm)
DIFFUSION = Subject(Source.DIFFUSION, Day[DiffusionDay], _diffusion)
