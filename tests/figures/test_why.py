"""Why it moved, as it is written: nothing in it contradicts the rest, whatever the figures."""

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.text import shown_usd
from bot.figures.answer import Answer
from bot.figures.changes import Floors, parts
from bot.figures.days import Day, Known, Register, Source, SourceState, UsageDay
from bot.figures.messages.measures import INVOCATIONS, USD
from bot.figures.messages.why import why
from bot.figures.names import Names
from bot.figures.periods import Period
from bot.figures.series import Series
from bot.figures.totals import USAGE

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)
LAST = date(2026, 11, 23)
AMOUNT = re.compile(r"([+−])\$([\d,]+(?:\.\d\d)?)")
CHUTES = st.dictionaries(
    st.sampled_from("abcdefghij"),
    st.tuples(st.floats(0, 1e6), st.integers(1, 10**8)),
    min_size=1,
)


def answer_of(before, after, measure: str = "usd") -> Answer:
    """Two days, with the USD and invocations of chutes on each."""
    period = Period(LAST, LAST)
    days = {
        day: Day(day, NOW, True, [UsageDay(chute, *figures) for chute, figures in chutes.items()])
        for day, chutes in ((LAST, after), (LAST - timedelta(days=1), before))
    }
    names = {chute: Known(LAST, f"org/{chute}:free", True) for chute in "abcdefghij"}
    registers = {Source.LLM: Register(names), Source.DIFFUSION: Register()}
    series = Series(USAGE, days, dict.fromkeys(Source, SourceState()), Names(registers))
    return Answer(series, period, period.earlier(1), measure, 10)


def told(before, after, measure=USD) -> tuple[Answer, list[str]]:
    answer = answer_of(before, after)
    found = parts(answer.earlier.chutes, answer.account.chutes)
    return answer, why(answer, found, measure, Floors(), NOW.date())


def amounts(text: str) -> list[float]:
    return [
        (-1 if sign == "−" else 1) * float(digits.replace(",", ""))
        for sign, digits in AMOUNT.findall(text)
    ]


@given(CHUTES, CHUTES)
def test_what_is_written_adds_up(before, after):
    """The chutes and all others make the change that the first line shows; so do both halves."""
    answer, lines = told(before, after)
    change = shown_usd(answer.account.total.usd) - shown_usd(answer.earlier.total.usd)

    if lines and lines[0] == "*Why*":
        *named, last = lines[1:] if not lines[-1].startswith("•") else [*lines[1:], ""]
        others = re.match(r"\d+ others?: \S+", last)
        listed = amounts(" ".join(named)) + amounts(others[0] if others else "")
        missing = 0 if others or len(named) < len(answer.names) else 1.5
        assert abs(sum(listed) - change) <= 0.51 + missing
    for line in lines:
        if halves := re.search(r"account for (.*)", line):
            assert abs(sum(amounts(halves[1])) - change) <= 1


@given(CHUTES, CHUTES)
def test_more_is_more_and_dearer_is_dearer(before, after):
    """What is due to more invocations, or to a costlier mix, is never negative; nor the reverse."""
    _, lines = told(before, after)

    for line in lines:
        if found := re.search(r"(More|Fewer) invocations .* (costlier|cheaper) mix", line):
            volume, mix = amounts(line[found.start() :])
            assert (volume > 0) is (found[1] == "More")
            assert (mix > 0) is (found[2] == "costlier")


@given(CHUTES, CHUTES)
def test_by_invocations(before, after):
    """Asked by invocations, no line speaks of money."""
    _, lines = told(before, after, INVOCATIONS)

    assert "$" not in "".join(lines)
    assert len(lines) <= 5
