"""Events: only those subscribed to, with Slack's envelope, again if not acknowledged."""

import pytest

from bot.sandbox.slack import open_slack
from bot.sandbox.slack.cast import ADA, BOT_USER, GPU_COSTS, OPS_PRIVATE, OTHER_TEAM, TEAM
from bot.sandbox.slack.errors import Mistaken
from tests.sandbox.slack.samples import MANIFEST


async def test_mention(slack, app):
    """A mention comes where the app is a member."""
    await slack.type("ada", "gpu-costs", "@chutes usage 7d")
    await slack.type("ada", "general", "@chutes usage 7d")
    await slack.wait_for(lambda: app.payloads("app_mention"))

    [payload] = app.payloads("app_mention")
    event = payload["event"]
    assert event["text"] == f"<@{BOT_USER}> usage 7d"
    assert (event["user"], event["channel"], event["event_ts"]) == (ADA, GPU_COSTS, event["ts"])
    assert payload["event_id"].startswith("Ev")
    assert payload["authorizations"][0]["user_id"] == BOT_USER


async def test_mention_in_a_thread(slack, app):
    """A mention in a thread says which."""
    parent = slack.say("ben", "gpu-costs", "hm").ts
    await slack.type("ada", "gpu-costs", "@chutes usage", thread_ts=parent)
    await slack.wait_for(lambda: app.payloads("app_mention"))

    assert app.payloads("app_mention")[0]["event"]["thread_ts"] == parent


async def test_mention_by_a_partner(slack, app):
    """Somebody of another organisation is marked as such."""
    await slack.type("eva", "partners", "@chutes usage")
    await slack.wait_for(lambda: app.payloads("app_mention"))

    [payload] = app.payloads("app_mention")
    origin = {name: payload["event"][name] for name in ("team", "user_team", "source_team")}
    assert set(origin.values()) == {OTHER_TEAM}
    assert payload["is_ext_shared_channel"]


@pytest.mark.parametrize(
    ("channel", "outer"), [("gpu-costs", TEAM), ("partners", OTHER_TEAM)], ids=["ours", "shared"]
)
async def test_where_an_event_belongs(slack, app, channel, outer):
    """In a shared channel the outer team is that where the channel began; ours is told apart."""
    await slack.type("ada", channel, "@chutes usage")
    [payload] = await slack.wait_for(lambda: app.payloads("app_mention"))

    assert payload["team_id"] == outer
    assert payload["context_team_id"] == payload["authorizations"][0]["team_id"] == TEAM
    assert "user_team" not in payload["event"]


async def test_edited(slack, app):
    """An edited mention is another event about the same message, which says that it was edited."""
    ts = (await slack.type("ada", "gpu-costs", "@chutes usage"))["ts"]
    slack.edit("ada", "gpu-costs", ts, "@chutes usage 7d")
    await slack.wait_for(lambda: len(app.payloads("app_mention")) == 2)

    first, second = sorted(app.payloads("app_mention"), key=lambda p: "edited" in p["event"])
    assert first["event_id"] != second["event_id"]
    assert first["event"]["ts"] == second["event"]["ts"] == ts
    assert second["event"]["edited"] == {"user": ADA, "ts": second["event"]["event_ts"]}
    assert second["event"]["text"] == f"<@{BOT_USER}> usage 7d"
    assert slack.messages("gpu-costs")[0]["text"] == second["event"]["text"]


async def test_doubled(slack, app):
    """An event may come several times, with the same id."""
    slack.events(copies=3)
    await slack.type("ada", "gpu-costs", "@chutes usage")
    await slack.wait_for(lambda: len(app.payloads("app_mention")) == 3)

    assert len({payload["event_id"] for payload in app.payloads("app_mention")}) == 1


async def test_late(slack, app, clock):
    """An event may come hours after it happened."""
    slack.events(held=True)
    happened = clock.now.timestamp()
    await slack.type("ada", "gpu-costs", "@chutes usage")
    clock.forward(hours=3)
    await slack.type("ada", "gpu-costs", "/chutes")
    assert app.payloads("app_mention") == []
    slack.events()
    await slack.wait_for(lambda: app.payloads("app_mention"))

    assert app.payloads("app_mention")[0]["event_time"] == happened


async def test_taken_back(slack, app):
    """What is edited or deleted in a direct message is told as such."""
    ts = (await slack.type("ada", "D0ADA00001", "helo"))["ts"]
    slack.edit("ada", "D0ADA00001", ts, "hello")
    slack.delete("ada", "D0ADA00001", ts)
    await slack.wait_for(lambda: len(app.payloads("message")) == 3)

    told = {
        payload["event"].get("subtype"): payload["event"] for payload in app.payloads("message")
    }
    assert told["message_changed"]["message"]["text"] == "hello"
    assert told["message_changed"]["previous_message"]["text"] == "helo"
    assert told["message_deleted"]["deleted_ts"] == ts
    assert slack.messages("D0ADA00001") == []


