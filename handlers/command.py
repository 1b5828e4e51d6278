"""`/chutes`: acknowledge at once, look the first word up, say what its handler returns."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from slack_bolt.async_app import AsyncAck

from bot.errors import Mistake
from bot.services import Services
from bot.views.message import Message
from bot.views.sheets import Sheet
from bot.views.text import quote
from handlers.answers import Question
from handlers.modals import Modal, Origin, open_modal
from handlers.tools import Tools
from handlers.words import unescape


@dataclass(frozen=True)
class Ask:
    """What somebody typed after the subcommand, who they are and where."""

    command: str
    words: list[str]
    team_id: str
    user_id: str
    channel_id: str


@dataclass(frozen=True)
class Subcommand:
    """One thing people can type; *usage* starts with its name.

    *sheet* gives the whole table behind the answer, where there is one; *modal* says which form
    is opened in place of an answer, if any.
    """

    usage: str
    summary: str
    answer: Callable[[Ask, Services], Awaitable[Message]]
    sheet: Callable[[Ask, Services], Awaitable[Sheet]] | None = None
    modal: Callable[[Ask], Modal | None] | None = None

    @property
    def name(self) -> str:
        return self.usage.split()[0]


class Command:
    """The one listener for the slash command; its table dispatches, helps and corrects."""

    def __init__(self, subcommands: Iterable[Subcommand], tools: Tools) -> None:
        self._subcommands = {subcommand.name: subcommand for subcommand in subcommands}
        self._tools = tools

    async def listen(self, ack: AsyncAck, command: dict[str, str]) -> None:
        """Acknowledge, and leave the answer to an errand: nothing is raised to Bolt."""
        await ack()
        name, *words = unescape(command.get("text", "")).split() or ["help"]
        ask = Ask(
            command["command"],
            words,
            command["team_id"],
            command["user_id"],
            command["channel_id"],
        )
        known = self._subcommands.get(name.lower())
        if known and known.modal and (modal := known.modal(ask)):
            open_modal(modal, _origin(ask, command["trigger_id"]), self._tools)
            return
        label = known.name if known else "unknown"
        self._tools.answers.start(
            Question(command["trigger_id"], ask.team_id, ask.user_id, label),
            lambda: self._answer(name, ask),
            self._tools.replies.to(command["response_url"], ask.team_id).send,
        )

    async def _answer(self, name: str, ask: Ask) -> Message:
        if known := self._subcommands.get(name.lower()):
            return await known.answer(ask, self._tools.services)
        close = get_close_matches(name.lower(), self._subcommands, n=1)
        hint = (
            f"Did you mean `{ask.command} {close[0]}`?" if close else f"Try `{ask.command} help`."
        )
        raise Mistake(f"I do not know {quote(name)}. {hint}")


def _origin(ask: Ask, trigger_id: str) -> Origin:
    return Origin(
        team_id=ask.team_id,
        user_id=ask.user_id,
        user_team_id="",  # a command's payload does not tell
        trigger_id=trigger_id,
        channel_id=ask.channel_id,
        words=ask.words,
    )
