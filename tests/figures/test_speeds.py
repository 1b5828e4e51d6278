"""Slower and faster than usual."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.figures.changes import Floors
from bot.figures.days import Day, LlmDay, Register, Source, SourceState
from bot.figures.names import Names
from bot.figures.series import Series
from bot.figures.speeds import deviations
from bot.figures.totals import LLM

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def book(usual: list[float | None], tps: float | None, requests: int = 100) -> Series:
    """A model's speeds, the last of *usual* the day before, and that of the day."""
    days = {}
    for back, speed in enumerate([tps, *reversed(usual)]):
        day = DAY - timedelta(days=back)
        rows = [LlmDay("a", requests, 1, 1, speed, None)]
        days[day] = Day(day, NOW, True, rows)
    names = Names({Source.LLM: Register(), Source.DIFFUSION: Register()})
    return Series(LLM, days, dict.fromkeys(Source, SourceState()), names)


@pytest.mark.parametrize(
    ("usual", "tps", "requests", "expected"),
    [
        ([50.0] * 14, 42.5, 100, [-0.15]),
        ([50.0] * 14, 43.0, 100, []),
        ([50.0] * 14, 60.0, 100, [0.2]),
        ([50.0] * 14, 20.0, 99, []),
        ([50.0] * 14, None, 100, []),
        ([50.0] * 5, 20.0, 100, [-0.6]),
        ([50.0] * 4, 20.0, 100, []),
        ([None] * 7 + [50.0] * 7, 20.0, 100, [-0.6]),
        ([10.0] * 9 + [50.0] * 14, 50.0, 100, []),
        ([50.0] * 12 + [1.0, 1000.0], 20.0, 100, [-0.6]),
    ],
)
def test_deviations(usual, tps, requests, expected):
    """Against the median of the 14 days before, from 100 requests and 15 %; unknown is nothing."""
    found = deviations(book(usual, tps, requests), DAY, Floors())

    assert [round(deviation.change, 6) for deviation in found] == expected
    assert all(deviation.is_slower is (deviation.change < 0) for deviation in found)
