"""What can be watched, and when a day's value is wrong: pure, without Redis and clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from bot.figures.messages import measures
from bot.figures.messages.measures import Measure
from bot.figures.totals import DIFFUSION, LLM, USAGE, Subject

MARGIN = 0.05  # of a bound: so far on the right side of it is clearly fine again


class Watched(StrEnum):
    """What a watch measures, each UTC day, of all chutes or of one."""

    USD = "usd"
    INVOCATIONS = "invocations"
    REQUESTS = "requests"
    TOKENS = "tokens"
    TPS = "tps"
    TTFT = "ttft"
    IMAGES = "images"
    SPS = "sps"


class Trigger(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    UNUSUAL = "unusual"  # against the same weekdays of the weeks before


class Calm(StrEnum):
    """What it takes for a watch that fires to be fine again."""

    MARGIN = "margin"  # a value that is on the right side by `MARGIN`
    TWO_DAYS = "two days"  # two days in a row, by however little


@dataclass(frozen=True)
class Watchable:
    """Where the figures of something are, and how they are written; *command* asks for them.

    What *grows* is a sum: today's, so far, can already be too much.
    """

    subject: Subject[Any, Any]
    measure: Measure[Any]
    command: str
    grows: bool


WATCHABLE: Mapping[Watched, Watchable] = {
    Watched.USD: Watchable(USAGE, measures.USD, "usage", True),
    Watched.INVOCATIONS: Watchable(USAGE, measures.INVOCATIONS, "usage", True),
    Watched.REQUESTS: Watchable(LLM, measures.REQUESTS, "stats llm", True),
    Watched.TOKENS: Watchable(LLM, measures.TOKENS, "stats llm", True),
    Watched.TPS: Watchable(LLM, measures.TPS, "stats llm", False),
    Watched.TTFT: Watchable(LLM, measures.TTFT, "stats llm", False),
    Watched.IMAGES: Watchable(DIFFUSION, measures.IMAGES, "stats diffusion", True),
    Watched.SPS: Watchable(DIFFUSION, measures.SPS, "stats diffusion", False),
}


class Condition(msgspec.Struct, frozen=True):
    """*watched* of *chute_id* (of all chutes, if it is empty) is to stay on one side of
    *threshold*, in the measure's own unit, or close to what is usual."""

    watched: Watched
    trigger: Trigger
    threshold: float = 0.0
    chute_id: str = ""
    calm: Calm = Calm.MARGIN

    @property
    def watchable(self) -> Watchable:
        return WATCHABLE[self.watched]

    @property
    def may_fire_today(self) -> bool:
        """Whether a day that is not over can be wrong already."""
        return self.trigger is Trigger.ABOVE and self.watchable.grows


class Bounds(msgspec.Struct, frozen=True):
    """Values from *low* to *high* are fine; None is no bound. *usual* lies between, if known."""

    low: float | None = None
    high: float | None = None
    usual: float | None = None


class Reading(msgspec.Struct, frozen=True):
    """The *value* of a UTC day, and what it is held against.

    Without a value there is no data; without *bounds* nobody can say yet what is usual.
    *so_far*: the day is not over.
    """

    day: date
    value: float | None
    bounds: Bounds | None
    so_far: bool = False

    @property
    def is_judged(self) -> bool:
        """Whether it can be said that the value is right or wrong."""
        return self.value is not None and self.bounds is not None

    @property
    def is_high(self) -> bool:
        return self._excess() > 0

    @property
    def is_low(self) -> bool:
        return self._shortfall() > 0

    @property
    def is_wrong(self) -> bool:
        return self.is_high or self.is_low

    @property
    def is_clear(self) -> bool:
        """Whether the value is on the right side of its bounds by `MARGIN` of them."""
        return self.is_judged and self._excess(MARGIN) <= 0 and self._shortfall(MARGIN) <= 0

    def _excess(self, margin: float = 0.0) -> float:
        if self.value is None or self.bounds is None or self.bounds.high is None:
            return 0.0
        return self.value - (self.bounds.high - margin * abs(self.bounds.high))

    def _shortfall(self, margin: float = 0.0) -> float:
        if self.value is None or self.bounds is None or self.bounds.low is None:
            return 0.0
        return self.bounds.low + margin * abs(self.bounds.low) - self.value


def fixed_bounds(condition: Condition) -> Bounds:
    """Return the bounds of a condition with a threshold."""
    if condition.trigger is Trigger.ABOVE:
        return Bounds(high=condition.threshold)
    return Bounds(low=condition.threshold)
