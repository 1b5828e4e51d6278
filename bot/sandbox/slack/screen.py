"""What one person sees: the state that the page draws."""

from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.views import View, Views
from bot.sandbox.slack.workspace import Workspace


class Screen:
    def __init__(self, app: Installation, workspace: Workspace, views: Views) -> None:
        self._app = app
        self._workspace = workspace
        self._views = views
        self._read: dict[tuple[str, str], str] = {}

    def state(self, person: Person) -> dict[str, Any]:
        """Return everything that *person* sees, as `GET /_sandbox/state` tells it."""
        now = self._workspace.clock()
        seen = self._seen(person)
        messages = {channel.id: self.messages(person, channel) for channel in seen}
        return {
            "me": person.id,
            "people": [one.profile(now) for one in self._workspace.people.values()],
            "channels": [self._channel(person, channel) for channel in seen],
            "messages": messages,
            "modal": self._view(person, self._views.top(person.id)),
            "home": self._view(person, self._views.home(person.id)),
            "app": self._described(),
            "version": self._workspace.version(person.id),
            "now": now.isoformat(),
        }

    def messages(self, person: Person, channel: Channel) -> list[dict[str, Any]]:
        """Return the messages of *channel* that *person* sees, oldest first."""
        return [
            {
                **self._workspace.messages.shown(message),
                "channel": channel.id,
                "is_ephemeral": message.only_for is not None,
                "is_bot": message.is_from_app or message.body.get("user") == cast.SLACKBOT,
            }
            for message in self._workspace.messages.all_of(channel.id)
            if self.shows(person, message)
        ]

    def said_by_app(
        self, person: Person, since: str, places: list[Channel] | None = None
    ) -> Message | None:
        """Return the app's first message after *since* that *person* sees, in *places* if given."""
        found = []
        for channel in places or self._seen(person):
            for message in reversed(self._workspace.messages.all_of(channel.id)):
                if message.ts <= since:
                    break
                if message.is_from_app and self.shows(person, message):
                    found.append(message)
        return min(found, key=lambda message: message.ts, default=None)

    def shows(self, person: Person, message: Message) -> bool:
        """Say whether *person* sees *message*, given that they see its conversation."""
        return message.only_for in (None, person.id)

    def read(self, person: Person, channel: Channel) -> None:
        """Mark everything in *channel* as read by *person*."""
        self._read[person.id, channel.id] = self._workspace.new_ts()
        self._workspace.changed(person.id)

    def _seen(self, person: Person) -> list[Channel]:
        every = self._workspace.channels.values()
        return [channel for channel in every if self._workspace.sees(person.id, channel)]

    def _channel(self, person: Person, channel: Channel) -> dict[str, Any]:
        other = self._workspace.people[cast.BOT_USER]
        return {
            "id": channel.id,
            "name": other.name if channel.kind == "dm" else channel.name,
            "kind": channel.kind,
            "unread": self._unread(person, channel),
            "is_member": person.id in channel.members,
            "is_bot_member": cast.BOT_USER in channel.members,
            "is_archived": channel.is_archived,
            "is_shared": channel.is_shared,
        }

    def _unread(self, person: Person, channel: Channel) -> int:
        since = self._read.get((person.id, channel.id), "")
        return sum(
            message.ts > since
            and message.body.get("user") != person.id
            and self.shows(person, message)
            for message in self._workspace.messages.all_of(channel.id)
        )

    def _view(self, person: Person, view: View | None) -> dict[str, Any] | None:
        if view is None:
            return None
        return {**view.shown(person.team), "errors": view.errors}

    def _described(self) -> dict[str, Any]:
        manifest = self._app.manifest
        command = manifest.commands[0] if manifest.commands else None
        return {
            "id": cast.APP,
            "name": manifest.name,
            "bot_user": cast.BOT_USER,
            "command": command.name if command else None,
            "usage_hint": command.usage_hint if command else "",
            "shortcuts": [
                {"name": one.name, "type": one.kind, "callback_id": one.callback_id}
                for one in manifest.shortcuts
            ],
            "has_home": manifest.home,
        }
