"""What the three JSON endpoints say at a moment: usage by chute, LLM and diffusion by day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from bot.sandbox.world.cast import FIRST_DAY
from bot.sandbox.world.chutes import Chute
from bot.sandbox.world.rows import DiffusionRow, LlmRow, UsageRow
from bot.sandbox.world.traffic import DAY, Traffic, start

USAGE_WINDOW = timedelta(days=11)
MEASURED = 0.985  # of the completed requests have token metrics
FIRST_BILLED = date(2025, 8, 26)  # before it rows without tokens were not kept
UNMEASURED_DAYS = 0.004  # of the days have no speed


class Statistics:
    """Figures up to *at*; days in the order in which the API lists them, the newest first."""

    def __init__(self, chutes: Iterable[Chute], traffic: Traffic) -> None:
        self._chutes = tuple(chutes)
        self._traffic = traffic

    def usage(self, at: datetime) -> list[UsageRow]:
        """Return the hourly buckets of the last 11 days by chute and day: up to 12 dates."""
        oldest = at - USAGE_WINDOW
        first = oldest.replace(minute=0, second=0, microsecond=0)
        first += timedelta(hours=first < oldest)
        rows = [
            UsageRow(chute.chute_id, since.date(), self._traffic.usd(chute, since, until), count)
            for since, until in _days(first, at)
            for chute in self._chutes
            if (count := self._traffic.invocations(chute, since, until))
        ]
        return sorted(rows, key=lambda row: (row.date, row.usd_amount), reverse=True)

    def llm(self, at: datetime, first: date = FIRST_DAY, last: date = date.max) -> list[LlmRow]:
        """Return a row per LLM chute and day with measured traffic; unknown speeds are None."""
        chutes = [chute for chute in self._chutes if chute.kind == "llm"]
        rows = (
            self._llm_row(chute, day, int(MEASURED * count))
            for chute, day, count in self._served(chutes, at, first, last)
        )
        measured = [row for row in rows if row.total_requests]
        return sorted(measured, key=lambda row: (-row.date.toordinal(), row.name))

    def billed(self, at: datetime, first: date = FIRST_DAY, last: date = date.max) -> list[LlmRow]:
        """Return the rows that the 2026 server makes from its bills: every kind of chute."""
        rows = [
            self._billed_row(chute, day, count)
            for chute, day, count in self._served(self._chutes, at, first, last)
        ]
        told = [row for row in rows if row.date >= FIRST_BILLED or _tokens(row)]
        return sorted(told, key=_newest_and_largest, reverse=True)

    def diffusion(self, at: datetime) -> list[DiffusionRow]:
        """Return a row per existing diffusion chute and day, the days without traffic too."""
        chutes = [c for c in self._chutes if c.kind == "diffusion" and not (c.died and c.died < at)]
        rows = [
            self._diffusion_row(chute, since, until)
            for since, until in _days(start(FIRST_DAY), at)
            for chute in chutes
        ]
        return sorted(rows, key=lambda row: (-row.date.toordinal(), row.name))

    def _served(
        self, chutes: Iterable[Chute], at: datetime, first: date, last: date
    ) -> Iterator[tuple[Chute, date, int]]:
        until = at if last >= at.date() else start(last) + DAY
        for chute in chutes:
            born = max(first, chute.born.date(), FIRST_DAY)
            end = min(until, chute.died) if chute.died else until
            for since, to in _days(start(born), end):
                if count := self._traffic.invocations(chute, since, to):
                    yield chute, since.date(), count

    def _llm_row(self, chute: Chute, day: date, requests: int) -> LlmRow:
        luck = self._traffic.luck(chute, day)
        tps, ttft = chute.tps, chute.ttft
        if tps and luck.silence > 1 - 2 * UNMEASURED_DAYS:
            tps = ttft = None
        pace = chute.pace(day)
        return LlmRow(
            chute_id=chute.chute_id,
            name=chute.named(day),
            date=day,
            total_requests=requests,
            total_input_tokens=int(requests * chute.tokens_in * (1 + 0.1 * luck.tokens_in)),
            total_output_tokens=int(requests * chute.tokens_out * (1 + 0.1 * luck.tokens_out)),
            average_tps=tps and tps * pace * (1 + 0.05 * luck.speed),
            average_ttft=ttft and ttft / pace * (1 + 0.08 * luck.wait),
        )

    def _billed_row(self, chute: Chute, day: date, count: int) -> LlmRow:
        row = self._llm_row(chute, day, count)
        return LlmRow(
            chute_id=row.chute_id,
            name=chute.name if chute.official else "[private]",
            date=row.date,
            total_requests=count,
            total_input_tokens=row.total_input_tokens,
            total_output_tokens=row.total_output_tokens,
            average_tps=row.average_tps or 0,
            average_ttft=row.average_ttft or 0,
        )

    def _diffusion_row(self, chute: Chute, since: datetime, until: datetime) -> DiffusionRow:
        day = since.date()
        requests = self._traffic.invocations(chute, since, until)
        luck = self._traffic.luck(chute, day)
        return DiffusionRow(
            chute_id=chute.chute_id,
            name=chute.named(day),
            date=day,
            total_steps=int(requests * chute.steps * (1 + 0.1 * luck.steps)),
            total_requests=requests,
            average_sps=chute.sps * (1 + 0.05 * luck.speed) if requests else 0.0,
        )


def _newest_and_largest(row: LlmRow) -> tuple[date, int]:
    return row.date, _tokens(row)


def _tokens(row: LlmRow) -> int:
    return row.total_input_tokens + row.total_output_tokens


def _days(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut the time from *since* to *until* at every midnight."""
    while since < until:
        midnight = start(since.date()) + DAY
        yield since, min(midnight, until)
        since = midnight