async def test_not_ones_own(slack):
    """Nobody changes what others wrote."""
    ts = slack.say("ben", "gpu-costs", "hm").ts

    with pytest.raises(Mistaken):
        slack.edit("ada", "gpu-costs", ts, "ha")
    with pytest.raises(Mistaken):
        slack.delete("ada", "gpu-costs", ts)


@pytest.mark.parametrize("tab", ["home", "messages"])
async def test_opened(slack, app, tab):
    """The app hears which of its tabs somebody opens."""
    slack.home("ada", tab)
    [payload] = await slack.wait_for(lambda: app.payloads("app_home_opened"))

    assert payload["event"]["tab"] == tab


async def test_thread_of_a_direct_message(slack, app, api):
    """A person can write to the app in a thread of its Messages tab."""
    parent = (await api("chat.postMessage", channel=ADA, text="hi"))["ts"]
    await slack.type("ada", "@ada", "why?", thread_ts=parent)
    await slack.wait_for(lambda: len(app.payloads("message")) == 2)

    [event] = [p["event"] for p in app.payloads("message") if p["event"]["user"] == ADA]
    assert (event["channel_type"], event["thread_ts"]) == ("im", parent)


@pytest.mark.parametrize(
    "tab", [{}, {"messages_tab_enabled": True}, {"messages_tab_read_only_enabled": False}], ids=str
)
async def test_no_messages_tab(tab):
    """Nobody writes to an app whose Messages tab is off or read-only."""
    features = {**MANIFEST["features"], "app_home": {"home_tab_enabled": True, **tab}}
    async with open_slack({**MANIFEST, "features": features}) as slack:
        with pytest.raises(Mistaken):
            await slack.type("ada", "@ada", "hello")


async def test_direct_messages(slack, app, api):
    """The app hears direct messages, its own included, and no mention on top."""
    await slack.type("ada", "D0ADA00001", "@chutes hello")
    await api("chat.postMessage", channel=ADA, text="hi")
    await slack.wait_for(lambda: len(app.payloads("message")) == 2)

    texts = sorted(payload["event"]["text"] for payload in app.payloads("message"))
    assert texts == [f"<@{BOT_USER}> hello", "hi"]
    assert app.payloads("app_mention") == []


async def test_not_subscribed(slack, app):
    """Messages in channels are none of its business."""
    await slack.type("ada", "gpu-costs", "lunch?")
    await slack.type("ada", "gpu-costs", "/chutes")

    assert [envelope["type"] for envelope in app.got] == ["hello", "slash_commands"]


async def test_without_the_scope(slack, app):
    """A subscription without its scope brings nothing."""
    slack.app.scopes.discard("app_mentions:read")
    await slack.type("ada", "gpu-costs", "@chutes usage")
    await slack.type("ada", "gpu-costs", "/chutes")

    assert app.payloads("app_mention") == []


async def test_joining(slack, app):
    """The app hears that it was invited, and can be invited by typing."""
    await slack.type("ada", "ops-private", "/invite @chutes")
    await slack.wait_for(lambda: app.payloads("member_joined_channel"))

    [payload] = app.payloads("member_joined_channel")
    assert (payload["event"]["user"], payload["event"]["channel"]) == (BOT_USER, OPS_PRIVATE)
    await slack.type("ada", "ops-private", "/remove @chutes")
    assert not next(c for c in slack.state("ada")["channels"] if c["id"] == OPS_PRIVATE)[
        "is_bot_member"
    ]


async def test_again(slack, app):
    """An event that nobody acknowledged comes again, with its number and reason."""
    slack.parts.events.retry_after = (0.0, 0.0, 0.0)
    slack.parts.delivery.patience = 0.05
    app.is_silent = True
    slack.home("ada")
    await slack.wait_for(lambda: len(app.got) == 5)

    attempts = [(one["retry_attempt"], one["retry_reason"]) for one in app.got[1:]]
    assert attempts == [(0, ""), (1, "http_timeout"), (2, "http_timeout"), (3, "http_timeout")]
    assert len({one["payload"]["event_id"] for one in app.got[1:]}) == 1


async def test_uninstalled(slack, app):
    """Uninstalling is told as two events."""
    slack.uninstall()
    await slack.wait_for(lambda: app.payloads("app_uninstalled"))
    await slack.wait_for(lambda: app.payloads("tokens_revoked"))

    [payload] = app.payloads("tokens_revoked")
    assert payload["event"]["tokens"]["bot"] == [BOT_USER]
