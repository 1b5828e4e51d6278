"""What people would see if they asked, for a trial: nobody has asked."""

from bot.blocks.message import Message
from bot.errors import BotError
from handlers.answers import PRIVATE, AnswerButtons, AnswerPlace
from handlers.context import Context
from handlers.dispatch import Ask, Dispatch
from handlers.errors import explain
from handlers.home import FIRST_TABLE, Home
from handlers.words import split


class HandlersDryRun:
    """Answers as the handlers do, to *user_id* in *channel_id*."""

    def __init__(self, dispatch: Dispatch, command: str, context: Context) -> None:
        self._dispatch = dispatch
        self._buttons = AnswerButtons(dispatch, command, context)
        self._home = Home(dispatch, command, context)
        self._command = command

    async def answer(
        self, words: str, team_id: str, user_id: str, channel_id: str, *, public: bool = False
    ) -> Message:
        """Return the answer to what somebody types after the command, errors in words too."""
        ask = Ask(self._command, split(words), team_id, user_id, channel_id, words)
        place = AnswerPlace(True, user_id) if public else PRIVATE
        try:
            return await self._buttons.answer(self._dispatch.understand(ask), place)
        except BotError as exc:
            return explain(exc)

    async def home(self, team_id: str, user_id: str) -> Message:
        """Return what their Home tab would show."""
        return await self._home.compose(team_id, user_id, FIRST_TABLE)
