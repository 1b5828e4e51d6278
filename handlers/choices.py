"""The buttons of a choice: they ask again, with the id of the chute that was chosen."""

from collections.abc import Awaitable, Callable

from bot.views.choices import ASK
from bot.views.message import Message
from handlers.clicks import Action, Click
from handlers.dispatch import Ask
from handlers.tools import Tools
from handlers.words import split


def action(command: str, answer: Callable[[Ask], Awaitable[Message]]) -> Action:
    """Return the action whose value is a question, as it would be typed after *command*."""

    async def ask_again(click: Click, tools: Tools) -> Message:
        words = split(click.value)
        return await answer(Ask(command, words, click.team_id, click.user_id, click.channel_id))

    return Action(ASK, ask_again, replaces=True)
