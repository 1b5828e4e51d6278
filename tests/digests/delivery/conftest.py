"""A digest that is due in the sandbox's Slack, and workers whose pauses take no time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest

from bot.digests.calendar import EVERY_DAY
from bot.digests.service import Digests
from bot.sandbox.slack import Slack, open_slack
from bot.store.due import DueWorker
from tests.conftest import MANIFEST, Clock
from tests.digests.delivery.digesting import delivering, set_up, utc


@pytest.fixture
def clock() -> Clock:
    return Clock(utc(23, 12))


@pytest.fixture
async def slack(clock) -> AsyncIterator[Slack]:
    async with open_slack(MANIFEST, clock=clock) as slack:
        slack.parts.files.shared_after = 0
        yield slack


@pytest.fixture
def digests(redis, clock) -> Digests:
    return Digests(redis, clock)


@pytest.fixture
def working(slack, redis, clock):
    """Opens a worker whose pauses take no time but the clock's."""

    async def sleep(seconds: float) -> None:
        clock.forward(timedelta(seconds=seconds))

    return partial(delivering, slack.api_url, slack.bot_token, redis, clock, sleep=sleep)


@pytest.fixture
async def rounds(working) -> AsyncIterator[DueWorker]:
    async with working() as rounds:
        yield rounds


@pytest.fixture
def days() -> tuple[int, ...]:
    """The days of the week on which it comes."""
    return EVERY_DAY


@pytest.fixture
async def due(redis, clock, days) -> None:
    """A digest of #gpu-costs that was set up on Monday, and it is Tuesday, 9:00."""
    await set_up(redis, clock, days=days)
    clock.now = utc(24, 9)
