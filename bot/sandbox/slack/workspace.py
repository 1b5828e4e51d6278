"""The workspace: people, conversations, and every message in them, in memory."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.errors import Mistaken, Refusal


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


class Workspace:
    """Tells who waits (`next_change`) whenever something that people see has changed."""

    def __init__(self, url: str, clock: Clock, bot_name: str) -> None:
        self.url = url
        self.clock = clock
        self.people: dict[str, Person] = {who.id: who for who in cast.people(bot_name)}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in cast.channels()}
        self.usergroups: dict[str, list[str]] = {cast.GPU_OPS: [cast.ADA, cast.CHIYO]}
        self.messages: list[Message] = []
        self._last_ts = 0
        self._common = 0
        self._own: Counter[str] = Counter()
        self._changed = asyncio.Event()

    def new_ts(self) -> str:
        """Return the next timestamp: unique, and later than any before it."""
        self._last_ts = max(self._last_ts + 1, int(self.clock().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def person(self, who: str) -> Person:
        """Return the person with that id or name; raise `Mistaken` if there is none."""
        for person in self.people.values():
            if who.removeprefix("@") in (person.id, person.name):
                return person
        raise Mistaken(f"There is nobody called {who}.")

    def channel(self, name: str) -> Channel:
        """Return the conversation with that id or name; raise `Mistaken` if there is none."""
        for channel in self.channels.values():
            if name.removeprefix("#") in (channel.id, channel.name):
                return channel
        raise Mistaken(f"There is no channel {name}.")

    def direct(self, user: str) -> Channel | None:
        """Return the conversation of *user* with the bot."""
        direct = (channel for channel in self.channels.values() if channel.kind == "dm")
        return next((channel for channel in direct if channel.other == user), None)

    def sees(self, user: str, channel: Channel) -> bool:
        """Say whether *user* can open *channel*: members, and colleagues if it is public."""
        person = self.people[user]
        is_colleague = person.team == cast.TEAM and not person.is_guest
        return user in channel.members or (channel.kind == "channel" and is_colleague)

    def post(self, message: Message) -> Message:
        """Put *message* into its conversation, with its timestamp."""
        message.body = {"type": "message", "ts": self.new_ts(), **message.body}
        self.messages.append(message)
        self.changed(message.only_for)
        return message

    def remove(self, message: Message) -> None:
        """Take *message* away; where it has replies, a tombstone stays."""
        if any(self.replies(message)):
            text = "This message was deleted."
            kept = {"type": "message", "ts": message.ts, "thread_ts": message.ts}
            message.body = {**kept, "subtype": "tombstone", "user": cast.SLACKBOT, "text": text}
        else:
            self.messages.remove(message)
        self.changed(message.only_for)

    def find(self, channel: str, ts: str) -> Message | None:
        found = (m for m in self.messages if m.channel == channel and m.ts == ts)
        return next(found, None)

    def lasting(self, channel: str) -> Iterator[Message]:
        """Yield the messages of *channel* that history keeps, oldest first."""
        return (m for m in self.messages if m.channel == channel and m.only_for is None)

    def replies(self, parent: Message) -> Iterator[Message]:
        """Yield the lasting replies in the thread under *parent*, oldest first."""
        return (m for m in self.lasting(parent.channel) if m.is_reply and m.thread_ts == parent.ts)

    def shown(self, message: Message, *, metadata: bool = False) -> dict[str, Any]:
        """Return *message* as Slack's JSON, a thread's parent with what it says of its replies."""
        body = dict(message.body)
        if metadata and message.metadata:
            body["metadata"] = message.metadata
        replies = [] if message.is_reply else list(self.replies(message))
        if replies:
            body["thread_ts"] = message.ts
            body["reply_count"] = len(replies)
            body["reply_users"] = sorted({str(reply.body.get("user")) for reply in replies})
            body["latest_reply"] = replies[-1].ts
        return body

    def parent(self, channel: str, thread_ts: str) -> Message:
        """Return the message that a reply may hang under; raise `Refusal` if there is none."""
        parent = self.find(channel, thread_ts)
        if parent is None or parent.only_for:
            raise Refusal("thread_not_found")
        if parent.is_reply:
            raise Refusal("cannot_reply_to_message")
        return parent

    def changed(self, only_for: str | None = None) -> None:
        """Tell everybody, or the one person who can see it, that something is new."""
        if only_for:
            self._own[only_for] += 1
        else:
            self._common += 1
        self.stir()

    def stir(self) -> None:
        """Wake who waits for a change, although nothing that people see has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    def version(self, user: str) -> int:
        """Return a number that grows whenever something that *user* can see changed."""
        return self._common + self._own[user]

    async def next_change(self) -> None:
        """Return when anything has changed from now on."""
        await self._changed.wait()
