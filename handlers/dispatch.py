"""From words to their answer, whichever way somebody asks: typed, clicked or mentioned."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import quote
from bot.errors import Mistake
from bot.services import Services
from handlers.context import Context
from handlers.modals import Modal


@dataclass(frozen=True)
class Ask:
    """What somebody asks, who they are and where; *command* is what they would type before it.

    A subcommand's handler finds in *words* what follows the subcommand's name.
    """

    command: str
    words: list[str]
    team_id: str
    user_id: str
    channel_id: str

    @property
    def is_mention(self) -> bool:
        """Whether everybody reads the question, and the answer."""
        return self.command.startswith("@")

    @property
    def rest(self) -> "Ask":
        """This without its first word, the subcommand's name."""
        return replace(self, words=self.words[1:])


@dataclass(frozen=True)
class Subcommand:
    """One thing people can type; *usage* starts with its name.

    *sheet* gives the whole table behind the answer, where there is one; *modal* says which form
    is opened in place of an answer, if any; *public* that everybody may read the answer, as they
    may wherever there is a sheet. *acts* answers in place of *answer* where the services are not
    enough: it asks Slack who somebody is, or posts.
    """

    usage: str
    summary: str
    answer: Callable[[Ask, Services], Awaitable[Message]]
    sheet: Callable[[Ask, Services], Awaitable[Sheet]] | None = None
    modal: Callable[[Ask], Modal | None] | None = None
    public: bool = False
    acts: Callable[[Ask, Context], Awaitable[Message]] | None = None

    @property
    def name(self) -> str:
        return self.usage.split()[0]

    @property
    def is_for_everybody(self) -> bool:
        return self.public or self.sheet is not None


class Dispatch:
    """The table of subcommands. Its asks have all words, the subcommand's name first."""

    def __init__(self, subcommands: Iterable[Subcommand], tools: Context) -> None:
        self._subcommands = {subcommand.name: subcommand for subcommand in subcommands}
        self._tools = tools

    def find(self, ask: Ask) -> Subcommand | None:
        """Return the subcommand that *ask* names; without any words, help."""
        name = ask.words[0] if ask.words else "help"
        return self._subcommands.get(name.lower())

    def label(self, ask: Ask) -> str:
        """Return what the metrics call *ask*: one of few names."""
        known = self.find(ask)
        return known.name if known else "unknown"

    async def answer(self, ask: Ask) -> Message:
        """Return the answer to *ask*; raise `Mistake` with the closest name for an unknown one."""
        known = self.find(ask)
        if known and known.acts:
            return await known.acts(ask.rest, self._tools)
        if known:
            return await known.answer(ask.rest, self._tools.services)
        raise Mistake(self._unknown(ask))

    async def sheet(self, ask: Ask) -> Sheet:
        """Return the whole table behind the answer; raise `Mistake` if there is none."""
        known = self.find(ask)
        if known is None or known.sheet is None:
            raise Mistake("There is no table behind that answer.")
        return await known.sheet(ask.rest, self._tools.services)

    def _unknown(self, ask: Ask) -> str:
        name = ask.words[0]
        close = get_close_matches(name.lower(), self._subcommands, n=1)
        hint = (
            f"Did you mean `{ask.command} {close[0]}`?" if close else f"Try `{ask.command} help`."
        )
        return f"I do not know {quote(name)}. {hint}"
