"""Buttons and selects: acknowledge, look the action up, put its answer where it belongs."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.services import Services
from bot.slack.replies import Reply
from bot.views.message import Message
from handlers.answers import Question
from handlers.tools import Tools


@dataclass(frozen=True)
class Click:
    """What was pressed or chosen (*value*), by whom, and on which message."""

    value: str
    team_id: str
    user_id: str
    channel_id: str
    message_ts: str
    trigger_id: str


@dataclass(frozen=True)
class Action:
    """What a click on *id* does; its answer replaces the message that was clicked if *replaces*."""

    id: str
    answer: Callable[[Click, Services], Awaitable[Message | None]]
    replaces: bool = False
    public: bool = False


class Clicks:
    """The one listener for everything that can be clicked in a message."""

    def __init__(self, actions: Iterable[Action], tools: Tools) -> None:
        self._actions = {action.id: action for action in actions}
        self._tools = tools

    async def listen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Acknowledge; a click on what we do not know (a link's button) needs no more."""
        await ack()
        clicked = body["actions"][0]
        if action := self._actions.get(clicked["action_id"]):
            click = _click(body, clicked)
            reply = self._tools.replies.to(body["response_url"], click.team_id)
            self._start(action, click, reply)

    def _start(self, action: Action, click: Click, reply: Reply) -> None:
        async def say(message: Message) -> None:
            await reply.send(message, replace=action.replaces, public=action.public)

        question = Question(click.trigger_id, click.team_id, click.user_id, action.id)
        self._tools.answers.start(question, lambda: action.answer(click, self._tools.services), say)


def _click(body: dict[str, Any], clicked: dict[str, Any]) -> Click:
    container = body.get("container", {})
    return Click(
        value=_value(clicked),
        team_id=body["team"]["id"],
        user_id=body["user"]["id"],
        channel_id=container.get("channel_id", ""),
        message_ts=container.get("message_ts", ""),
        trigger_id=body["trigger_id"],
    )


def _value(clicked: dict[str, Any]) -> str:
    if "selected_option" in clicked:
        return str((clicked["selected_option"] or {}).get("value", ""))
    return str(clicked.get("value", ""))
