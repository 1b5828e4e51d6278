"""`/chutes`: acknowledge at once, then answer, or open a form.

Slack waits three seconds for an acknowledgement. Whatever is raised into Bolt shortly after
`ack()` makes Bolt forget it, so a listener only acknowledges and hands over; nothing is raised
into Bolt.
"""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck

from bot.blocks.message import Message
from handlers.context import Context
from handlers.dispatch import Ask, Dispatch
from handlers.modals import Origin, open_modal
from handlers.respond import Question
from handlers.words import split


class Command:
    """The one listener for the slash command."""

    def __init__(
        self, dispatch: Dispatch, answer: Callable[[Ask], Awaitable[Message]], tools: Context
    ) -> None:
        self._dispatch = dispatch
        self._answer = answer
        self._tools = tools

    async def listen(self, ack: AsyncAck, command: dict[str, str]) -> None:
        """Acknowledge, and leave the answer to an errand: nothing is raised to Bolt."""
        await ack()
        ask = Ask(
            command["command"],
            split(command.get("text", "")),
            command["team_id"],
            command["user_id"],
            command["channel_id"],
        )
        known = self._dispatch.find(ask)
        if known and known.modal and (modal := known.modal(ask.rest)):
            open_modal(modal, _origin(ask.rest, command["trigger_id"]), self._tools)
            return
        self._tools.answers.start(
            Question(command["trigger_id"], ask.team_id, ask.user_id, self._dispatch.label(ask)),
            lambda: self._answer(ask),
            self._tools.replies.to(command["response_url"], ask.team_id).send,
        )


def _origin(ask: Ask, trigger_id: str) -> Origin:
    return Origin(
        team_id=ask.team_id,
        user_id=ask.user_id,
        trigger_id=trigger_id,
        channel_id=ask.channel_id,
        words=ask.words,
    )
