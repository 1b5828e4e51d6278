"""What a digest says of several days: each figure equals one worked out from the API's own rows."""

import csv
import io
import re
from collections import defaultdict
from datetime import date
from random import Random

import pytest

from bot.digests.figures import compared_with
from bot.digests.records import Section
from bot.digests.words import comparison, read_typed, typed
from bot.figures.days import (
    Day,
    Known,
    LlmDay,
    Register,
    Source,
    SourceState,
    UsageDay,
)
from bot.figures.ledger import Ledger, nobody
from bot.figures.periods import Period
from bot.figures.totals import LLM
from bot.store.codec import encode
from handlers.usage import GRAMMAR
from tests.conversation import blocks
from tests.digests.delivery.digesting import nov, utc
from tests.digests.test_content import write

__all__ = ["write"]  # a fixture

WEEKEND, WEEK = Period(nov(27), nov(29)), Period(nov(23), nov(29))
OCTOBER, NOVEMBER = Period(date(2026, 10, 1), date(2026, 10, 31)), Period(nov(1), nov(30))
KEPT = Period(date(2026, 9, 20), NOVEMBER.last)
CHUTES = [f"{number:08}-0000-5000-8000-000000000000" for number in range(12)]


@pytest.fixture
def clock(clock):
    clock.now = utc(1, 9, month=12)
    return clock


@pytest.fixture
async def ledger(redis) -> Ledger:
    return Ledger(redis, nobody, patience=0.1)


@pytest.fixture
async def rows(redis, clock) -> dict[date, dict[str, UsageDay]]:
    """Usage of every day since September, some chutes resting now and then, as it is in Redis."""
    dice, found = Random(7), {}
    async with redis.pipeline() as pipe:
        for day in KEPT:
            works = [id for id in CHUTES if dice.random() < 0.9]
            found[day] = {
                id: UsageDay(id, dice.uniform(5, 900), dice.randrange(1, 90_000)) for id in works
            }
            llm = [
                LlmDay(id, dice.randrange(200), dice.randrange(10**9), 9, dice.uniform(9, 99), None)
                for id in works
            ]
            for source, of_day in ((Source.USAGE, [*found[day].values()]), (Source.LLM, llm)):
                pipe.set(source.day_key(day), encode(Day(day, clock(), True, of_day)))
        for source in Source:
            state = SourceState(clock(), clock(), KEPT.last, KEPT.first)
            pipe.set(source.state_key, encode(state))
        names = {id: Known(KEPT.last, f"acme/Model-{id[6:8]}", True) for id in CHUTES}
        pipe.set(Source.LLM.names_key, encode(Register(names)))
        await pipe.execute()
    return found


SECTIONS = (Section.USAGE, Section.MODELS)


def summed(rows, period: Period) -> dict[str, float]:
    """The USD of each chute over *period*."""
    sums: dict[str, float] = defaultdict(float)
    for day in period:
        for chute_id, row in rows[day].items():
            sums[chute_id] += row.usd
    return sums


def total(rows, period: Period) -> float:
    return sum(summed(rows, period).values())


def moved(before: float, after: float) -> str:
    size = abs(100 * (after / before - 1))
    said = f"{size:.1f}".removesuffix(".0") if size < 9.95 else f"{size:,.0f}"
    return f"{'up' if after > before else 'down'} {said}%"


@pytest.mark.parametrize("period", [WEEKEND, WEEK, NOVEMBER, Period(nov(23), nov(23))])
def test_what_buttons_ask_for_is_understood(period, clock):
    """The days, and what they are compared with, are read as they were written."""
    request = GRAMMAR.read(comparison(period).split(), clock())

    assert read_typed(typed(period)) == request.period == period
    assert request.before.first == compared_with(period).first


@pytest.mark.parametrize(
    ("period", "title", "before"),
    [
        (WEEKEND, "from Friday 27 to Sunday 29 November", "20–22 Nov"),
        (WEEK, "from Monday 23 to Sunday 29 November", "16–22 Nov"),
    ],
    ids=str,
)
async def test_some_days(write, rows, period, title, before):
    """The total is of all days, beside the same weekdays before; the largest mover comes first."""
    draft = await write(sections=SECTIONS, day=period.last, first=period.first)
    text, earlier = draft.headline.text, period.earlier(7)

    after, was = total(rows, period), total(rows, earlier)
    assert text.startswith(f"*Chutes {title}*\n*${after:,.0f}* and ")
    each = after / len(period)
    assert f" in {len(period)} days, ${each:,.0f} a day: {moved(was, after)} from {before}" in text
    sums, old = summed(rows, period), summed(rows, earlier)
    moves = {id: sums.get(id, 0) - old.get(id, 0) for id in sums.keys() | old.keys()}
    largest = max(moves.values(), key=abs)
    heading, first = re.search(r"\*Moved most since (.*)\*\n• (.*)", text).groups()
    assert heading == before
    assert f"{'+' if largest > 0 else '−'}${abs(largest):,.0f}" in first
    assert f"*Why, compared with {before}*" in draft.details.text
    assert "a day before" not in draft.details.text


