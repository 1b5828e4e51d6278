"""`chat.*`: messages posted, shown to one person, changed, deleted, linked to."""

from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.access import Access
from bot.sandbox.slack.blocks.problems import Problem
from bot.sandbox.slack.drafts import draft, from_app, metadata, options
from bot.sandbox.slack.errors import Refusal, missing_argument, refuse_blocks
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.methods import flag
from bot.sandbox.slack.web_api import Args, Method
from bot.sandbox.slack.workspace import Workspace

# What chat.update documents; the real one is silent about the rest.
UPDATED = {"channel", "ts", "text", "blocks", "attachments", "markdown_text", "metadata"} | {
    *("as_user", "file_ids", "link_names", "parse", "reply_broadcast")
}


class Chat:
    def __init__(
        self, app: Installation, workspace: Workspace, access: Access, events: Events
    ) -> None:
        self._app = app
        self._workspace = workspace
        self._access = access
        self._events = events

    def methods(self) -> dict[str, Method]:
        writing = ("chat:write",)
        return {
            "chat.postMessage": Method(self.post, writing),
            "chat.postEphemeral": Method(self.post_ephemeral, writing),
            "chat.update": Method(self.update, writing),
            "chat.delete": Method(self.delete, writing),
            "chat.getPermalink": Method(self.permalink, takes_json=False),
        }

    def post(self, args: Args) -> dict[str, Any]:
        channel = self._access.writable(args.get("channel"))
        body = self._draft(args)
        told = metadata(args)
        if thread_ts := args.get("thread_ts"):
            body["thread_ts"] = self._workspace.messages.parent(channel.id, str(thread_ts)).ts
            if flag(args, "reply_broadcast"):
                body["subtype"] = "thread_broadcast"
        sent = Message(channel.id, body, None, told, options(args))
        message = self._workspace.post(sent)
        self._events.message(channel, self._workspace.messages.shown(message))
        shown = self._workspace.messages.shown(message, metadata=True)
        return {"channel": channel.id, "ts": message.ts, "message": shown}

    def post_ephemeral(self, args: Args) -> dict[str, Any]:
        channel = self._access.joined(args.get("channel"))
        user = args.get("user")
        if not user:
            raise missing_argument("user")
        if user not in channel.members:
            raise Refusal("user_not_in_channel")
        body = self._draft(args)
        if thread_ts := args.get("thread_ts"):
            body["thread_ts"] = self._workspace.messages.parent(channel.id, str(thread_ts)).ts
        sent = Message(channel.id, body, only_for=str(user), options=options(args))
        return {"message_ts": self._workspace.post(sent).ts}

    def update(self, args: Args) -> dict[str, Any]:
        if odd := sorted(args.keys() - UPDATED):
            problems = [Problem(f"/{name}", "is no argument of chat.update") for name in odd]
            raise refuse_blocks("invalid_arguments", problems)
        message = self._own(args, "cant_update_message")
        body = draft(args, native=self._app.native_blocks)
        if "metadata" in args:
            message.metadata = metadata(args)
        kept = {k: v for k, v in message.body.items() if k not in ("blocks", "attachments")}
        edited = {"user": cast.BOT_USER, "ts": self._workspace.new_ts()}
        before, message.body = message.body, {**kept, **body, "edited": edited}
        self._workspace.changed()
        channel = self._workspace.channels[message.channel]
        shown = self._workspace.messages.shown(message)
        self._events.changed(channel, "message_changed", before, shown)
        return {
            "channel": message.channel,
            "ts": message.ts,
            "text": shown["text"],
            "message": shown,
        }

    def delete(self, args: Args) -> dict[str, Any]:
        message = self._own(args, "cant_delete_message")
        before = message.body
        self._workspace.remove(message)
        channel = self._workspace.channels[message.channel]
        self._events.changed(channel, "message_deleted", before)
        return {"channel": message.channel, "ts": message.ts}

    def permalink(self, args: Args) -> dict[str, Any]:
        channel = self._access.known(args.get("channel"))
        message = self._workspace.messages.find(channel.id, str(args.get("message_ts")))
        if message is None or message.only_for:
            raise Refusal("message_not_found")
        link = f"{self._workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
        if message.is_reply:
            link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
        return {"channel": channel.id, "permalink": link}

    def _draft(self, args: Args) -> dict[str, Any]:
        body = draft(args, native=self._app.native_blocks)
        return {**from_app(self._app.manifest.bot_name), **body}

    def _own(self, args: Args, refusal: str) -> Message:
        channel = self._access.known(args.get("channel"))
        if not args.get("ts"):
            raise missing_argument("ts")
        message = self._workspace.messages.find(channel.id, str(args["ts"]))
        if message is None or message.only_for or message.body.get("subtype") == "tombstone":
            raise Refusal("message_not_found")
        if not message.is_from_app:
            raise Refusal(refusal)
        if channel.is_archived:
            raise Refusal("is_archived")
        return message
