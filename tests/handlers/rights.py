"""Payloads as Slack would send them, whoever acts and whatever their values say."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack import Slack, cast, payloads
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.delivery import Parcel
from bot.sandbox.slack.messages import Message

ROBOT = "U0ROBOT001"
SAYING = {"chat.postMessage", "chat.postEphemeral", "chat.update", "response_url"}
SHOWING = {"views.update", "views.publish"}
FOREWORD = re.compile(r"Working on it|One moment|set up a watch here")


def texts(payload: Any) -> str:
    """Return all that is to be read in what the bot says."""
    if isinstance(payload, dict):
        return " ".join(texts(part) for name, part in payload.items() if name != "type")
    if isinstance(payload, list):
        return " ".join(map(texts, payload))
    return payload if isinstance(payload, str) else ""


@dataclass
class Door:
    """Slack's side of the bot, for one person after the other."""

    slack: Slack
    channel: str = cast.GPU_COSTS
    answer: Any = field(default=None)

    def __post_init__(self) -> None:
        robot = Person(ROBOT, "robot", "A robot", "UTC", is_bot=True)
        workspace = self.slack.parts.workspace
        workspace.people[ROBOT] = robot
        members = {ROBOT, cast.BOT_USER}
        workspace.channels["D0ROBOT001"] = Channel("D0ROBOT001", "", "dm", members)

    async def heard(self, after: int) -> str:
        """Return what the bot says or shows next, if Slack takes it."""

        def look() -> str:
            for entry in self.slack.wire.after(after):
                taken = entry.direction == "from bot" and entry.status == "ok"
                if taken and entry.kind in SAYING | SHOWING:
                    said = texts(entry.payload)
                    if not FOREWORD.search(said):
                        return said
            return ""

        return await self.slack.wait_for(look, 20)

    async def _send(self, kind: str, payload: dict[str, Any], *, answers: bool = False) -> str:
        wire = self.slack.wire.after()
        after = wire[-1].n if wire else 0
        parcel = Parcel(kind, "", payload, wants_answer=answers)
        answer = await self.slack.parts.delivery.send(parcel)
        if answers and answer.body and answer.body.get("response_action") != "update":
            return texts(answer.body)
        return await self.heard(after)

    async def command(self, who: str, text: str) -> str:
        """Type the command with *text*."""
        person, place = self._who(who), self.slack.parts.workspace.channels[self.channel]
        common = payloads.command(person, place, "/chutes", text)
        return await self._send("slash_commands", {**common, **self._ways(who)})

    async def click(
        self, who: str, action_id: str, value: str, *, home: bool = False, block_id: str = "b"
    ) -> str:
        """Press what has *value*, in a message that only this person sees, or in their Home."""
        where = self._in_home() if home else self._in_message()
        element = {"type": "button", "action_id": action_id, "block_id": block_id, "value": value}
        common = payloads.common("block_actions", self._who(who))
        return await self._send(
            "interactive", {**common, **where, **self._ways(who), "actions": [element]}
        )

    async def submit(self, who: str, callback_id: str, kept: str, values: dict[str, Any]) -> str:
        """Submit a form that brings *kept* back."""
        state = {
            block: {block: chosen if isinstance(chosen, dict) else {"value": chosen}}
            for block, chosen in values.items()
        }
        view = {
            "id": "V0NOWHERE1",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": kept,
            "app_installed_team_id": cast.TEAM,
            "state": {"values": state},
        }
        common = payloads.common("view_submission", self._who(who))
        payload = {**common, **self._ways(who), "view": view}
        return await self._send("interactive", payload, answers=True)

    async def shortcut(self, who: str, callback_id: str, message: dict[str, Any]) -> str:
        """Use a shortcut, on *message* if it is one for messages."""
        person = self._who(who)
        if callback_id.endswith("_global"):
            payload = payloads.common("shortcut", person)
        else:
            place = {"id": self.channel, "name": "gpu-costs"}
            payload = {**payloads.common("message_action", person), "channel": place}
            payload["message"] = message
        return await self._send(
            "interactive", {**payload, **self._ways(who), "callback_id": callback_id}
        )

    async def suggest(self, who: str, action_id: str, typed: str) -> str:
        """Type into a select that asks the bot for its options."""
        payload = {
            **payloads.common("block_suggestion", self._who(who)),
            **self._in_message(),
            "action_id": action_id,
            "block_id": "b",
            "value": typed,
        }
        return await self._send("interactive", payload, answers=True)

    async def event(self, who: str, event: dict[str, Any]) -> str:
        """Let something happen in the shared channel; its outer ids are those of its maker."""
        person = self._who(who)
        is_ours = person.team == cast.TEAM
        origin = {} if is_ours else {"user_team": person.team, "source_team": person.team}
        channel = self.slack.parts.workspace.channels[cast.PARTNERS]
        body = {"user": who, "text": event.get("text", "")}
        ts = self.slack.parts.workspace.post(Message(channel.id, body)).ts
        happened = {"user": who, "channel": channel.id, "ts": ts, "event_ts": ts, **event}
        bot = {"bot_id": "B0ROBOT001"} if person.is_bot else {}
        payload = self.slack.parts.events._payload({**happened, **origin, **bot}, channel)
        return await self._send("events_api", payload)

    def _who(self, who: str) -> Person:
        return self.slack.parts.workspace.people[who]

    def _ways(self, who: str) -> dict[str, str]:
        parts = self.slack.parts
        return {
            "trigger_id": parts.triggers.issue(who, channel=self.channel),
            "response_url": parts.response_urls.issue(who, self.channel),
        }

    def _in_message(self) -> dict[str, Any]:
        container = {"type": "message", "message_ts": "1.1", "channel_id": self.channel}
        return {"container": {**container, "is_ephemeral": True}}

    def _in_home(self) -> dict[str, Any]:
        view = {"id": "V0HOME0001", "type": "home", "app_installed_team_id": cast.TEAM}
        return {"container": {"type": "view", "view_id": view["id"]}, "view": view}
