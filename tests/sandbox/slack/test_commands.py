"""Slash commands: the payload, escaping, and what an acknowledgement shows."""

import pytest

from bot.sandbox.slack.cast import ADA, BEN, GENERAL, OPS_PRIVATE
from bot.sandbox.slack.errors import Mistaken
from tests.sandbox.slack.samples import section


async def test_payload(slack, app):
    """A command has every field, each a string."""
    await slack.type("ada", "general", "/chutes usage  7d ")

    [payload] = app.payloads("slash_commands")
    assert (payload["command"], payload["text"]) == ("/chutes", "usage  7d")
    assert (payload["user_id"], payload["channel_name"]) == (ADA, "general")
    assert payload["is_enterprise_install"] == "false"
    assert all(isinstance(value, str) for value in payload.values())


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("report @ben", f"report <@{BEN}>"),
        ("in #general", f"in <#{GENERAL}|general>"),
        ("in #ops-private", f"in <#{OPS_PRIVATE}|>"),
        ("a < b && c", "a &lt; b &amp;&amp; c"),
        ("@here", "<!here>"),
        ("see https://a.example/x?b&c.", "see <https://a.example/x?b&amp;c>."),
        ("chutes.ai", "<http://chutes.ai|chutes.ai>"),
        ("me@example.com", "<mailto:me@example.com|me@example.com>"),
        ("DeepSeek-V3.1 @nobody #nowhere", "DeepSeek-V3.1 @nobody #nowhere"),
    ],
)
async def test_escaping(slack, app, typed, text):
    """With `should_escape`, names and links come in brackets, the rest as entities."""
    await slack.type("ada", "general", f"/chutes {typed}")

    assert app.payloads("slash_commands")[0]["text"] == text


async def test_no_escaping(slack, app):
    """Without it, the text comes as typed."""
    await slack.type("ada", "general", "/plain @ben & <x>")

    assert app.payloads("slash_commands")[0]["text"] == "@ben & <x>"


@pytest.mark.parametrize(
    ("channel", "name"), [("ops-private", "privategroup"), ("D0ADA00001", "directmessage")]
)
async def test_private_names(slack, app, channel, name):
    """Slack does not tell the names of private conversations."""
    await slack.type("ada", channel, "/chutes")

    assert app.payloads("slash_commands")[0]["channel_name"] == name


async def test_unknown(slack, app):
    """A command that no app has goes nowhere."""
    assert not (await slack.type("ada", "general", "/chute"))["ok"]

    assert app.payloads("slash_commands") == []
    assert slack.messages("general")[0]["text"] == "`/chute` is not a valid command."


async def test_in_a_thread(slack, app):
    """Commands do not exist in threads."""
    parent = slack.say("ben", "general", "hm").ts
    await slack.type("ada", "general", "/chutes usage", thread_ts=parent)

    assert app.payloads("slash_commands") == []


@pytest.mark.parametrize(
    ("who", "where"), [("ben", "old-project"), ("chiyo", "ops-private"), ("eva", "general")]
)
async def test_where_nobody_types(slack, who, where):
    """Nobody types in an archived channel, or one they are not in."""
    with pytest.raises(Mistaken):
        await slack.type(who, where, "/chutes")


async def test_private_acknowledgement(slack, app):
    """What comes with the acknowledgement is for the person alone."""
    app.answer = lambda envelope: {"text": "one moment"}
    await slack.type("ada", "general", "/chutes")

    [shown] = slack.messages("general", "ada")
    assert (shown["text"], slack.messages("general", "ben")) == ("one moment", [])


async def test_shared_acknowledgement(slack, app):
    """`in_channel` shows what was typed, too."""
    app.answer = lambda envelope: {"text": "42", "response_type": "in_channel"}
    await slack.type("ada", "general", "/chutes usage")

    assert [one["text"] for one in slack.messages("general", "ben")] == ["/chutes usage", "42"]


async def test_bad_acknowledgement(slack, app):
    """Blocks that Slack cannot show are a failure for the person."""
    app.answer = lambda envelope: {"blocks": [section("")]}
    typed = await slack.type("ada", "general", "/chutes")

    assert typed["refused"][0] == "invalid_blocks"
    assert slack.wire.rows()[-1]["refused"] == typed["refused"]
    assert "failed with the error" in slack.messages("general")[0]["text"]
