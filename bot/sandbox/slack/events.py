"""The Events API: what happens in the workspace, told to an app that subscribed to it."""

import asyncio
from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.cast import Channel
from bot.sandbox.slack.delivery import TIMEOUT, Answer, Delivery, Parcel
from bot.sandbox.slack.ids import new_id
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.workspace import Workspace

RETRY_AFTER = (0.0, 60.0, 300.0)  # seconds
SCOPES = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
}
MESSAGES = {"dm": "message.im", "channel": "message.channels", "private": "message.groups"}
KINDS = {"dm": "im", "channel": "channel", "private": "group"}


class Events:
    """Delivered at least once, in no order, and again when the bot does not acknowledge.

    Each comes *copies* times; while *is_held* none comes until `release`, hours later perhaps.
    """

    def __init__(
        self, app: Installation, delivery: Delivery, background: Background, workspace: Workspace
    ) -> None:
        self.retry_after = RETRY_AFTER
        self.copies = 1
        self.is_held = False
        self._held: list[dict[str, Any]] = []
        self._app = app
        self._delivery = delivery
        self._background = background
        self._workspace = workspace

    def wants(self, subscription: str) -> bool:
        """Say whether the app subscribed and may hear it."""
        needed = SCOPES.get(subscription)
        subscribed = subscription in self._app.manifest.events
        return subscribed and (needed is None or needed in self._app.scopes)

    def happened(
        self, subscription: str, event: dict[str, Any], channel: Channel | None = None
    ) -> None:
        """Tell the app of *event*, which happened in *channel*, if it wants to hear of it."""
        if self.wants(subscription):
            self._held.append(self._payload(event, channel))
            if not self.is_held:
                self.release()

    def release(self) -> None:
        """Deliver what was held back, with the time at which it happened."""
        self.is_held = False
        held, self._held = self._held, []
        for payload in held:
            for _ in range(self.copies):
                self._background.start(self._deliver(payload, payload["event"]["type"]))

    def message(self, channel: Channel, body: dict[str, Any]) -> None:
        """Tell the app of a message where it is a member, its own messages included."""
        if cast.BOT_USER not in channel.members:
            return
        event = {**body, "channel": channel.id, "channel_type": KINDS[channel.kind]}
        event.setdefault("event_ts", body["ts"])
        self.happened(MESSAGES[channel.kind], event, channel)

    def changed(
        self,
        channel: Channel,
        subtype: str,
        before: dict[str, Any],
        after: dict[str, Any] | None = None,
    ) -> None:
        """Tell the app of a `message_changed` or a `message_deleted`."""
        event = {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "ts": self._workspace.new_ts(),
            "previous_message": before,
            **({"message": after} if after else {"deleted_ts": before["ts"]}),
        }
        self.message(channel, event)

    def _payload(self, event: dict[str, Any], channel: Channel | None) -> dict[str, Any]:
        """Return the event's envelope; in a shared channel its `team_id` is the originator's."""
        bot = {"team_id": cast.TEAM, "user_id": cast.BOT_USER, "is_bot": True}
        shared = channel is not None and channel.is_shared
        return {
            "token": "sandbox",
            "team_id": channel.team if channel and shared else cast.TEAM,
            "context_team_id": cast.TEAM,
            "context_enterprise_id": None,
            "api_app_id": cast.APP,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(self._workspace.clock().timestamp()),
            "authorizations": [{"enterprise_id": None, "is_enterprise_install": False, **bot}],
            "is_ext_shared_channel": shared,
            "event_context": new_id("4-"),
        }

    async def _deliver(self, payload: dict[str, Any], summary: str) -> None:
        answer = await self._delivery.send(Parcel("events_api", summary, payload))
        for number, seconds in enumerate(self.retry_after, start=1):
            if not answer.failure or not answer.may_retry:
                return
            await asyncio.sleep(seconds)
            again = Parcel("events_api", summary, payload, retry=number, reason=_reason(answer))
            answer = await self._delivery.send(again)


def _reason(answer: Answer) -> str:
    if answer.failure == TIMEOUT:
        return "http_timeout"
    return "http_error" if (answer.failure or "").startswith("http_") else "connection_failed"
