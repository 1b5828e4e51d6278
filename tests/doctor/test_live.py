"""`doctor --live`: one message of each kind, posted in one thread."""

from datetime import timedelta

import pytest

from bot.clock import utc_now
from bot.doctor.context import open_context
from bot.doctor.environment import Environment
from bot.doctor.live import live_trial
from bot.health.findings import FindingState
from bot.reports.factories import report_store
from bot.reports.life import Complaint, new_report
from bot.sandbox.slack.cast import BEN, GPU_COSTS, TEAM


@pytest.fixture
def live(settings, redis_url, redis, tmp_path):
    """Try everything in a channel; return the findings."""

    async def tried(channel: str = GPU_COSTS):
        given = settings.model_copy(update={"redis_url": type(settings.slack_bot_token)(redis_url)})
        async with open_context(Environment(given, ()), tmp_path, utc_now) as patient:
            return [finding async for finding in live_trial(patient, channel, pause=0)]

    return tried


def with_file(slack):
    """Return the message that shares a file; Slack shows it a little later."""
    return next((said for said in slack.messages("gpu-costs", "ada") if said.get("files")), None)


async def test_everything_is_tried(live, slack):
    """Every message is in one thread, says what it is, and was taken in its richest form."""
    found = await live(f"https://example.slack.com/archives/{GPU_COSTS}/p1")
    file = await slack.wait_for(lambda: with_file(slack), 5)
    [first, *replies] = slack.messages("gpu-costs", "ada")
    said = [message for message in replies if message != file]

    assert {finding.state for finding in found} == {FindingState.FINE, FindingState.NOTE}
    assert {message["thread_ts"] for message in replies} == {first["ts"]}
    assert all("A trial by `make doctor`: " in message["text"] for message in said)
    assert len(said) == len([finding for finding in found if finding.area == "Messages"])
    assert {"data_visualization", "data_table"} <= {
        block["type"] for message in said for block in message.get("blocks", [])
    }


async def test_a_workspace_without_charts(live, slack):
    """Where charts are refused, it says in which form a message went, and Slack's words."""
    slack.app.native_blocks = False
    found = {finding.seen.partition(":")[0]: finding for finding in await live()}

    assert found["usage"].state is FindingState.WARNING
    assert "accepted only with plain tables; Slack says: invalid_blocks: " in found["usage"].seen
    assert found["help"].state is FindingState.FINE


async def test_a_refused_view_and_file(live, slack):
    """What Slack has against a view is quoted; a file without its scope is not tried."""
    slack.app.scopes.discard("files:write")
    slack.faults.add("chat.postMessage", error="ratelimited", retry_after=1)  # is obeyed
    slack.faults.add("blocks.validate", 1000, error="invalid_view")
    found = {finding.seen.partition(":")[0]: finding for finding in await live()}

    assert found["Home"].seen == "Home: refused by blocks.validate: invalid_view."
    assert "accepted, though blocks.validate says" in found["usage"].seen
    assert "files:write is not granted" in found["A file"].seen


@pytest.mark.parametrize("error", ["fatal_error", "unknown_method"])
async def test_no_judgement(live, slack, error):
    """What keeps Slack from judging is no fault of what was to be judged."""
    slack.faults.add("blocks.validate", 1000, error=error)
    found = {finding.seen.partition(":")[0]: finding for finding in await live()}

    assert found["Home"].state is found["usage"].state is FindingState.NOTE
    assert found["Home"].seen == f"Home: not judged: {error}."
    assert found["usage"].seen.startswith("usage: accepted; blocks.validate did not judge it: ")
    assert not [finding for finding in found.values() if finding.is_wrong]


async def test_slack_has_trouble(live, slack):
    """What Slack could not take at the moment is no fault of the bot."""
    slack.faults.add("chat.postMessage", error="internal_error")
    [found] = await live()

    assert found.seen.endswith(f"{GPU_COSTS}: internal_error.")
    assert found.mend == "Slack has trouble, or the network: try again later."


async def test_nothing_private(live, slack, redis, settings):
    """What people have reported is not told to the channel."""
    complaint = Complaint(
        invocation_id="6f1c0b6e-52aa-5d1b-9a0f-1d2c3b4a5e6f",
        team_id=TEAM,
        user_id=BEN,
        kind="Garbled output",
        reason="between us",
    )
    made = new_report(complaint, "private", utc_now(), timedelta(0))
    await report_store(settings, redis).claim(made)
    await live()
    said = repr(slack.messages("gpu-costs", "ada"))

    assert "the ledger of reports (a sample)" in said
    assert "between us" not in said
    assert complaint.invocation_id not in said


@pytest.mark.parametrize(
    ("channel", "mend"),
    [("C0GENERAL1", "/invite @chutes"), ("C0NOWHERE1", "id"), ("C0OLDPROJ1", "Unarchive")],
)
async def test_a_channel_that_does_not_take_it(live, slack, channel, mend):
    """Where nothing can be posted it says why, and what to do, and stops."""
    [found] = await live(channel)

    assert found.state is FindingState.BROKEN
    assert mend in found.mend
