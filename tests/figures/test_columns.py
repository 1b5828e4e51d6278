"""Rows in columns, and the days that a process holds: the same figures, read again when needed."""

import gc
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import fsum
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.figures import held
from bot.figures.changes import moved
from bot.figures.columns import Columns
from bot.figures.days import Day, LlmDay, Source, SourceState, UsageDay
from bot.figures.ledger import Ledger, nobody
from bot.figures.periods import DAY, Period
from bot.figures.series import KnownTotals
from bot.figures.totals import LLM, USAGE
from bot.store.codec import encode

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEEK = Period(date(2026, 11, 17), date(2026, 11, 23))
numbers = st.integers(0, 2**70)
speeds = st.none() | st.floats(0, 1000)
ids = st.sampled_from(["a", "b", "c", "d"])
days = st.lists(
    st.dictionaries(ids, st.tuples(numbers, numbers, numbers, speeds, speeds)), max_size=5
)


@given(days)
def test_columns_add_up_as_their_rows_do(found):
    """Every row comes out as it went in, and sums are those of the rows, added up apart."""
    rows = [[LlmDay(id, *values) for id, values in day.items()] for day in found]
    columns = [Columns(day) for day in rows]

    assert [sorted(day) for day in columns] == [sorted(day) for day in rows]
    total = LLM.over(columns)
    every = [row for day in rows for row in day]
    assert total == LLM.total(every)
    assert total.requests == sum(row.requests for row in every)
    known = [row for row in every if row.tps and row.requests]
    if known:
        means = fsum(row.tps * row.requests for row in known) / sum(row.requests for row in known)
        assert total.tps == pytest.approx(means)
    by_chute = LLM.by_chute(columns)
    assert by_chute.keys() == {row.chute_id for row in every}
    for chute_id, of_one in by_chute.items():
        assert of_one == LLM.total([row for row in every if row.chute_id == chute_id])
        assert LLM.over([day.of(chute_id) for day in columns]) == of_one


async def keep(redis, day: date, usd: float, fetched_at: datetime = NOW) -> None:
    """Keep a day as a worker does."""
    found = Day(day, fetched_at, True, [UsageDay("a", usd, 10), UsageDay("b", 1.0, 1)])
    await redis.set(USAGE.source.day_key(day), encode(found))


async def usd(ledger: Ledger) -> float:
    return (await ledger.open(USAGE, WEEK)).account(WEEK).total.usd


@pytest.fixture
async def ledger(redis) -> Ledger:
    """A ledger of a week at $3 a day."""
    for source in Source:
        await redis.set(source.state_key, encode(SourceState(NOW, NOW, NOW.date())))
    for day in WEEK:
        await keep(redis, day, 2.0)
    return Ledger(redis, nobody)


async def test_only_what_changed_is_read_again(redis, ledger, mocker):
    """A day that a worker wrote anew is read, as is one that came; those that stay are held."""
    read = mocker.spy(redis, "mget")
    assert await usd(ledger) == 21
    assert await usd(ledger) == 21
    assert read.call_count == 1

    await keep(redis, WEEK.last, 5.0, NOW + timedelta(minutes=5))
    assert await usd(ledger) == 24
    assert read.call_args.args[0] == [USAGE.source.day_key(WEEK.last)]
    await redis.delete(USAGE.source.day_key(WEEK.first))
    book = await ledger.open(USAGE, WEEK)
    assert book.account(WEEK).missing == [WEEK.first]


async def test_redis_goes_while_days_are_read(redis, ledger, mocker):
    """A day that was written anew, and cannot be read now, is told as it was before."""
    assert await usd(ledger) == 21
    await keep(redis, WEEK.last, 5.0, NOW + timedelta(minutes=5))
    gone = mocker.patch.object(redis, "mget", side_effect=RedisConnectionError("gone"))
    book = await ledger.open(USAGE, WEEK)
    assert (book.account(WEEK).total.usd, book.remembered) == (21, True)

    mocker.stop(gone)
    assert await usd(ledger) == 24


async def test_figures_are_worked_out_once(ledger):
    """As long as no day changes, the same figures of a period serve every question."""
    one, other = [(await ledger.open(USAGE, WEEK)).account(WEEK) for _ in range(2)]
    assert one is other
    assert one.chutes is other.chutes


async def test_a_comparison_keeps_no_figures(ledger):
    """A process that compares each day with the one before holds only the newest figures."""
    book = await ledger.open(USAGE, WEEK)
    found = [book.account(Period(day, day)) for day in WEEK]
    for before, after in pairwise(found):
        assert moved(before, after) is moved(before, after)
    last, others = found[-1], [ref(one) for one in found[:-1]]
    del book, found, before, after
    ledger._totals = KnownTotals()  # as when others were asked for since

    gc.collect()
    assert last.total.usd == 3
    assert [one for one in others if one()] == []


async def test_more_days_than_are_held(ledger, monkeypatch):
    """A question that needs more rows than a process holds still gets all of them."""
    monkeypatch.setattr(held, "MOST_HELD_ROWS", 3)
    assert await usd(ledger) == 21
    assert await usd(ledger) == 21


@pytest.mark.parametrize("damage", ["cut", "another type"])
async def test_a_damaged_day_is_missing(redis, ledger, damage):
    """A day that cannot be read is missing, also if it was held; nothing else is lost."""
    assert await usd(ledger) == 21
    key = USAGE.source.day_key(WEEK.last)
    if damage == "cut":
        await redis.set(key, (await redis.get(key))[:-9])
    else:
        await redis.delete(key)
        await redis.lpush(key, 1)

    book = await ledger.open(USAGE, Period(WEEK.first, WEEK.last + DAY))
    assert book.account(WEEK).missing == [WEEK.last]
    assert not book.remembered
