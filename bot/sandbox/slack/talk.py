"""What people write: messages, mentions of the app, and Slack's own `/invite` and `/remove`."""

from typing import Any
from uuid import uuid4

from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.commands import Commands
from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.members import Members
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.typed import linked, rich_text
from bot.sandbox.slack.workspace import Workspace


class Talk:
    def __init__(
        self, workspace: Workspace, commands: Commands, members: Members, events: Events
    ) -> None:
        self._workspace = workspace
        self._commands = commands
        self._members = members
        self._events = events

    async def type(
        self, person: Person, channel: Channel, text: str, thread_ts: str | None = None
    ) -> dict[str, Any]:
        """Type *text* and press Enter: a line that starts with `/` is a command."""
        if person.id not in channel.members:
            raise Mistaken(f"{person.name} is not in #{channel.name}.")
        if channel.is_archived:
            raise Mistaken("Nobody can type in an archived channel.")
        if not text.strip():
            raise Mistaken("There is nothing to send.")
        verb, _, rest = text.strip().partition(" ")
        if verb in ("/invite", "/remove"):
            return self._change_members(person, channel, verb, rest)
        if text.startswith("/"):
            return await self._commands.run(person, channel, text, thread_ts)
        message = self.say(person, channel, text, thread_ts=thread_ts)
        return {"ok": True, "channel": channel.id, "ts": message.ts}

    def say(
        self,
        person: Person,
        channel: Channel,
        text: str,
        *,
        thread_ts: str | None = None,
        **more: Any,
    ) -> Message:
        """Let *person* write a message; *more* is what else Slack's JSON of it has (files, …)."""
        body: dict[str, Any] = {
            "user": person.id,
            "team": person.team,
            "client_msg_id": str(uuid4()),
            "text": linked(text, self._workspace),
            "blocks": rich_text(text, self._workspace),
            **more,
        }
        if thread_ts:
            body["thread_ts"] = self._workspace.messages.parent(channel.id, thread_ts).ts
        message = self._workspace.post(Message(channel.id, body))
        self._tell(person, channel, message)
        return message

    def _tell(self, person: Person, channel: Channel, message: Message) -> None:
        event = dict(message.body)
        if person.team != cast.TEAM:
            event |= {"user_team": person.team, "source_team": person.team}
        self._events.message(channel, event)
        is_mention = f"<@{cast.BOT_USER}>" in message.body["text"]
        if is_mention and channel.kind != "dm" and cast.BOT_USER in channel.members:
            mention = {
                **event,
                "type": "app_mention",
                "channel": channel.id,
                "event_ts": message.ts,
            }
            self._events.happened("app_mention", mention, shared=channel.is_shared)

    def _change_members(
        self, person: Person, channel: Channel, verb: str, who: str
    ) -> dict[str, Any]:
        other = self._workspace.person(who.strip())
        if verb == "/invite":
            self._members.invite(person, channel, other)
        else:
            self._members.remove(channel, other)
        return {"ok": True}