async def test_the_models_of_a_week(write, rows, redis):
    """Tokens are those of all days, speeds weighted by the requests of all."""
    text = (await write(sections=SECTIONS, day=WEEK.last, first=WEEK.first)).headline.text

    book = await Ledger(redis, nobody).open(LLM, WEEK)
    models = [row for day in book.days.values() for row in day.rows]
    tokens = sum(row.input_tokens + row.output_tokens for row in models)
    weights = sum(row.requests for row in models)
    tps = sum(row.tps * row.requests for row in models) / weights
    assert f"*Models*: {tokens / 1e9:.1f}B tokens" in text
    assert "from 16–22 Nov" in text
    assert f"{tps:,.1f}\u00a0tokens/s" in text


async def test_the_chart_is_by_day(write, rows):
    """A week's chart has its days and those of the week before."""
    draft = await write(sections=SECTIONS, day=WEEK.last, first=WEEK.first)

    [chart] = blocks(draft.headline.payload(), "data_visualization")
    points = [point["value"] for point in chart["chart"]["series"][0]["data"]]
    drawn = [total(rows, Period(day, day)) for day in Period(nov(16), nov(29))]
    assert points == pytest.approx(drawn, abs=0.01)


async def test_the_file_of_a_week(write, rows):
    """The CSV adds up each chute's days, beside those of the week before, and says how many."""
    file = (await write(sections=SECTIONS, day=WEEK.last, first=WEEK.first)).file

    found = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert file.name == "chutes-2026-11-23-2026-11-29.csv"
    for column, period in (("usd", WEEK), ("usd_before", WEEK.earlier(7))):
        said = {row["chute_id"]: float(row[column]) for row in found if row[column]}
        assert said == pytest.approx(summed(rows, period))
    assert {row["days"] for row in found} - {""} == {"7"}


async def test_the_buttons_ask_for_the_same(write, rows):
    """*Details* asks for the days, beside what they are compared with."""
    draft = await write(sections=SECTIONS, day=WEEKEND.last, first=WEEKEND.first)

    [buttons] = blocks(draft.headline.payload(), "actions")
    both = "2026-11-27..2026-11-29 vs 2026-11-20..2026-11-22"
    values = [one["value"] for one in buttons["elements"]]
    assert values[:2] == [f"usage {both}", f"stats llm {both}"]


async def test_a_month(write, rows):
    """A month stands beside the one before; as that had a day more, what is compared is a day's."""
    text = (await write(sections=SECTIONS, day=NOVEMBER.last, first=NOVEMBER.first)).headline.text

    after, was = total(rows, NOVEMBER) / 30, total(rows, OCTOBER) / 31
    assert text.startswith(f"*Chutes in November 2026*\n*${total(rows, NOVEMBER):,.0f}* and ")
    said = f"in 30 days, ${after:,.0f} a day: {moved(was, after)} a day from October"
    assert f"{said} (${was:,.0f} a day)." in text


async def test_a_month_without_some_days(write, rows, redis):
    """Days that nobody kept are named, and nothing is compared: missing is never 0."""
    for day in (3, 4, 5, 9):
        await redis.delete(f"chutes:day:usage:{nov(day)}")
    draft = await write(sections=SECTIONS, day=NOVEMBER.last, first=NOVEMBER.first)
    text = draft.headline.text

    there = [day for day in NOVEMBER if day.day not in (3, 4, 5, 9)]
    after = sum(total(rows, Period(day, day)) for day in there)
    assert f"*${after:,.0f}* and " in text
    assert f" in 26 of 30 days, ${after / 26:,.0f} a day." in text
    assert "No comparison: some of these days are incomplete." in text
    assert "Left out, as their figures are incomplete: 3–5 Nov and 9 Nov (usage)." in text
    assert draft.missing == ()


async def test_the_last_day_is_late(write, rows, redis, clock):
    """A last day that may still come is waited for; after that the others are there without it."""
    await redis.delete(f"chutes:day:usage:{nov(29)}")
    draft = await write(sections=SECTIONS, day=nov(29), first=nov(27))

    after = total(rows, Period(nov(27), nov(28)))
    [missing] = draft.missing
    assert missing.startswith("No usage for 29 Nov")
    assert f"*${after:,.0f}* and " in draft.headline.text
    assert "in 2 of 3 days" in draft.headline.text


async def test_a_quiet_weekend(write, rows):
    """Where nothing moved, several days are as short as one."""
    quiet = {"sections": (Section.USAGE,), "floor_usd": 100_000.0}
    draft = await write(day=nov(29), first=nov(28), **quiet)

    assert draft.headline.text.endswith("Quiet days: nothing moved by $100,000 and 5% or more.")
    assert draft.file is None


async def test_who_comes_and_goes_in_a_week(write, rows, redis):
    """New are those of any day of the week; gone those that stayed away until its end."""
    comes, goes, rests = CHUTES[:3]
    async with redis.pipeline() as pipe:
        for day in Period(nov(12), nov(29)):
            always = {*CHUTES} - {comes, goes, rests}
            works = always | ({comes} if day >= nov(25) else set())
            works |= {goes} if day <= nov(24) else set()
            works |= {rests} if day not in (nov(25), nov(26)) else set()
            of_day = [LlmDay(id, 500, 1000, 9, 30.0, None) for id in sorted(works)]
            pipe.set(Source.LLM.day_key(day), encode(Day(day, utc(30, 9), True, of_day)))
        await pipe.execute()
    text = (await write(sections=SECTIONS, day=WEEK.last, first=WEEK.first)).headline.text

    assert "*New*: Model-00." in text
    assert "*No longer used*: Model-01." in text
