"""What rows of days add up to: each source has its own totals."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any, Generic, Protocol, TypeVar

from bot.figures.columns import Column, Columns, Joined
from bot.figures.days import Day, DiffusionDay, LlmDay, Row, Source, UsageDay

CHUTES_AT_ONCE = 50  # whose rows are taken apart at once


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
    """What can be asked about: where its rows are from, and what they add up to.

    *add* takes the columns of a day's rows, without the one of chutes.
    """

    source: Source
    day: type[Day[Row]]
    fields: int
    add: Callable[[Sequence[Column]], Total]

    def total(self, rows: Iterable[Row]) -> Total:
        """Return what *rows* add up to."""
        columns: list[Column] = list(zip(*rows, strict=True))[1:]
        return self.add(columns or [()] * self.fields)

    def over(self, days: Iterable[Columns[Row]]) -> Total:
        """Return what all rows of *days* add up to."""
        columns = zip(*(rows.values for rows in days if len(rows)), strict=True)
        return self.add([*map(Joined, columns)] or [()] * self.fields)

    def by_chute(self, days: Sequence[Columns[Row]]) -> dict[str, Total]:
        """Return what the rows of each chute add up to; some chutes at a time, to save memory."""
        ids = sorted({chute_id for rows in days for chute_id in rows.ids})
        found: dict[str, Total] = {}
        for start in range(0, len(ids), CHUTES_AT_ONCE):
            some = ids[start : start + CHUTES_AT_ONCE]
            found |= self._of_each(some, [rows.between(some[0], some[-1]) for rows in days])
        return found

    def _of_each(self, ids: Sequence[str], days: Sequence[Columns[Row]]) -> dict[str, Total]:
        grouped: list[dict[str, list[Any]]] = [{id: [] for id in ids} for _ in range(self.fields)]
        for rows in days:
            for by_chute, column in zip(grouped, rows.values, strict=False):
                for chute_id, value in zip(rows.ids, column, strict=True):
                    by_chute[chute_id].append(value)
        return {id: self.add([by_chute[id] for by_chute in grouped]) for id in ids}


def _usage(columns: Sequence[Column]) -> UsageTotal:
    usd, requests = columns
    return UsageTotal(fsum(usd), sum(requests))


def _llm(columns: Sequence[Column]) -> LlmTotal:
    requests, read, written, tps, ttft = columns
    speeds = weighted(tps, requests), weighted(ttft, requests)
    return LlmTotal(sum(requests), sum(read), sum(written), *speeds)


def _diffusion(columns: Sequence[Column]) -> DiffusionTotal:
    requests, steps, sps = columns
    return DiffusionTotal(sum(requests), sum(steps), weighted(sps, requests))


def weighted(speeds: Column, requests: Column) -> float | None:
    """Return the mean of known speeds, each as often as it had requests; None without any.

    A speed of None, NaN or 0 is not known.
    """

    def known() -> Iterator[tuple[float, int]]:
        pairs = zip(speeds, requests, strict=True)
        return ((speed, often) for speed, often in pairs if speed and often and speed == speed)

    total: int = sum(often for _, often in known())
    return fsum(speed * often for speed, often in known()) / total if total else None


USAGE = Subject(Source.USAGE, Day[UsageDay], len(UsageDay._fields) - 1, _usage)
LLM = Subject(Source.LLM, Day[LlmDay], len(LlmDay._fields) - 1, _llm)
DIFFUSION = Subject(Source.DIFFUSION, Day[DiffusionDay], len(DiffusionDay._fields) - 1, _diffusion)
