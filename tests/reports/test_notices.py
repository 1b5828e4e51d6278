"""What people are told, while Slack refuses, hesitates or says nothing."""

from datetime import timedelta

import pytest

from tests.conversation import ADA
from tests.reports.reporting_bot import COSTS, DIRECT, REASON, UNDO, ask_here, direct, filed
from tests.reports.test_form import form, submit

TROUBLE = {
    "refusal": {"error": "restricted_action"},
    "500": {"status": 500},
    "rate limit": {"error": "ratelimited", "retry_after": 60},
    "silence": {"delay": 0.1, "reset": True},
}


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_a_notice_never_fails_the_report(reporting_bot, slack, api, clock, ours, trouble):
    """Whatever Slack says to a direct message, the report is filed; the next state is told."""
    slack.faults.add("chat.postMessage", **TROUBLE[trouble])
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    await slack.wait_for(lambda: not list(slack.faults))
    clock.forward(UNDO)

    def look():
        clock.forward(timedelta(seconds=1))  # or nobody is asked again
        return "*filed*" in str(slack.messages(DIRECT)[-1:])

    await slack.wait_for(look, within=8)
    assert filed(api) == [ours]
    assert len(slack.messages(DIRECT)) == 1


async def test_a_lost_message_is_replaced(reporting_bot, slack, api, clock, ours):
    """If Slack no longer has the message, a new one says how it went."""
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    await direct(slack, "*held*")
    slack.faults.add("chat.update", error="message_not_found", count=1)
    clock.forward(UNDO)

    await direct(slack, "*filed*")


async def test_a_thread_that_cannot_be_told(reporting_bot, slack, api, clock, ours):
    """The reporter hears why their thread knows nothing; the report is filed all the same."""
    message = slack.say("ben", "general", ours)
    await slack.shortcut(ADA, "report_invocation", "general", message.ts)
    await submit(slack, await form(slack), thread=["yes"])
    await slack.wait_for(lambda: "Got it" in str(slack.modal(ADA)))
    clock.forward(UNDO)
    told = await direct(slack, "*filed*")

    assert "I'm not in that channel" in told["blocks"][-1]["elements"][0]["text"]
    assert filed(api) == [ours]


async def test_undone_before_the_thread_knew(reporting_bot, slack, api, clock, ours):
    """A report that is undone leaves no trace in the thread."""
    message = slack.say("ben", COSTS, ours)
    await slack.shortcut(ADA, "report_invocation", COSTS, message.ts)
    await submit(slack, await form(slack), thread=["yes"])
    held = await direct(slack, "*held*")
    await slack.act(ADA, "report_undo", channel=DIRECT, ts=held["ts"])
    await direct(slack, "*withdrawn*")

    assert len(slack.messages(COSTS, thread_ts=message.ts)) == 1
