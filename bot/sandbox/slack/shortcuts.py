"""Shortcuts: the ones in a message's menu, and the global ones."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.cast import Person
from bot.sandbox.slack.delivery import Delivery, Parcel
from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.manifest import Shortcut
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True)
class Shortcuts:
    app: Installation
    workspace: Workspace
    delivery: Delivery
    response_urls: ResponseUrls
    triggers: Triggers

    async def use(
        self, person: Person, callback_id: str, message: Message | None
    ) -> dict[str, Any]:
        """Use a shortcut, on *message* if it is one for messages; return how it went."""
        shortcut = self.app.manifest.shortcut(callback_id)
        if shortcut is None:
            raise Mistaken(f"The app has no shortcut {callback_id}.")
        if shortcut.kind != ("message" if message else "global"):
            raise Mistaken(f"{callback_id} is a {shortcut.kind} shortcut.")
        if message and message.only_for:
            raise Mistaken("Slack offers no shortcuts on ephemeral messages.")
        payload = self._on(message, person) if message else self._global(person)
        payload |= {"callback_id": callback_id, "action_ts": self.workspace.new_ts()}
        answer = await self.delivery.send(Parcel("interactive", _summary(shortcut), payload))
        return answer.outcome()

    def _on(self, message: Message, person: Person) -> dict[str, Any]:
        channel = self.workspace.channels[message.channel]
        return {
            **payloads.common("message_action", person),
            "channel": payloads.in_channel(channel),
            "message": self.workspace.messages.shown(message),
            "message_ts": message.ts,
            "response_url": self.response_urls.issue(person.id, channel.id, threads=False),
            "trigger_id": self.triggers.issue(person.id, channel=channel.id),
        }

    def _global(self, person: Person) -> dict[str, Any]:
        trigger_id = self.triggers.issue(person.id)
        return {**payloads.common("shortcut", person), "trigger_id": trigger_id}


def _summary(shortcut: Shortcut) -> str:
    kind = "message_action" if shortcut.kind == "message" else "shortcut"
    return f"{kind} {shortcut.callback_id}"
