"""Time as people say it: what is typed, and the days that it means."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.periods import Period
from handlers.grammar.periods import Found, find_period
from handlers.grammar.reading import Misread
from handlers.words import split

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
JUST_PAST_MIDNIGHT = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)

# What is typed, by the days that it means at `NOW`; those of 2026 without the year.
SAID = (Path(__file__).parent / "periods.txt").read_text()
LINES = [
    (said.strip(), meant)
    for meant, lines in (line.split(": ") for line in SAID.splitlines())
    for said in lines.split("|")
]
NAMES = """
r1 70b 8k 128k qwen-2.5 qwen2.5 2.5 3.1 4.5 v3-0324 0528 2507 glm-4.5 kimi-k2 gpt-4o may-day 12
deepseek-ai/DeepSeek-V3 monday-7b novita week-1b h100 h200 w8a8 a6000 o4-mini q4_0 q8 fp8 w4a16
sunny marco decoder augusta
32b-instruct 1x8 q4_k_m r1-0528 o3 x.ai 0 1.5b 3.3-70b 'today' "7d" 5f… - and
any
"""
PIECES = """
last past this next since from to until - .. 7 20 nov monday week days d 2026 2026-11-20 11/12 and
between the of q3 ago 99999 0 30 feb / . ' ytd week 53 january 9999-12-31 0001-01-01
"""


def days(text: str) -> Period:
    first, _, last = text.partition("..")
    begins, ends = (
        date.fromisoformat(day if len(day) == 10 else f"2026-{day}")
        for day in (first, last or first)
    )
    return Period(begins, ends)


@pytest.mark.parametrize(("said", "meant"), LINES)
def test_periods(said, meant):
    """However it is said, it is the same days: complete ones, unless it is one that is not over."""
    words = split(said)
    found = find_period(words, NOW)

    assert found
    assert (found.period, found.size) == (days(meant), len(words))


def test_a_day_settles_after_midnight():
    """Twenty minutes into a UTC day, the day before is not complete yet."""
    found = find_period(["7d"], JUST_PAST_MIDNIGHT)

    assert found
    assert found.period == days("11-16..11-22")


@pytest.mark.parametrize("words", NAMES.split())
def test_names_are_no_times(words):
    """What a model may be called is not read as a date; nor is anything in quotes."""
    assert find_period(split(words), NOW) is None


@pytest.mark.parametrize(
    ("said", "problem", "instead"),
    [
        ("11/12", "Do you mean 11 Dec 2025 or 12 Nov?", ["2025-12-11", "2026-11-12"]),
        ("11/11/2027", "11 Nov 2027 is still ahead", []),
        ("11/40", "I can't read `11/40` as a date. Try `2026-11-20` or `20 Nov`.", []),
        ("2026-02-30", "`2026-02-30` isn't a valid date.", []),
        ("30 feb", "`30 Feb` isn't a valid date.", []),
        ("2026-13", "I can't read `2026-13` as a month.", []),
        ("2027-01-01", "1 Jan 2027 is still ahead.", []),
        ("since 2027-01-01", "1 Jan 2027 is still ahead.", []),
        ("28 nov", "28 Nov is still ahead.", ["2025-11-28"]),
        ("tomorrow", "That is still ahead.", ["today", "this week", "last 7 days"]),
        ("next week", "That is still ahead.", ["today", "this week", "last 7 days"]),
        ("next monday", "That is still ahead.", ["today", "this week", "last 7 days"]),
        ("0d", "Choose between 1 and 400 days, like `7d`.", []),
        ("401d", "Choose between 1 and 400 days", []),
        ("999999d", "Choose between 1 and 400 days", []),
        ("since 2025-01-01", "That's 692 days, and I can do 400 at a time.", ["400d"]),
        ("2024-12-13", "Chutes has no figures from before 14 Dec 2024.", ["since 2024-12-14"]),
        ("0001-01-01..2026-11-01", "Chutes has no figures from before 14 Dec 2024.", None),
        ("week 60", "There is no week 60", []),
        ("the 33rd", "`the 33th` isn't a valid date", None),
        ("999999 years ago", "Choose between", []),
        ("2026-11-31..2026-12-40", "`2026-11-31` isn't a valid date", []),
    ],
)
def test_what_looks_like_a_time(said, problem, instead):
    """What is no day, ahead, too long, or may be two things says so, with what to say instead."""
    with pytest.raises(Misread) as caught:
        find_period(split(said), NOW)

    assert str(caught.value).startswith(problem)
    assert instead is None or list(caught.value.instead) == instead


@given(st.lists(st.sampled_from(PIECES.split()), max_size=12) | st.lists(st.text(), max_size=5))
def test_no_words_break_it(words):
    """Whatever is said is a period of at most 400 days, none, or a sentence about it."""
    found: Found | Misread | None
    try:
        found = find_period(words, NOW)
    except Misread as problem:
        found = problem

    assert found is None or 1 <= found.size <= len(words)
    if isinstance(found, Found):
        assert 1 <= len(found.period) <= 400
        assert found.period.last <= NOW.date()
