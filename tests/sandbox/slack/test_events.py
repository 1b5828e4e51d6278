"""Events: only those subscribed to, with Slack's envelope, again if not acknowledged."""

from bot.sandbox.slack.cast import ADA, BOT_USER, GPU_COSTS, OPS_PRIVATE, OTHER_TEAM


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
    assert payload["event"]["user_team"] == OTHER_TEAM
    assert payload["is_ext_shared_channel"]


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
