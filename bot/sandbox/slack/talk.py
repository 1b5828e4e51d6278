"""What people write: messages, mentions of the app, and Slack's own `/invite` and `/remove`."""

from typing import Any
from uuid import uuid4

from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.commands import Commands
from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.members import Members
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.typed import linked, rich_text
from bot.sandbox.slack.workspace import Workspace


class Talk:
    def __init__(
        self,
        app: Installation,
        workspace: Workspace,
        commands: Commands,
        members: Members,
        events: Events,
    ) -> None:
        self._app = app
        self._workspace = workspace
        self._commands = commands
        self._members = members
        self._events = events

    async def type(
        self, person: Person, channel: Channel, text: str, thread_ts: str | None = None
    ) -> dict[str, Any]:
        """Type *text* and press Enter: a line that starts with `/` is a command."""
        self._check_may_type(person, channel, text)
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
        event = {**message.body, **_origin(person)}
        self._events.message(channel, event)
        self._mention(channel, event)
        return message

    def edit(self, person: Person, message: Message, text: str) -> None:
        """Let *person* change what they wrote; a mention in it is told again, as an edited one."""
        self._check_own(person, message)
        channel, before = self._workspace.channels[message.channel], message.body
        edited = {"user": person.id, "ts": self._workspace.new_ts()}
        said = {"text": linked(text, self._workspace), "blocks": rich_text(text, self._workspace)}
        message.body = {**before, **said, "edited": edited}
        self._workspace.changed()
        self._events.changed(channel, "message_changed", before, message.body)
        self._mention(channel, {**message.body, **_origin(person)})

    def delete(self, person: Person, message: Message) -> None:
        """Let *person* take back what they wrote."""
        self._check_own(person, message)
        channel, before = self._workspace.channels[message.channel], message.body
        self._workspace.remove(message)
        self._events.changed(channel, "message_deleted", before)

    def _check_may_type(self, person: Person, channel: Channel, text: str) -> None:
        if person.id not in channel.members:
            raise Mistaken(f"{person.name} is not in #{channel.name}.")
        if channel.is_archived:
            raise Mistaken("Nobody can type in an archived channel.")
        if channel.kind == "dm" and not self._app.manifest.messages_tab:
            raise Mistaken("The app takes no messages: its Messages tab is off, or read-only.")
        if not text.strip():
            raise Mistaken("There is nothing to send.")

    def _check_own(self, person: Person, message: Message) -> None:
        if message.body.get("user") != person.id or message.only_for:
            raise Mistaken(f"{person.name} did not write that.")

    def _mention(self, channel: Channel, event: dict[str, Any]) -> None:
        is_mention = f"<@{cast.BOT_USER}>" in event["text"]
        if is_mention and channel.kind != "dm" and cast.BOT_USER in channel.members:
            at = event.get("edited", event)["ts"]
            mention = {**event, "type": "app_mention", "channel": channel.id, "event_ts": at}
            self._events.happened("app_mention", mention, channel)

    def _change_members(
        self, person: Person, channel: Channel, verb: str, who: str
    ) -> dict[str, Any]:
        other = self._workspace.person(who.strip())
        if verb == "/invite":
            self._members.invite(person, channel, other)
        else:
            self._members.remove(channel, other)
        return {"ok": True}


def _origin(person: Person) -> dict[str, str]:
    """Return what events say of somebody from another organisation."""
    is_ours = person.team == cast.TEAM
    return {} if is_ours else {"user_team": person.team, "source_team": person.team}
