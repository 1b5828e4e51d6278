"""What can be measured, and how it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from bot.blocks.charts import NO_VALUE, Cell, Number
from bot.blocks.text import NBSP, cents, count, usd
from bot.figures.series import PeriodTotals
from bot.figures.totals import DiffusionTotal, LlmTotal, Total, UsageTotal


@dataclass(frozen=True)
class Measure(Generic[Total]):
    """A figure of a total: *word* is what people type, *title* what heads its column.

    *text* writes a value in a sentence, where *unit* follows it, and *exact* in a table, if that is
    another way; it has *digits* decimals in a chart, whose axis has *axis* beside it.
    A *mean* is weighted by requests, and not added up; of some, the *lowest* is the best.
    """

    word: str
    title: str
    value: Callable[[Total], float | None]
    text: Callable[[float], str] = count
    unit: str = ""
    digits: int = 0
    mean: bool = False
    lowest: bool = False
    exact: Callable[[float], str] | None = None
    axis: str = ""

    @property
    def name(self) -> str:
        """The title within a sentence."""
        return self.title if self.title.isupper() else self.title.lower()

    def cell(self, total: Total) -> Cell:
        """Return the figure as a cell of a table."""
        value = self.value(total)
        return (
            NO_VALUE if value is None else Number(round(value, 4), (self.exact or self.text)(value))
        )

    def number(self, total: Total) -> str:
        """Return the figure in words, without its unit."""
        value = self.value(total)
        return "unknown" if value is None else self.text(value)

    def written(self, total: Total) -> str:
        """Return the figure in words, with its unit: `1 request`, `84.0 tokens/s`."""
        return f"{self.number(total)}{self._unit(total)}"

    def bold(self, total: Total) -> str:
        """Return the figure in words as mrkdwn, with its number in bold."""
        return f"*{self.number(total)}*{self._unit(total)}"

    def _unit(self, total: Total) -> str:
        is_one = self.value(total) == 1 and not self.mean
        return self.unit.removesuffix("s") if is_one else self.unit

    def amount(self, total: Total) -> float:
        """Return the figure to be added up; nothing known is nothing."""
        return self.value(total) or 0.0


def one_decimal(value: float) -> str:
    return f"{value:,.1f}"


def two_decimals(value: float) -> str:
    return f"{value:,.2f}"


def seconds(value: float) -> str:
    return f"{value:,.2f}{NBSP}s"


USD = Measure[UsageTotal]("usd", "USD", lambda total: total.usd, usd, digits=2, exact=cents)
INVOCATIONS = Measure[UsageTotal](
    "requests", "Invocations", lambda total: total.requests, unit=" invocations"
)
PRICE = Measure[UsageTotal](
    "price", "USD per 1,000", lambda total: total.per_thousand, cents, digits=2, mean=True
)

REQUESTS = Measure[LlmTotal]("requests", "Requests", lambda total: total.requests, unit=" requests")
TOKENS = Measure[LlmTotal]("tokens", "Tokens", lambda total: total.tokens, unit=" tokens")
INPUT = Measure[LlmTotal]("input", "Input tokens", lambda total: total.input_tokens)
OUTPUT = Measure[LlmTotal]("output", "Output tokens", lambda total: total.output_tokens)
TPS = Measure[LlmTotal](
    "tps", "Tokens/s", lambda total: total.tps, one_decimal, f"{NBSP}tokens/s", 2, mean=True
)
TTFT = Measure[LlmTotal](
    "ttft",
    "First token",
    lambda total: total.ttft,
    seconds,
    digits=2,
    mean=True,
    lowest=True,
    axis="Seconds",
)

IMAGES = Measure[DiffusionTotal](
    "requests", "Requests", lambda total: total.requests, unit=" requests"
)
STEPS = Measure[DiffusionTotal]("steps", "Steps", lambda total: total.steps, unit=" steps")
SPS = Measure[DiffusionTotal](
    "sps", "Steps/s", lambda total: total.sps, two_decimals, f"{NBSP}steps/s", 2, mean=True
)


def known(
    named: Mapping[str, Measure[Total]], account: PeriodTotals[Any, Total]
) -> dict[str, float]:
    """Return the figures of *account* that are known, by their names in words; none of no day."""
    if not account.days:
        return {}
    values = {name: measure.value(account.total) for name, measure in named.items()}
    return {name: value for name, value in values.items() if value is not None}
