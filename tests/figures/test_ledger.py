"""The ledger: what is kept of the API's figures, and what is made of them."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import httpx
import pytest

from bot.chutes.client import open_chutes
from bot.errors import NotKnownYet
from bot.figures.days import Source
from bot.figures.ledger import Ledger
from bot.figures.periods import Period, last_days
from bot.figures.refresh import Refresh, VisitPlan
from bot.figures.series import PeriodTotals
from bot.figures.totals import USAGE

WEEK = Period(date(2026, 11, 17), date(2026, 11, 23))


class Woken(list[str]):
    """A queue that only remembers what was left in it."""

    async def enqueue(self, name: str, data: object, *, id: str) -> None:
        self.append(id)


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
def ledger(redis, woken) -> Ledger:
    return Ledger(redis, woken.enqueue, patience=0.2)


@pytest.fixture
async def refresh(redis, api, ledger, clock) -> AsyncIterator[Refresh]:
    async with open_chutes(api.url) as chutes:
        pace = VisitPlan(often=timedelta(minutes=5), history=timedelta(days=60))
        yield Refresh(redis, chutes, ledger, clock, pace)


async def usage(ledger: Ledger, period: Period) -> PeriodTotals:
    """What the ledger has of usage in *period*."""
    return (await ledger.open(USAGE, period)).account(period)


async def rows(api) -> list[dict]:
    """The API's rows, read without any of the bot's code."""
    async with httpx.AsyncClient(verify=False) as http:
        return (await http.get(f"{api.url}/invocations/usage")).json()


async def test_figures_are_the_apis(refresh, ledger, api):
    """Totals by chute and by day equal the API's rows added up."""
    await refresh.visit(Source.USAGE)
    known = await usage(ledger, WEEK)

    wanted = [row for row in await rows(api) if "2026-11-17" <= row["date"] <= "2026-11-23"]
    assert known.total.usd == pytest.approx(sum(row["usd_amount"] for row in wanted), abs=1e-6)
    assert known.total.requests == sum(row["invocation_count"] for row in wanted)
    assert len(known.chutes) == len({row["chute_id"] for row in wanted})
    assert [day.date for day in known.days] == list(WEEK)


async def test_partial_days_are_not_complete(refresh, ledger, clock):
    """Today is known so far; the day in which the API's window begins is not kept at all."""
    await refresh.visit(Source.USAGE)

    today = await usage(ledger, Period(clock().date(), clock().date()))
    assert [day.complete for day in today.days] == [False]
    window = await usage(ledger, Period(date(2026, 11, 10), date(2026, 11, 24)))
    assert window.days[0].date == date(2026, 11, 14)
    assert window.days[-1].date == date(2026, 11, 23)


async def test_a_day_is_complete_twenty_minutes_after_it(refresh, ledger, clock):
    """At ten past midnight the day before may still grow; at half past it is settled."""
    clock.now = clock.now.replace(day=24, hour=0, minute=10)
    await refresh.visit(Source.USAGE)
    monday = Period(date(2026, 11, 23), date(2026, 11, 23))
    assert not (await usage(ledger, monday)).days[0].complete

    clock.forward(timedelta(minutes=20))
    await refresh.visit(Source.USAGE)
    assert (await usage(ledger, monday)).days[0].complete


async def test_complete_days_outlive_the_apis_window(refresh, ledger, clock):
    """Twenty days later the days that the API no longer has are still known."""
    await refresh.visit(Source.USAGE)
    before = await usage(ledger, WEEK)
    clock.forward(timedelta(days=20))
    await refresh.visit(Source.USAGE)

    after = await usage(ledger, WEEK)
    assert after.total == before.total
    assert (await usage(ledger, Period(date(2026, 11, 17), date(2026, 12, 13)))).missing


async def test_an_empty_answer_replaces_nothing(refresh, ledger, api, clock):
    """An API without figures is not an API with figures of zero."""
    await refresh.visit(Source.USAGE)
    clock.forward(timedelta(minutes=6))
    api.faults.add("usage", "empty")
    await refresh.visit(Source.USAGE)

    book = await ledger.open(USAGE, WEEK)
    assert book.account(WEEK).total.usd > 0
    assert "no figures at the moment" in book.state.trouble
    assert book.state.failing_since == clock()


async def test_names_come_from_the_statistics(refresh, ledger, world):
    """A chute is called what the newest statistics call it, and by its short id without any."""
    for source in Source:
        await refresh.visit(source)

    book = await ledger.open(USAGE, WEEK)
    names = book.names.apart(book.account(WEEK).chutes)
    assert "[private]" not in names.values()
    assert "[unknown]" not in names.values()
    assert len({name for name in names.values() if name.count("-")}) > 30
    assert len(set(names.values())) == len(names)
    assert "example-diffusion" in names.values()
    assert names[world.played_by("renamed").chute_id] == "Meadow-R1-0528"


async def test_without_figures(ledger, woken):
    """With nothing known the workers are woken, and the person hears it after a while."""
    with pytest.raises(NotKnownYet, match="hasn't answered yet"):
        await usage(ledger, WEEK)
    firsts = ["usage/first", "stats/llm/first", "stats/diffusion/first"]
    assert [id.rpartition("/")[0] for id in woken] == firsts


async def test_sweep(refresh, woken, clock):
    """A source is due every five minutes; a visit that is not due does nothing."""
    await refresh.sweep()
    firsts = ["usage/first", "stats/llm/first", "stats/diffusion/first"]
    assert [id.rpartition("/")[0] for id in woken] == firsts
    await refresh.visit(Source.USAGE)
    woken.clear()
    clock.forward(timedelta(minutes=4))
    await refresh.sweep()
    assert not [id for id in woken if id.startswith("usage")]

    clock.forward(timedelta(minutes=1))
    await refresh.sweep()
    assert [id for id in woken if id.startswith("usage")]


async def test_failures_are_tried_again_soon(refresh, api, woken, clock):
    """A source that failed is due after half a minute."""
    api.faults.add("usage", "answer", status=404)
    await refresh.visit(Source.USAGE)
    clock.forward(timedelta(seconds=31))
    await refresh.sweep()

    assert [id for id in woken if id.startswith("usage/2026")]


def test_last_days(clock):
    """Seven days end yesterday."""
    assert last_days(7, clock()) == WEEK
