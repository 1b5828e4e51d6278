"""A Slack whose clock stands, and both workers of watches, whose pauses take no time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest

from bot.sandbox.slack import Slack, open_slack
from tests.conftest import MANIFEST, Clock
from tests.watches.watching import Bench, settled, watching


@pytest.fixture
def clock() -> Clock:
    return Clock(settled(20))


@pytest.fixture
async def slack(clock) -> AsyncIterator[Slack]:
    async with open_slack(MANIFEST, clock=clock) as slack:
        yield slack


@pytest.fixture
def working(slack, redis, clock):
    """Opens workers whose pauses take no time but the clock's."""

    async def sleep(seconds: float) -> None:
        clock.forward(timedelta(seconds=seconds))

    return partial(watching, slack.api_url, slack.bot_token, redis, clock, sleep=sleep)


@pytest.fixture
async def bench(working) -> AsyncIterator[Bench]:
    async with working() as bench:
        yield bench
