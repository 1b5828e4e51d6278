"""From words to their answer, whichever way somebody asks: typed, clicked or mentioned."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import quote
from bot.errors import Mistake, UnknownName
from handlers.context import Context
from handlers.grammar.common import is_common
from handlers.grammar.questions import Guess, guesses, report_of_days, slip_of_a_measure
from handlers.grammar.spelling import close_to, corrected, is_unknown
from handlers.grammar.talk import is_foreign, small_talk, speaks_otherwise
from handlers.grammar.unforeseen import beyond_figures
from handlers.modals import Modal
from handlers.words import Quoted, joined, split

HELP = ("help", "?", "-h", "--help", "-help")
ALSO = {"-v": "version", "--version": "version", **dict.fromkeys(HELP, "help")}
FIRST_TRIES = ("usage yesterday", "stats llm by tps", "help")
OUR_NAMES = frozenset(["/chutes", "chutes", "@chutes", "chutes-bot"])
WRAPPINGS = "`*_~\"'"
GLUED_NAME = re.compile(r"([a-z]{4,8})[,:;/-]([^,:;/-].*)", re.ASCII | re.IGNORECASE)
FIGURES_FIRST = frozenset(["usage", "stats"])  # nothing but figures is behind these
MOST_OTHERS = 3  # lines to offer beside the one that was understood
NOT_SURE = "I'm not sure what you mean. Is it one of these?"
ENGLISH_ONLY = "I only understand English so far. For example:"

Found = TypeVar("Found")


@dataclass(frozen=True)
class Ask:
    """What somebody asks, who they are and where; *command* is what they would type before it.

    A subcommand's handler finds in *words* what follows the subcommand's name; *text* is all that
    was typed, untouched. *thread* is the conversation that a later question may go on with.
    """

    command: str
    words: list[str]
    team_id: str
    user_id: str
    channel_id: str
    text: str = ""
    thread: str = ""
    channel_name: str = ""

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

    *examples* are whole lines that help offers, *details* what else it says (mrkdwn). *sheet* gives
    the whole table behind the answer, where there is one; *modal* says which form is opened in
    place of an answer, if any; *public* that everybody may read the answer, as they may wherever
    there is a sheet.
    """

    usage: str
    summary: str
    answer: Callable[[Ask, Context], Awaitable[Message]]
    examples: Sequence[str] = ()
    sheet: Callable[[Ask, Context], Awaitable[Sheet]] | None = None
    modal: Callable[[Ask], Modal | None] | None = None
    public: bool = False
    details: str = ""

    @property
    def name(self) -> str:
        return self.usage.split()[0]

    @property
    def is_for_everybody(self) -> bool:
        return self.public or self.sheet is not None


@dataclass(frozen=True)
class Understood:
    """Which *subcommand* a question is for, with *ask* as that reads it.

    *words* are the line that was understood, the subcommand's name first; *said* the words that it
    was understood from, unless those are the same. *tries* are lines to offer if it cannot be
    answered. A *blind* guess has nothing to go by but words that may be a name. *plainer* is the
    line without common words, if there are any: what to ask where no chute is called so.
    """

    subcommand: Subcommand
    ask: Ask
    words: list[str]
    said: list[str] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    blind: bool = False
    plainer: list[str] = field(default_factory=list)

    @property
    def guessed(self) -> bool:
        """Whether the words are not the ones that were typed."""
        return bool(self.said)

    @property
    def label(self) -> str:
        """What the metrics call it: one of few names."""
        return self.subcommand.name


