"""What else can be asked about an answer, in phrases that go on from its question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Offers:
    """The question that was answered, as one *line*, its words for its *days*, and what may follow.

    What may follow are labels by the phrases that they stand for, such as `top 100`: a larger
    table (*more*), one of the *chutes* (the one that is shown is *chosen*), and comparisons: with
    *other_days*, with *other_chutes*. The answer is about the days from *first* to *last*.
    """

    line: str
    days: str
    first: date
    last: date
    more: Mapping[str, str] = field(default_factory=dict)
    chutes: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""
    other_days: Mapping[str, str] = field(default_factory=dict)
    other_chutes: Mapping[str, str] = field(default_factory=dict)
