"""A small bot that answers with one of each, so that the page is tested by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack
from tests.browser.gallery import (
    ACTIONS,
    DATA_TABLE,
    HOME,
    LINE,
    MODAL,
    button,
    entry,
    mrkdwn,
    option,
    plain,
)

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Chutes"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "chutes"},
        "slash_commands": [
            {"command": "/chutes", "usage_hint": "usage 7d · help", "should_escape": True}
        ],
        "shortcuts": [
            {"name": "Report invocation", "type": "message", "callback_id": "report_invocation"},
            {
                "name": "Report an invocation",
                "type": "global",
                "callback_id": "report_invocation_global",
            },
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["commands", "chat:write", "files:write", "app_mentions:read", "im:history"]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_mention", "app_home_opened", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
TOPS = {
    **MODAL,
    "callback_id": "another",
    "title": plain("Another"),
    "blocks": [entry("id2", "Invocation", {"type": "plain_text_input"})],
}


def _answer(app: AsyncApp) -> None:
    @app.command("/chutes")
    async def command(ack: Any, respond: Any, command: Any) -> None:
        await ack()
        if command["text"].startswith("usage"):
            blocks = [{"type": "section", "text": mrkdwn("*$51,250.75* yesterday")}, LINE]
            await respond(text="Usage", blocks=[*blocks, DATA_TABLE, *ACTIONS[:1]])
            return
        blocks = [
            {"type": "section", "text": mrkdwn("There is no `usgae`. Did you mean *usage*?")},
            {"type": "actions", "elements": [button("/chutes usage", "refresh")]},
        ]
        await respond(text="Did you mean usage?", blocks=blocks)

    @app.event("app_mention")
    async def mentioned(say: Any, event: Any) -> None:
        await say(text="Ask `/chutes help`.", thread_ts=event.get("thread_ts", event["ts"]))

    @app.event("app_home_opened")
    async def home(client: Any, event: Any) -> None:
        await client.views_publish(user_id=event["user"], view=HOME)


def _open_modals(app: AsyncApp) -> None:
    @app.shortcut("report_invocation")
    @app.shortcut("report_invocation_global")
    async def report(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("report")
    async def submitted(ack: Any, view: Any) -> None:
        typed = view["state"]["values"]["id"]["id"]["value"]
        if typed == "nonsense":
            await ack(response_action="errors", errors={"id": "That is no invocation."})
        else:
            await ack()

    @app.view("another")
    async def second(ack: Any) -> None:
        await ack(response_action="clear")

    @app.action("push")
    async def push(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=TOPS)


def _click(app: AsyncApp) -> None:
    @app.action("undo")
    async def undo(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Undone.", replace_original=True)

    @app.action("share")
    async def share(ack: Any, client: Any, body: Any) -> None:
        await ack()
        said = f"Usage, shared by <@{body['user']['id']}>"
        await client.chat_postMessage(channel=body["channel"]["id"], text=said, blocks=[LINE])

    @app.action("refresh")
    async def silent(ack: Any) -> None:
        """Never acknowledged: what Slack shows then."""

    @app.action({"type": "block_actions", "action_id": "range"})
    async def chosen(ack: Any) -> None:
        await ack()

    @app.options("model")
    async def models(ack: Any, payload: Any) -> None:
        names = ["DeepSeek-V3", "Qwen3", "GLM-4.6"]
        fitting = [name for name in names if payload["value"].lower() in name.lower()]
        await ack(options=[option(name) for name in fitting])


@asynccontextmanager
async def open_bot(slack: Slack) -> AsyncIterator[AsyncWebClient]:
    """Connect the bot to *slack*; yields a client that writes as it."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client)
    for listen in (_answer, _open_modals, _click):
        listen(app)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()
    try:
        yield client
    finally:
        await handler.close_async()
