"""Slash commands: what is sent, and what becomes of the acknowledgement."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack import cast, payloads
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.delivery import UNDELIVERED, Answer, Delivery, Parcel
from bot.sandbox.slack.drafts import draft, from_app
from bot.sandbox.slack.errors import Mistaken, Refusal
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.typed import linked
from bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True)
class Commands:
    app: Installation
    workspace: Workspace
    delivery: Delivery
    response_urls: ResponseUrls
    triggers: Triggers

    async def run(
        self, person: Person, channel: Channel, line: str, thread_ts: str | None = None
    ) -> dict[str, Any]:
        """Send the command in *line* and show what Slack shows; return how it went."""
        name, _, text = line.strip().partition(" ")
        command = self.app.manifest.command(name)
        if command is None:
            return self._slackbot(person, channel, f"`{name}` is not a valid command.", "unknown")
        if thread_ts:
            said = f"{name} is not supported in threads. Sorry!"
            return self._slackbot(person, channel, said, "not_in_threads")
        text = text.strip()
        sent = linked(text, self.workspace) if command.should_escape else text
        answer = await self._send(person, channel, name, sent)
        if answer.failure:
            self._failed(person, channel, name, answer.failure)
            return answer.outcome()
        return self._acknowledged(person, channel, line.strip(), answer)

    async def _send(self, person: Person, channel: Channel, name: str, text: str) -> Answer:
        if channel.is_archived:
            raise Mistaken("Nobody can type in an archived channel.")
        payload = {
            **payloads.command(person, channel, name, text),
            "response_url": self.response_urls.issue(person.id, channel.id),
            "trigger_id": self.triggers.issue(person.id, channel=channel.id),
        }
        parcel = Parcel("slash_commands", f"{name} {text}".strip(), payload, wants_answer=True)
        return await self.delivery.send(parcel)

    def _acknowledged(
        self, person: Person, channel: Channel, line: str, answer: Answer
    ) -> dict[str, Any]:
        body = answer.body
        if not body:
            return answer.outcome()
        said = {"text": body} if isinstance(body, str) else body
        in_channel = said.get("response_type") == "in_channel"
        if in_channel:
            self.workspace.post(Message(channel.id, {"user": person.id, "text": line}))
        if not said.keys() & {"text", "blocks", "attachments"}:
            return answer.outcome()
        try:
            body = {
                **from_app(self.app.manifest.bot_name),
                **draft(said, native=self.app.native_blocks),
            }
        except Refusal as refusal:
            self._failed(person, channel, line.split()[0], UNDELIVERED)
            answer.refused.extend([refusal.code, *refusal.reasons])
            return {"ok": False, "error": UNDELIVERED, "refused": answer.refused}
        self.workspace.post(Message(channel.id, body, None if in_channel else person.id))
        return answer.outcome()

    def _failed(self, person: Person, channel: Channel, name: str, failure: str) -> None:
        self._slackbot(person, channel, f'{name} failed with the error "{failure}"', failure)

    def _slackbot(self, person: Person, channel: Channel, text: str, error: str) -> dict[str, Any]:
        body = {"user": cast.SLACKBOT, "text": text}
        self.workspace.post(Message(channel.id, body, person.id))
        return {"ok": False, "error": error}
