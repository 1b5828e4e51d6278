"""Every message in every conversation, found by its channel and timestamp."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.errors import Refusal


@dataclass
class Message:
    """A message in a conversation: *body* is Slack's JSON of it, without its metadata."""

    channel: str
    body: dict[str, Any]
    only_for: str | None = None  # ephemeral: the only person who sees it
    metadata: dict[str, Any] | None = None
    options: dict[str, Any] = field(default_factory=dict)  # unfurl flags and the like, as sent

    @property
    def ts(self) -> str:
        return str(self.body["ts"])

    @property
    def thread_ts(self) -> str | None:
        return self.body.get("thread_ts")

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_from_app(self) -> bool:
        return self.body.get("app_id") == cast.APP


class Messages:
    def __init__(self) -> None:
        self._by_channel: dict[str, dict[str, Message]] = defaultdict(dict)
        self._by_parent: dict[tuple[str, str], list[Message]] = defaultdict(list)

    def add(self, message: Message) -> None:
        """Keep *message*, which is later than all that came before."""
        self._by_channel[message.channel][message.ts] = message
        if message.is_reply and message.only_for is None:
            self._by_parent[message.channel, str(message.thread_ts)].append(message)

    def remove(self, message: Message) -> None:
        """Forget *message*; where it has replies, a tombstone stays."""
        if self.replies(message):
            kept = {"type": "message", "ts": message.ts, "thread_ts": message.ts}
            text = "This message was deleted."
            message.body = {**kept, "subtype": "tombstone", "user": cast.SLACKBOT, "text": text}
            return
        del self._by_channel[message.channel][message.ts]
        thread = self._by_parent.get((message.channel, str(message.thread_ts)), [])
        if message in thread:
            thread.remove(message)

    def find(self, channel: str, ts: str) -> Message | None:
        return self._by_channel[channel].get(ts)

    def has(self, message: Message) -> bool:
        """Say whether *message* was not deleted."""
        return self.find(message.channel, message.ts) is message

    def all_of(self, channel: str) -> list[Message]:
        """Return everything in *channel*, oldest first, ephemeral messages included."""
        return list(self._by_channel[channel].values())

    def lasting(self, channel: str) -> Iterator[Message]:
        """Yield the messages of *channel* that history keeps, oldest first."""
        return (one for one in self._by_channel[channel].values() if one.only_for is None)

    def replies(self, parent: Message) -> list[Message]:
        """Return the lasting replies in the thread under *parent*, oldest first."""
        return [] if parent.is_reply else self._by_parent.get((parent.channel, parent.ts), [])

    def parent(self, channel: str, thread_ts: str) -> Message:
        """Return the message that a reply may hang under; raise `Refusal` if there is none."""
        parent = self.find(channel, thread_ts)
        if parent is None or parent.only_for:
            raise Refusal("thread_not_found")
        if parent.is_reply:
            raise Refusal("cannot_reply_to_message")
        return parent

    def shown(self, message: Message, *, metadata: bool = False) -> dict[str, Any]:
        """Return *message* as Slack's JSON, a thread's parent with what it says of its replies."""
        body = dict(message.body)
        if metadata and message.metadata:
            body["metadata"] = message.metadata
        if replies := self.replies(message):
            body["thread_ts"] = message.ts
            body["reply_count"] = len(replies)
            body["reply_users"] = sorted({str(reply.body.get("user")) for reply in replies})
            body["latest_reply"] = replies[-1].ts
        return body
