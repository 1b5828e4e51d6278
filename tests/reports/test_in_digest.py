"""What a digest says of reports: made, on file, confirmed, waiting."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chutes.client import open_chutes
from bot.digests.calendar import EVERY_DAY, schedule
from bot.digests.figures import ReportCounts, read_figures
from bot.digests.records import Digest, Section
from bot.digests.sections import reports as said
from bot.figures.ledger import Ledger, nobody
from bot.figures.periods import Period
from tests.reports.confirming import ConfirmingWorkers

HOUR = timedelta(hours=1)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
async def confirming(redis, api, clock):
    async with open_chutes(api.url, clock=clock) as chutes:
        yield ConfirmingWorkers(redis, chutes, api, clock)


@pytest.fixture
def count(confirming):
    """Return what a digest of a day counts."""

    async def count(day):
        now = confirming.clock()
        plan = schedule(now.time(), "UTC", EVERY_DAY, now)
        digest = Digest("T1", "C1", "U1", plan, begins=now, since=now, sections=(Section.REPORTS,))
        ledger = Ledger(confirming.redis, nobody)
        return (await read_figures(ledger, confirming.store, digest, Period(day, day))).reports

    return count


async def test_counts(confirming, count):
    """Of a day: what was made, on file, and confirmed; a report counts once, confirmed or not."""
    await confirming.file(3)
    await confirming.look(later=4 * HOUR)

    assert await count(TUESDAY) == ReportCounts(made=3, filed=3, confirmed=2, waiting=0)
    assert await count(WEDNESDAY) is None


async def test_confirmed_later(confirming, count):
    """What is confirmed on another day counts there, though nothing was made on that day."""
    made = await confirming.file(3)
    confirming.clock.forward(24 * HOUR)
    confirming.api.world.reports.confirm(made[2].invocation_id, confirming.clock())
    await confirming.look(later=2 * HOUR)

    assert (await count(TUESDAY)).confirmed == 2
    assert await count(WEDNESDAY) == ReportCounts(made=0, filed=0, confirmed=1, waiting=0)


async def test_shortly_before_midnight(confirming, count):
    """The day is that of the platform's clock, not the one on which we hear of it."""
    confirming.clock.now = datetime(2026, 11, 24, 21, 50, tzinfo=UTC)
    await confirming.file()
    await confirming.look(later=3 * HOUR)

    assert confirming.clock().date() == WEDNESDAY
    assert (await count(TUESDAY)).confirmed == 1


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((3, 2, 1, 4), "3 reports, 2 on file; 1 confirmed by Chutes; 4 waiting."),
        ((3, 3, 0, 0), "3 reports, 3 on file."),
        ((0, 0, 2, 0), "0 reports, 0 on file; 2 confirmed by Chutes."),
    ],
)
def test_sentence(counts, sentence):
    """What is nothing is left out."""
    assert said(ReportCounts(*counts)) == f"*Reports from here*: {sentence}"
