"""What a benchmark finds: a ratio to a reference measured beside it, and the limit of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One figure of ours beside the *reference*; *unit* belongs to both.

    The ratio of the two may be *limit* at most, or with *at_least* has to be at least that.
    """

    what: str
    ours: float
    reference: float
    unit: str
    limit: float
    at_least: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.reference

    @property
    def holds(self) -> bool:
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


def middle(rounds: Sequence[Row]) -> Row:
    """Return the one of the *rounds* of the same benchmark whose ratio is their median."""
    typical = median(row.ratio for row in rounds)
    return min(rounds, key=lambda row: abs(row.ratio - typical))


def written(rows: Sequence[Row]) -> str:
    """Return *rows* as a Markdown table."""
    lines = ["| what | ours | reference | ratio | limit | |", "|---|--:|--:|--:|--:|---|"]
    for row in rows:
        bound = f"{'≥' if row.at_least else '≤'} {row.limit:g}"
        verdict = "holds" if row.holds else "**missed**"
        figures = f"{_figure(row.ours)} {row.unit} | {_figure(row.reference)} {row.unit}"
        lines.append(f"| {row.what} | {figures} | {row.ratio:.2f} | {bound} | {verdict} |")
    return "\n".join(lines)


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
