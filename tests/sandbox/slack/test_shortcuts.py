"""Shortcuts: what they carry, and where Slack does not offer them."""

import pytest

from bot.sandbox.slack.cast import ADA, BEN, GPU_COSTS
from bot.sandbox.slack.errors import Mistaken


async def test_message_shortcut(slack, app):
    """A message shortcut carries the message, where it is, and a way to answer."""
    ts = slack.say("ben", "gpu-costs", "look at `6f1c`, <odd>").ts
    await slack.shortcut("ada", "report", "gpu-costs", ts)

    [payload] = app.payloads("message_action")
    message = payload["message"]
    assert (payload["callback_id"], payload["user"]["id"]) == ("report", ADA)
    assert payload["channel"] == {"id": GPU_COSTS, "name": "gpu-costs"}
    assert (payload["message_ts"], message["user"]) == (ts, BEN)
    assert message["text"] == "look at `6f1c`, &lt;odd&gt;"
    assert message["blocks"][0]["elements"][0]["elements"][1] == {
        "type": "text",
        "text": "6f1c",
        "style": {"code": True},
    }
    assert payload["response_url"]
    assert payload["trigger_id"]


async def test_global_shortcut(slack, app):
    """A global shortcut knows no channel and cannot answer."""
    await slack.shortcut("ada", "report_global")

    [payload] = app.payloads("shortcut")
    assert payload["callback_id"] == "report_global"
    assert not payload.keys() & {"channel", "response_url", "message"}


async def test_on_a_file(slack, app):
    """Whatever a message holds comes along."""
    ts = slack.say("ben", "gpu-costs", "", files=[{"id": "F1", "title": "6f1c.log"}]).ts
    await slack.shortcut("ada", "report", "gpu-costs", ts)

    assert app.payloads("message_action")[0]["message"]["files"][0]["title"] == "6f1c.log"


async def test_not_on_ephemeral(slack, app, api):
    """Slack offers none on ephemeral messages."""
    told = await api("chat.postEphemeral", channel=GPU_COSTS, user=ADA, text="psst")

    with pytest.raises(Mistaken):
        await slack.shortcut("ada", "report", "gpu-costs", told["message_ts"])


@pytest.mark.parametrize("name", ["report", "unknown"])
async def test_not_as_global(slack, app, name):
    """A message shortcut needs a message, and any has to exist."""
    with pytest.raises(Mistaken):
        await slack.shortcut("ada", name)
