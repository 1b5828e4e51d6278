"""`conversations.*`: opened, described, read."""

import math
from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.access import Access, family
from bot.sandbox.slack.cast import Channel
from bot.sandbox.slack.errors import Refusal, missing_argument
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.methods import flag
from bot.sandbox.slack.web_api import Args, Method
from bot.sandbox.slack.workspace import Workspace

PAGE = 100
PAGE_MAX = 999


class Conversations:
    def __init__(self, workspace: Workspace, access: Access) -> None:
        self._workspace = workspace
        self._access = access

    def methods(self) -> dict[str, Method]:
        reading, remembering = family("read"), family("history")
        return {
            "conversations.open": Method(self.open, ("im:write",)),
            "conversations.info": Method(self.info, reading, takes_json=False),
            "conversations.members": Method(self.members, reading, takes_json=False),
            "conversations.history": Method(self.history, remembering, takes_json=False),
            "conversations.replies": Method(self.replies, remembering, takes_json=False),
        }

    def open(self, args: Args) -> dict[str, Any]:
        if args.get("channel"):
            return {"channel": {"id": self._access.known(args["channel"]).id}}
        users = [user for user in str(args.get("users", "")).split(",") if user]
        if not users:
            raise Refusal("users_list_not_supplied")
        if len(users) > 1:
            raise Refusal("missing_scope", needed="mpim:write", provided="")
        direct = self._workspace.direct(users[0])
        if direct is None or users[0] == cast.BOT_USER:
            raise Refusal("user_not_found")
        return {"no_op": True, "already_open": True, "channel": {"id": direct.id}}

    def info(self, args: Args) -> dict[str, Any]:
        channel = self._access.readable(args.get("channel"), "read")
        shown = _shown(channel)
        if flag(args, "include_num_members"):
            shown["num_members"] = len(channel.members)
        return {"channel": shown}

    def members(self, args: Args) -> dict[str, Any]:
        channel = self._access.readable(args.get("channel"), "read")
        members = sorted(channel.members)
        found, following = _page(members, args)
        return {"members": found, "response_metadata": {"next_cursor": following}}

    def history(self, args: Args) -> dict[str, Any]:
        channel = self._access.readable(args.get("channel"), "history")
        lasting = [
            message
            for message in self._workspace.messages.lasting(channel.id)
            if not message.is_reply or message.body.get("subtype") == "thread_broadcast"
        ]
        return self._told(_between(lasting, args)[::-1], args)

    def replies(self, args: Args) -> dict[str, Any]:
        channel = self._access.readable(args.get("channel"), "history")
        if not args.get("ts"):
            raise missing_argument("ts")
        parent = self._workspace.messages.find(channel.id, str(args["ts"]))
        if parent is None or parent.only_for:
            raise Refusal("thread_not_found")
        thread = (
            [parent] if parent.is_reply else [parent, *self._workspace.messages.replies(parent)]
        )
        return self._told([parent, *_between(thread[1:], args)], args)

    def _told(self, messages: list[Message], args: Args) -> dict[str, Any]:
        found, following = _page(messages, args)
        with_metadata = flag(args, "include_all_metadata")
        shown = [
            self._workspace.messages.shown(message, metadata=with_metadata) for message in found
        ]
        cursor = {"response_metadata": {"next_cursor": following}} if following else {}
        return {"messages": shown, "has_more": bool(following), **cursor}


def _shown(channel: Channel) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "dm",
        "is_mpim": False,
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_shared,
        "is_shared": channel.is_shared,
        "created": 1_700_000_000,
    }
    if channel.kind == "dm":
        return {**shown, "user": channel.other, "is_open": True}
    return {
        **shown,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.id == cast.GENERAL,
        "is_member": cast.BOT_USER in channel.members,
    }


def _between(messages: list[Message], args: Args) -> list[Message]:
    oldest, latest = _time(args, "oldest", 0.0), _time(args, "latest", math.inf)
    if flag(args, "inclusive"):
        return [one for one in messages if oldest <= float(one.ts) <= latest]
    return [one for one in messages if oldest < float(one.ts) < latest]


def _time(args: Args, name: str, default: float) -> float:
    try:
        return float(args.get(name) or default)
    except (TypeError, ValueError) as exc:
        raise Refusal(f"invalid_ts_{name}") from exc


def _page(things: list[Any], args: Args) -> tuple[list[Any], str]:
    try:
        limit, start = int(args.get("limit") or PAGE), int(args.get("cursor") or 0)
    except (TypeError, ValueError) as exc:
        raise Refusal("invalid_cursor") from exc
    if not 1 <= limit <= PAGE_MAX:
        raise Refusal("invalid_limit")
    end = start + limit
    return things[start:end], str(end) if end < len(things) else ""
