"""Shortcuts, of a message's menu and global ones: acknowledge, and open the form they are for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.context import Context
from handlers.modals import Modal, Origin, open_modal


@dataclass(frozen=True)
class Shortcut:
    """What the manifest calls *id* opens *modal*."""

    id: str
    modal: Modal


class Shortcuts:
    """The one listener for shortcuts."""

    def __init__(self, shortcuts: Iterable[Shortcut], context: Context) -> None:
        self._shortcuts = {shortcut.id: shortcut for shortcut in shortcuts}
        self._context = context

    async def listen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        if shortcut := self._shortcuts.get(body["callback_id"]):
            open_modal(shortcut.modal, _origin(body), self._context)


def _origin(body: Mapping[str, Any]) -> Origin:
    user = body["user"]
    return Origin(
        team_id=(body.get("team") or {}).get("id") or user.get("team_id", ""),
        user_id=user["id"],
        trigger_id=body["trigger_id"],
        channel_id=body.get("channel", {}).get("id", ""),
        message=body.get("message", {}),
    )
