"""`/chutes`: acknowledge at once, then answer, or open a form.

Slack waits three seconds for an acknowledgement. Whatever is raised into Bolt shortly after
`ack()` makes Bolt forget it, so a listener only acknowledges and hands over; nothing is raised
into Bolt.
"""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck

from bot.blocks.message import Message
from handlers.context import Context
from handlers.dispatch import Ask, Dispatch, Understood
from handlers.modals import Origin, open_modal
from handlers.respond import Question
from handlers.words import split, unescape


class Command:
    """The one listener for the slash command."""

    def __init__(
        self,
        dispatch: Dispatch,
        answer: Callable[[Understood], Awaitable[Message]],
        context: Context,
    ) -> None:
        self._dispatch = dispatch
        self._answer = answer
        self._context = context

    async def listen(self, ack: AsyncAck, command: dict[str, str]) -> None:
        """Acknowledge, and leave the rest to a task: nothing is parsed before, nor raised."""
        await ack()
        self._context.background.start(self._take(command))

    async def _take(self, command: dict[str, str]) -> None:
        ask = Ask(
            command["command"],
            split(command.get("text", "")),
            command["team_id"],
            command["user_id"],
            command["channel_id"],
            unescape(command.get("text", "")),
            thread=f"{command['channel_id']}:{command['user_id']}",
            channel_name=command.get("channel_name", ""),
        )
        known = self._dispatch.understand(ask)
        modal = known.subcommand.modal
        if modal and (opened := modal(known.ask)):
            open_modal(opened, _origin(known.ask, command["trigger_id"]), self._context)
            return
        self._context.answers.start(
            Question(command["trigger_id"], ask.team_id, ask.user_id, known.label),
            lambda: self._answer(known),
            self._context.replies.to(command["response_url"], ask.team_id).send,
        )


def _origin(ask: Ask, trigger_id: str) -> Origin:
    return Origin(
        team_id=ask.team_id,
        user_id=ask.user_id,
        trigger_id=trigger_id,
        channel_id=ask.channel_id,
        words=ask.words,
        text=ask.text,
    )
