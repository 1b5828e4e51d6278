"""The days that digests cover, in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.blocks.text import days, listed, weekday
from bot.digests.figures import DigestFigures, compared_with, is_month
from bot.digests.records import Section
from bot.figures.periods import DAY, Period
from bot.figures.series import Series


def long_day(day: date) -> str:
    """Return a day in full: `Monday 23 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def long_days(period: Period) -> str:
    """Return days in full: `Friday 20 to Sunday 22 November`, or a whole month: `May 2026`."""
    first, last = period.first, period.last
    if first == last:
        return long_day(first)
    if is_month(period):
        return f"{first:%B %Y}"
    if first.month == last.month:
        return f"{first:%A} {first.day} to {long_day(last)}"
    return f"{long_day(first)} to {long_day(last)}"


def span(period: Period, today: date) -> str:
    """Return the days that something is compared with: `Mon 16 Nov`, `13–15 Nov`, `October`."""
    first, last = period.first, period.last
    if first == last:
        return weekday(first, today)
    if is_month(period):
        return f"{first:%B}" if first.year == today.year else f"{first:%B %Y}"
    return days(first, last, today)


def gaps(figures: DigestFigures, today: date) -> str:
    """Name the days of which there are no complete figures, but the last; nothing without any."""
    named: dict[Section, Series[Any, Any] | None] = {
        Section.USAGE: figures.usage,
        Section.MODELS: figures.models,
        Section.DIFFUSION: figures.diffusion,
    }
    by_days: dict[str, list[str]] = {}
    for section, book in named.items():
        if book and (gone := book.account(figures.period).missing):
            inner = [day for day in gone if day != figures.period.last]
            if inner:
                by_days.setdefault(_runs(inner, today), []).append(section.value)
    said = [f"{when} ({listed(names)})" for when, names in by_days.items()]
    return f"Left out, as their figures are incomplete: {'; '.join(said)}." if said else ""


def _runs(found: Sequence[date], today: date) -> str:
    """Return *found* days in words, those that follow each other as one: `3–5 and 9 Nov`."""
    runs: list[list[date]] = []
    for one in found:
        if runs and one - runs[-1][-1] == DAY:
            runs[-1].append(one)
        else:
            runs.append([one])
    return listed([days(run[0], run[-1], today) for run in runs])


def typed(period: Period) -> str:
    """Return days as people type them: `2026-11-23`, `2026-11-20..2026-11-22`."""
    return "..".join(map(str, dict.fromkeys([period.first, period.last])))


def read_typed(text: str) -> Period:
    """Return the days that `typed` wrote; raise `ValueError`."""
    first, _, last = text.partition("..")
    return Period(date.fromisoformat(first), date.fromisoformat(last or first))


def comparison(period: Period) -> str:
    """Return days, and what they are compared with, as people type them."""
    against = "last week" if len(period) == 1 else typed(compared_with(period))
    against = "month before" if is_month(period) else against
    return f"{typed(period)} vs {against}"
