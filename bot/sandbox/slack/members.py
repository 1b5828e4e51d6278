"""Who joins and leaves conversations, and what the app hears of it."""

from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.workspace import Workspace


class Members:
    def __init__(self, workspace: Workspace, events: Events) -> None:
        self._workspace = workspace
        self._events = events

    def invite(self, inviter: Person, channel: Channel, person: Person) -> None:
        """Let *person* (the bot, usually) join *channel*; the app hears of it if it is a member."""
        if person.id in channel.members:
            return
        channel.members.add(person.id)
        text = f"<@{person.id}> was added to #{channel.name} by <@{inviter.id}>."
        body = {"subtype": "channel_join", "user": person.id, "inviter": inviter.id, "text": text}
        self._workspace.post(Message(channel.id, body))
        self._tell("member_joined_channel", channel, person, inviter=inviter.id)

    def remove(self, channel: Channel, person: Person) -> None:
        """Let *person* leave *channel*."""
        if person.id not in channel.members:
            return
        self._tell("member_left_channel", channel, person)
        channel.members.discard(person.id)
        text = f"<@{person.id}> was removed from #{channel.name}."
        body = {"subtype": "channel_leave", "user": person.id, "text": text}
        self._workspace.post(Message(channel.id, body))

    def archive(self, channel: Channel, *, archived: bool = True) -> None:
        """Archive *channel*, or bring it back."""
        channel.is_archived = archived
        kind = "channel_archive" if archived else "channel_unarchive"
        self._events.happened(kind, {"type": kind, "channel": channel.id, "user": cast.ADA})
        self._workspace.changed()

    def _tell(self, kind: str, channel: Channel, person: Person, **more: str) -> None:
        if cast.BOT_USER not in channel.members:
            return
        event = {
            "type": kind,
            "user": person.id,
            "channel": channel.id,
            "channel_type": "G" if channel.kind == "private" else "C",
            "team": person.team,
            "event_ts": self._workspace.new_ts(),
            **more,
        }
        self._events.happened(kind, event, channel)
