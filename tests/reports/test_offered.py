"""Whether the server takes reports at all: asked before anybody types one."""

import pytest

from bot.chutes.client import open_chutes
from bot.errors import Refused
from bot.reports.factories import credentials, report_store
from bot.reports.sender import ReportSender
from bot.reports.service import Reports
from bot.reports.store import due_reports
from tests.conversation import ADA
from tests.reports.reporting_bot import COSTS, UNDO
from tests.reports.test_form import form, words


@pytest.fixture
def api_of_2026(api):
    """A server that takes no reports."""
    api.profile = "2026"


async def test_nobody_types_in_vain(api_of_2026, bot, slack, api, redis, ours):
    """A worker asks whether reports are taken; if not, the form says so from the first one on."""
    await slack.wait_for(lambda: api.requests.count("no report") or None, within=8)
    await slack.type(ADA, COSTS, f"/chutes report {ours}")
    modal = await form(slack)

    assert words(modal) == "Chutes doesn't take reports at the moment."
    assert api.requests.count("report") == 0


async def test_nobody_is_sent_for_a_key_in_vain(redis, settings, clock):
    """Where reports are not taken, that is said before that there is no key to make them with."""
    store = report_store(settings, redis)
    reports = Reports(store, None, UNDO, clock)
    with pytest.raises(Refused, match="Reporting isn't set up"):
        await reports.check_offered()
    await store.note_gone(True)

    with pytest.raises(Refused, match="doesn't take reports"):
        await reports.check_offered()


async def test_reports_are_taken_again(redis, settings, clock, api):
    """What a server did not take once, it may take again; trouble says nothing of either."""
    store = report_store(settings, redis)
    async with open_chutes(api.url, credentials(settings, clock), clock) as chutes:
        reporting_bot = ReportSender(store, due_reports(redis, clock), chutes, clock)
        found = []
        for profile, status in (("2026", 0), ("2026", 503), ("documented", 503), ("documented", 0)):
            api.profile = profile
            if status:
                api.faults.add("no report", "answer", status=status)
            await reporting_bot.look()
            found.append(await store.is_gone())

    assert found == [True, True, True, False]
