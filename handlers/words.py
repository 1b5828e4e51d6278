"""The grammar of what people type: words, ranges, what to sort by and compare with, models."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.text import quote
from bot.errors import Mistake
from bot.figures.names import folded, visible
from bot.figures.periods import Period, last_days
from handlers.grammar.periods import find_period

MOST_ROWS = 100  # rows of a table
SLACKS = re.compile(r"<(https?://|mailto:)([^|<>]*)(?:\|([^<>]*))?>|<([@#][A-Z0-9]+)\|[^<>]*>")
QUOTES = str.maketrans("“”„‟«»‘’‚‛", '""""""' + "''''")
WORD_PATTERN = re.compile(r""" "([^"]*)"(?!\S) | (?<!\S)'([^']*)'(?!\S) | (\S+) """, re.VERBOSE)


class Quoted(str):
    """What stood between quotes: a name, whatever it is made of."""

    __slots__ = ()


def unescape(text: str) -> str:
    """Undo what Slack does to what people type: entities, links around names, names of ids."""
    return html.unescape(SLACKS.sub(_as_typed, text))


def split(text: str) -> list[str]:
    """Return the words of *text* as Slack sent it; what stood in quotes is one, `Quoted`."""
    found = WORD_PATTERN.finditer(visible(unescape(text)).translate(QUOTES))
    return [folded(match[3] or "") or Quoted(match[1] or match[2] or "") for match in found]


def joined(words: Sequence[str]) -> str:
    """Return *words* as they would be typed, for `split` to take apart again."""
    return " ".join(_quoted(word) if isinstance(word, Quoted) else word for word in words)


def _quoted(word: str) -> str:
    mark = "'" if '"' in word else '"'
    return f"{mark}{word}{mark}"


@dataclass(frozen=True)
class Request:
    """What is asked: of which days, compared with which, by which measure, how many, of whom.

    *names* are words that are all to be in a model's name or id; without any it is about all.
    """

    period: Period
    before: Period | None
    measure: str
    top: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """What a subcommand understands; its first measure is the one it goes by unasked."""

    usage: str
    example: str
    measures: Sequence[str]
    top: int = 10

    def read(self, words: Sequence[str], now: datetime, command: str = "/chutes") -> Request:
        """Return what *words*, in any order, ask for; raise `Mistake`, with an example."""
        try:
            return self._request(dict(self._meanings(words, now)), now)
        except Mistake as mistake:
            raise self.mistake(str(mistake), command) from None

    def mistake(self, problem: str, command: str) -> Mistake:
        """Return *problem* as an error that also says how to ask."""
        return Mistake(
            f"{problem} Usage: `{command} {self.usage}`, for example `{command} {self.example}`."
        )

    def _meanings(self, words: Sequence[str], now: datetime) -> Iterator[tuple[str, object]]:
        """Yield what the words say, each kind of thing only once; names come last."""
        words, names, said = list(words), [], set()
        while words:
            kind, value, size = self._next(words, now)
            if kind == "name":
                names.append(value)
            elif kind in said:
                raise Mistake(f"{quote(' '.join(words[:size]))} is one {kind} too many.")
            else:
                said.add(kind)
                yield kind, value
            del words[:size]
        yield "names", tuple(names)

    def _next(self, words: list[str], now: datetime) -> tuple[str, object, int]:
        """Return what the first words say: its kind, the value, and how many words it took."""
        word = "" if isinstance(words[0], Quoted) else words[0].lower()
        following = words[1].lower() if len(words) > 1 else ""
        if word in ("vs", "vs.", "versus"):
            return self._versus(words)
        if word == "by":
            return "`by`", self._measure(following), 2
        if word == "top":
            return "`top`", _count(following), 2
        if word and (found := find_period(words, now)):
            return "range", found.period, found.size
        return "name", words[0], 1

    def _measure(self, word: str) -> str:
        if word in self.measures:
            return word
        named = _either(f"`by {measure}`" for measure in self.measures)
        raise Mistake(f"I cannot go {quote(f'by {word}'.strip())}: say {named}.")

    @staticmethod
    def _versus(words: list[str]) -> tuple[str, object, int]:
        said = " ".join(words[1:3]).lower()
        for versus in ("previous", "none", "last week"):
            if f"{said} ".startswith(f"{versus} "):
                return "`vs`", versus, 1 + len(versus.split())
        raise Mistake(
            f"I cannot compare with {quote(said)}: say `vs previous`, `vs last week` or `vs none`."
        )

    def _request(self, said: dict[str, object], now: datetime) -> Request:
        days = said.get("range")
        period = days if isinstance(days, Period) else last_days(7, now)
        names, top = said["names"], said.get("`top`")
        return Request(
            period=period,
            before=_before(period, said.get("`vs`"), now),
            measure=str(said.get("`by`", self.measures[0])),
            top=top if isinstance(top, int) else self.top,
            names=names if isinstance(names, tuple) else (),
        )


def _before(period: Period, versus: object, now: datetime) -> Period | None:
    """Return what to compare with; today is never compared, as it is not over."""
    if versus == "none" or period.last >= now.date():
        return None
    if versus == "last week" and len(period) > 7:
        raise Mistake("`vs last week` compares seven days at most.")
    return period.earlier(7 if versus == "last week" else len(period))


def _count(word: str) -> int:
    if re.fullmatch(r"[0-9]{1,3}", word) and 1 <= int(word) <= MOST_ROWS:
        return int(word)
    raise Mistake(f"{quote(f'top {word}'.strip())} needs a number from 1 to {MOST_ROWS}.")


def _either(choices: Iterator[str]) -> str:
    *others, last = choices
    return f"{', '.join(others)} or {last}" if others else last


def _as_typed(match: re.Match[str]) -> str:
    scheme, address, label, person = match.groups()
    if person:
        return f"<{person}>"
    return str(label or (address if scheme == "mailto:" else scheme + address))
