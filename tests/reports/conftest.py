"""A bot that may report, in this process."""

from datetime import timedelta

import pytest

from bot.config import Rate
from bot.reports.factories import report_store
from bot.reports.service import Reports
from bot.sandbox.world import SANDBOX
from tests.reports.reporting_bot import UNDO, may_report, open_reporting


@pytest.fixture
def limit():
    """How often a person may report."""
    return Rate(10, timedelta(hours=1))


@pytest.fixture
def settings(settings, limit):
    return may_report(settings, report_limit_per_person=limit)


@pytest.fixture
async def reporting_bot(web, settings, redis_url, clock, api):
    """Somebody who sends reports."""
    async with open_reporting(settings, redis_url, clock):
        yield
        api.faults.clear()


@pytest.fixture
def reports(redis, settings, clock):
    """The reports, as another process of the bot has them."""
    return Reports(report_store(settings, redis), "account", UNDO, clock)


@pytest.fixture
def ours(world):
    """An invocation of the bot's account."""
    return world.invocations(SANDBOX, 1)[0]
