"""The clocks of others, as their answers tell them."""

from datetime import UTC, datetime

import aiohttp
import pytest

from bot.chutes.client import open_chutes
from bot.doctor.clocks import clocks
from bot.slack.client import SlackClient
from tests.chutes.wire import open_wire, reply

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("Tue, 24 Nov 2026 12:00:00 -0000", "This machine's clock agrees with Slack's."),
        ("Tue, 24 Nov 2026 12:03:00 -0000", "This machine's clock is 3 min behind Slack's."),
        ("at noon", "Neither Slack nor the Chutes API told us the time."),
    ],
)
async def test_a_date(date, found):
    """A date without a known zone is in UTC; what is no date is none."""
    async with (
        open_wire() as wire,
        open_chutes(wire.url) as chutes,
        aiohttp.ClientSession() as session,
    ):
        wire.answers = [reply({"ok": True}, date=date)]
        slack = SlackClient(session, wire.url, "")
        [seen] = await clocks(slack, chutes, None, lambda: NOON)

    assert seen.seen == found


async def test_chutes_clock():
    """A Chutes whose clock is another than Slack's, by which it judges what is signed."""
    async with (
        open_wire() as noon,
        open_wire() as late,
        open_chutes(late.url) as chutes,
        aiohttp.ClientSession() as session,
    ):
        noon.answers = [reply({"ok": True}, date="Tue, 24 Nov 2026 12:00:00 GMT")]
        late.answers = [reply({"message": "pong"}, date="Tue, 24 Nov 2026 11:57:00 GMT")]
        found = await clocks(SlackClient(session, noon.url, ""), chutes, None, lambda: NOON)

    assert [finding.seen for finding in found] == [
        "This machine's clock agrees with Slack's.",
        "The Chutes API's clock is 3 min behind Slack's.",
    ]
