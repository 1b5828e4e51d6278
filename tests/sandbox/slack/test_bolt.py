"""A small Bolt app from end to end, through both doors."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from tests.sandbox.slack.samples import actions, button, field, modal


def build(client, **more) -> AsyncApp:
    app = AsyncApp(client=client, process_before_response=True, **more)

    @app.command("/chutes")
    async def usage(ack, respond):
        await ack()
        await respond("Usage", blocks=[actions(button())])

    @app.action("go")
    async def refresh(ack, respond):
        await ack()
        await respond("Fresh usage", replace_original=True)

    @app.shortcut("report_global")
    async def report(ack, client, body):
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"], view=modal(field(), callback_id="report")
        )

    @app.view("report")
    async def submitted(ack, body, client):
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text="Reported")

    @app.event("app_mention")
    async def mentioned(event, say):
        await say("You called?", thread_ts=event["ts"])

    return app


@pytest.fixture(params=["socket", "http"])
async def bolt(request, slack, client) -> AsyncIterator[None]:
    slack.parts.delivery.patience = 3.0
    if request.param == "socket":
        handler = AsyncSocketModeHandler(build(client), slack.app_token)
        await handler.connect_async()
        await slack.wait_for(lambda: slack.parts.socket.connections)
        yield
        await handler.close_async()
    else:
        app = build(client, signing_secret=slack.signing_secret)
        runner = web.AppRunner(app.web_app("/slack/events"))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield
        await runner.cleanup()


async def test_command_and_click(slack, bolt):
    """A command is answered, and the answer's button replaces it."""
    assert (await slack.type("ada", "general", "/chutes usage"))["ok"]
    usage = await slack.heard("ada")
    assert (await slack.act("ada", "go", channel="general", ts=usage["ts"]))["ok"]

    await slack.wait_for(lambda: slack.messages("general")[0]["text"] == "Fresh usage")


async def test_modal(slack, bolt):
    """A shortcut opens a modal, which is submitted and answered in a direct message."""
    await slack.shortcut("ada", "report_global")
    view = await slack.wait_for(lambda: slack.modal("ada"))
    assert (await slack.submit("ada", view["id"], {"reason": "garbled"}))["ok"]

    assert (await slack.heard("ada"))["text"] == "Reported"


async def test_mention(slack, bolt):
    """A mention is answered in its thread."""
    typed = await slack.type("ada", "gpu-costs", "@chutes hi")

    heard = await slack.heard("ada")
    assert (heard["text"], heard["thread_ts"]) == ("You called?", typed["ts"])
