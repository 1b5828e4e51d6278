"""What figures of the past cannot say: forecasts, and what was planned."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.watch_words import ALERTING, AMOUNT

AHEAD_WORDS = """
forecast forecasts forecasted forecasting projected projecting projection projections
predict predicted prediction predictions outlook anticipated
"""
PLAN_WORDS = """
plan planned underspend underspent overspend overspent budget budgets budgeted overbudget budgetary
"""
FORETOLD = frozenset(AHEAD_WORDS.split())
PLANNED = frozenset(PLAN_WORDS.split())
USING_UP = frozenset(["eating", "eats", "ate", "burning", "hogging"])  # ... our budget
WILL = re.compile(r"(?:will|gonna|going to) (?:we|it|this|our|i|be|the bill|spend|cost)\b")
PROJECT = re.compile(r"(?:^|(?:can|could|you|to|please) )project (?:the|our|my|this|next)\b")
OF_THE_PAST = "My figures are of the past: I don't foretell any. These are the latest:"
NO_BUDGET = "I know of no budget, only what was used. A watch tells you when it passes an amount:"


@dataclass(frozen=True)
class Beyond:
    """What to say to what no figure answers, and lines to try instead."""

    sentence: str
    tries: Sequence[str]
    of_a_plan: bool = False


def _amount(plain: Sequence[str]) -> str:
    """Return the amount that is named: `a budget of 500`; an example where there is none."""
    pairs = zip(["", *plain], plain, strict=False)
    named = (word for before, word in pairs if word[:1] == "$" or before in ("of", "to", "is"))
    return next((word for word in named if AMOUNT.fullmatch(word)), "$12,000")


def beyond_figures(words: Sequence[str]) -> Beyond | None:
    """Return what to say to *words* that ask of the future or a plan; None if they don't."""
    plain = [word.lower().strip("?!.,;:'") for word in words if type(word) is str]
    said = " ".join(plain)
    if ALERTING.match(said):
        return None
    if PLANNED & {*plain} and not USING_UP & {*plain}:
        tries = ("usage this month", "usage last month", f"watch usage above {_amount(plain)}")
        return Beyond(NO_BUDGET, tries, of_a_plan=True)
    if FORETOLD & {*plain} or WILL.search(said) or PROJECT.search(said):
        return Beyond(OF_THE_PAST, ("usage this month", "usage last month", "usage last 30 days"))
    return None