class Dispatch:
    """The table of subcommands. Its asks have all words, the subcommand's name first."""

    def __init__(self, subcommands: Iterable[Subcommand], context: Context) -> None:
        self._subcommands = {subcommand.name: subcommand for subcommand in subcommands}
        self._context = context

    def understand(self, ask: Ask) -> Understood:
        """Return what *ask* means: the subcommand that it begins with, or the likeliest one.

        What nothing speaks for is for a subcommand of its own, which says so.
        """
        ask = replace(ask, words=self._apart(unwrapped(ask.words)))
        known = self._exactly(ask)
        return known or self._close(ask) or self._guess(ask)

    def _apart(self, words: list[str]) -> list[str]:
        """Return *words* with `usage,yesterday` and `usage-7d` as two."""
        glued = GLUED_NAME.fullmatch(words[0]) if words else None
        if glued and glued[1].lower() in self._subcommands:
            return [*glued.groups(), *words[1:]]
        return words

    async def answer(self, understood: Understood) -> Message:
        """Return the answer; raise `UnknownName` with other lines where a guess leads nowhere."""
        try:
            return await understood.subcommand.answer(understood.ask, self._context)
        except UnknownName as problem:
            if not understood.guessed:
                raise
            text = _not_understood(understood.said) if understood.blind else str(problem)
            raise UnknownName(text, [*problem.tries, *understood.tries]) from None

    async def sheet(self, understood: Understood) -> Sheet:
        """Return the whole table behind the answer; raise `Mistake` if there is none."""
        if understood.subcommand.sheet is None:
            raise Mistake("There's no table behind that answer.")
        return await understood.subcommand.sheet(understood.ask, self._context)

    async def or_plainer(
        self, find: Callable[[Understood], Awaitable[Found]], understood: Understood
    ) -> tuple[Found, Understood]:
        """Return what there is, and of what: of the plainer line where no chute is called so."""
        try:
            return await find(understood), understood
        except UnknownName:
            if not understood.plainer or understood.blind:
                raise
        again = self.again(understood, understood.plainer)
        plainer = replace(again, tries=understood.tries)
        return await find(plainer), plainer

    def again(self, understood: Understood, words: list[str]) -> Understood:
        """Return what *words* mean in the place of those of *understood*."""
        found = self.understand(replace(understood.ask, words=words))
        return replace(found, said=understood.said)

    def _exactly(self, ask: Ask) -> Understood | None:
        words = ask.words or ["help"]
        name = words[0].lower()
        name = ALSO.get(name) or name.strip("?!.,:;")
        rest = words[1:]
        if name in self._subcommands and _ends_in_help(rest):
            name, rest = "help", [name]
        if name == "report" and (days := report_of_days(rest, self._now())):
            return self._unknown(ask, "Do you want figures, or to report a bad response?", days)
        if instead := self._instead(name, ask, rest):
            return instead
        if subcommand := self._subcommands.get(name):
            return Understood(subcommand, replace(ask, words=rest), [name, *rest])
        return None

    def _instead(self, name: str, ask: Ask, rest: list[str]) -> Understood | None:
        """Return what to say to words behind a subcommand's name that it has no answer for."""
        if name in FIGURES_FIRST and speaks_otherwise(rest):
            return self._unknown(ask, ENGLISH_ONLY, FIRST_TRIES)
        if name == "usage" and (beyond := beyond_figures(rest)) and beyond.of_a_plan:
            return self._unknown(ask, beyond.sentence, beyond.tries)
        named = [word for word in rest if is_unknown(word, self._now()) and not is_common(word)]
        if name == "status" and named:
            lines = ["status", joined(["usage", *named])]
            return self._unknown(ask, "The status is of everything. Which do you mean?", lines)
        return None

    def _close(self, ask: Ask) -> Understood | None:
        """Offer the subcommands that the first word is a slip of, if that word is nothing else.

        Nothing is guessed then: it does not go on from the last question either.
        """
        name = ask.words[0]
        close = close_to(name, list(self._subcommands), count=2)
        if not close or not is_unknown(name, self._now()):
            return None
        rest = ask.words[1:]
        meant = corrected(rest, self._now()) if {*close} <= FIGURES_FIRST else rest
        lines = [joined([known, *meant]) for known in close]
        problem = f"I don't know the command {quote(name)}. Did you mean:"
        return replace(self._unknown(ask, problem, lines), said=[])

    def _guess(self, ask: Ask) -> Understood:
        if talk := small_talk(ask.words):
            tries = FIRST_TRIES if talk.with_tries else ()
            return replace(self._unknown(ask, talk.sentence, tries), said=[])
        if is_foreign(ask.words):
            return replace(self._unknown(ask, ENGLISH_ONLY, FIRST_TRIES), said=[])
        if beyond := beyond_figures(ask.words):
            return replace(self._unknown(ask, beyond.sentence, beyond.tries), said=[])
        return self._likeliest(ask, guesses(ask.words, self._now()))

    def _likeliest(self, ask: Ask, found: Sequence[Guess]) -> Understood:
        """Return what the first guess says, unless it is asked back which it is."""
        lines = [guess.line for guess in found]
        if not found or (found[0].blind and not found[0].sure):
            return self._unknown(ask, _not_understood(ask.words), FIRST_TRIES)
        if not found[0].sure:
            return self._unknown(ask, NOT_SURE, lines)
        if meant := slip_of_a_measure(ask.words, lines[0], self._now()):
            return self._unknown(ask, NOT_SURE, [meant, *lines])
        words, plainer = split(found[0].full or lines[0]), split(lines[0])
        subcommand = self._subcommands[words[0]]
        text = lines[0] if len(words) == 1 else f"{words[0]} {ask.text}"
        asked = replace(ask, words=words[1:], text=text)
        others = [line for line in (*lines[1:], *FIRST_TRIES) if line != lines[0]][:MOST_OTHERS]
        known = Understood(subcommand, asked, words, ask.words, others, found[0].blind)
        return known if plainer == words else replace(known, plainer=plainer)

    def _unknown(self, ask: Ask, problem: str, tries: Sequence[str]) -> Understood:
        async def answer(ask: Ask, context: Context) -> Message:
            if not tries:
                return Message(problem)
            raise Mistake(problem, tries)

        unknown = Subcommand("unknown", "", answer, public=True)
        return Understood(unknown, ask, ask.words, said=ask.words)

    def _now(self) -> datetime:
        return self._context.services.clock()


def unwrapped(words: list[str]) -> list[str]:
    """Return *words* without what people put around a line: our name, backquotes, quotes."""
    while words and words[0].lower().strip(",:") in OUR_NAMES and len(words) > 1:
        words = words[1:]
    if len(words) == 1 and isinstance(words[0], Quoted):
        words = split(words[0])
    if words and words[0].lower().strip(":") != "report":  # whose words are somebody's own
        words = [word for word in words if word != "|"] or words  # between the cells of a table
    if words and words[0][:1] in WRAPPINGS and words[-1][-1:] in WRAPPINGS:
        words = split(" ".join(words).strip(WRAPPINGS))
    return words


def _not_understood(words: Sequence[str]) -> str:
    return f"I don't understand {quote(' '.join(words))}. For example:"


def _ends_in_help(rest: Sequence[str]) -> bool:
    """Whether it is `help` or `on help`; in `yesterday ?` the mark is only a mark."""
    return 0 < len(rest) < 3 and rest[-1].lower() in HELP and [*rest[1:]] != ["?"]
