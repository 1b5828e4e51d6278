"""A line of words taken apart: periods, measures, comparisons, names, and what is none of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks.text import quote
from bot.errors import Mistake
from handlers.grammar.beside import OVER_TIME, compared_with, opens
from handlers.grammar.calendar import NUMBERS
from handlers.grammar.calendar import number as counted_as
from handlers.grammar.fillers import FILLERS
from handlers.grammar.lexicon import AND, CUES, ENDS, EXCEPT, LONGEST_CUE, VAGUE, VERSUS
from handlers.grammar.listed import months_listed
from handlers.grammar.periods import find_period
from handlers.grammar.reading import Misread
from handlers.words import Quoted

MOST_ROWS = 100  # of a table
DEFAULT_TOP = 10
MOST_WORDS = 60
MANY_TOKENS = re.compile(r"(?:per|for|/) (?:1 ?|one |a )?(?:m|million|k|thousand) tok(?:en)?s?\b")
WISE = re.compile(r"may (?:i|we|you)\b|(?:day|date|week|month|model|chute)[- ]?wise\b")
END_WORDS = frozenset(" ".join(ENDS.values()).split())
RANKING = END_WORDS | {*VAGUE.split(), "peak"} | {word for word in CUES if CUES[word].measure}
DAY_ALONE = re.compile(r"days?(?![\w-])(?! (?:before|by))")  # `busiest day` is no period
SPAN_ALONE = re.compile(r"(?:day|week|month)s?(?![\w-])(?! (?:before|by|to|so|till))")
WHICH = END_WORDS | {"which", "what", "busiest", "quietest", "peak"}  # ... week
NEGATIVE_ROWS = re.compile(r"(top|bottom) -(\d{1,2})\b", re.ASCII)
HUGE_SPAN = re.compile(
    r"(?<!\d)\d{9,}(?:[dwmyh]| ?(?:days?|weeks?|months?|years?|hours?))\b", re.ASCII
)
TOP = re.compile(r"(top|first|bottom|last(?= \d+ (?:model|chute)))[ -]?(\d+|[a-z]+)?\b", re.ASCII)
COUNTS = "two|three|four|five|six|seven|eight|nine|ten"
COUNTED = re.compile(
    rf"(\d{{1,3}}|{COUNTS}) (?:{'|'.join(sorted(END_WORDS | {*VAGUE.split()}))}"
    r"|(?:image )?models?|chutes?|rows?|results?)\b"
)


A_DAY = re.compile(r"(?<=[a-z$])/(?:day|week|month|hour)$")  # of `tokens/day`
CLOCK = re.compile(r"\d{1,2}(?::\d\d|(?::\d\d)?[ap]m)", re.ASCII)
FILE = re.compile(
    r"(?:(?:as|in|to|into) )?(?:an? )?(?:csv|spreadsheet|excel|xlsx?|download)(?: file)?\b"
    r"|(?:as|in|to|into) (?:an? )?(?:file|sheet|table)\b"
)


@dataclass(frozen=True)
class Rows:
    """How many rows of a table, from the top or from the *bottom*."""

    count: int = DEFAULT_TOP
    bottom: bool = False


@dataclass(frozen=True)
class Piece:
    """What *size* words from *start* on say; *kind* is `period`, `vs`, `by`, `top`, `cue`, `and`,
    `except`, `hour`, `file`, `days` (that are ranked), `filler` or `name`."""

    kind: str
    value: Any
    start: int
    size: int = 1


def take_apart(words: Sequence[str], now: datetime) -> list[Piece]:
    """Return what *words* say, in order; raise `Misread` for a time that is none, and `Mistake`."""
    if len(words) > MOST_WORDS:
        raise Mistake("That's more than I can take in. Try a shorter question.")
    pieces: list[Piece] = []
    start = 0
    while start < len(words):
        pieces.append(_next(words, start, now))
        start += pieces[-1].size
    return pieces


def _next(words: Sequence[str], start: int, now: datetime) -> Piece:
    if isinstance(words[start], Quoted):
        return Piece("name", words[start], start)
    said = " ".join(_plain(words[start : start + LONGEST_CUE]))
    previous = " ".join(_plain(words[start - 1 : start])) if start else ""
    return (
        _wise(said, start, previous)
        or _versus(said, words, start, now)
        or _by(said, start)
        or _top(said, start, previous)
        or _period(words, start, now)
        or _known(said, start)
        or Piece("name", _name(words[start]), start)
    )


def _plain(words: Sequence[str]) -> list[str]:
    """Return *words* in small letters without punctuation, up to the first in quotes."""
    plain = []
    for word in words:
        if isinstance(word, Quoted):
            break
        plain.append(A_DAY.sub("", word.lower().rstrip("?!,;:.")) or word)
    return plain


def _name(word: str) -> str:
    return word.strip("?!,;()") or word


def _period(words: Sequence[str], start: int, now: datetime) -> Piece | None:
    _check_is_not_huge(words, start)
    try:
        found = months_listed(words[start:], now) or find_period(words[start:], now)
    except Misread as problem:
        problem.start = start
        raise
    return Piece("period", found, start, found.size) if found else None


def _check_is_not_huge(words: Sequence[str], start: int) -> None:
    """Raise `Misread` for a number of days that no calendar has."""
    if huge := HUGE_SPAN.match(" ".join(_plain(words[start : start + 2]))):
        problem = Misread(f"{quote(huge[0])} is more than I have.", len(huge[0].split()), ["30d"])
        problem.start = start
        raise problem


def _wise(said: str, start: int, previous: str) -> Piece | None:
    if found := WISE.match(said):
        return Piece("filler", found[0], start, len(found[0].split()))
    of_days = previous in RANKING and DAY_ALONE.match(said)
    found = of_days or (SPAN_ALONE.match(said) if previous in WHICH else None)
    return Piece("days", found[0], start) if found else None


def _versus(said: str, words: Sequence[str], start: int, now: datetime) -> Piece | None:
    if change := opens(said, (*OVER_TIME,)):
        return Piece("vs", OVER_TIME[change], start, len(change.split()))
    opening = opens(said, VERSUS)
    if not opening:
        return None
    size = len(opening.split())
    rest = " ".join(_plain(words[start + size : start + size + LONGEST_CUE]))
    value, more = compared_with(rest)
    if more:
        return Piece("vs", value, start, size + more)
    for name in range(1 + _is_said_again(words, start + size)):  # words before the period
        if period := _period(words, start + size + name, now):
            return Piece("vs", period.value, start, size + name + period.size)
    return Piece("and", opening, start, size)


def _is_said_again(words: Sequence[str], at: int) -> bool:
    """Whether the word there stands before it as well: `kimi this week vs kimi last week`."""
    return words[at].lower() in [word.lower() for word in words[:at]] if at < len(words) else False


def _by(said: str, start: int) -> Piece | None:
    """Read `by tokens per second`; the value is a measure, or the word that is none."""
    first, _, rest = said.partition(" ")
    if many := MANY_TOKENS.match(said):
        return Piece("filler", many[0], start, len(many[0].split()))
    if first not in ("by", "per") or (first == "per" and _longest(rest) not in CUES):
        return None
    if filler := opens(said, FILLERS):
        return Piece("filler", filler, start, len(filler.split()))
    phrase = _longest(rest)
    cue = CUES.get(phrase)
    if cue and cue.measure:
        return Piece("by", cue.measure, start, 1 + len(phrase.split()))
    word = rest.partition(" ")[0]
    return Piece("by", f"?{word}", start, 2 if word else 1)


def _top(said: str, start: int, previous: str) -> Piece | None:
    """Read `top 5`, `bottom five`, `top5`, `top`, and the number of `5 slowest`."""
    _check_is_positive(said, start)
    if counted := COUNTED.match(said):
        return _rows(str(counted_as(counted[1])), start, 1)
    first = said.split()[0]
    if previous in END_WORDS and first.isdecimal():
        return _rows(first, start, 1)
    match = TOP.match(said)
    if not match or (match[1] == "first" and not (match[2] or "").isdecimal()):
        return None
    bottom, number, size = match[1] == "bottom", match[2] or "", len(match[0].split())
    if number in NUMBERS and len(number) > 2:
        return Piece("top", Rows(NUMBERS[number], bottom), start, size)
    if not number.isdecimal():
        return Piece("top", Rows(bottom=bottom), start) if first in ("top", "bottom") else None
    return _rows(number, start, size, bottom)


def _check_is_positive(said: str, start: int) -> None:
    if minus := NEGATIVE_ROWS.match(said):
        instead = f"{minus[1]} {minus[2]}"
        problem = Misread(f"`{minus[1]}` needs a number from 1 to {MOST_ROWS}.", 2, [instead])
        problem.start = start
        raise problem


def _rows(number: str, start: int, size: int, bottom: bool = False) -> Piece:
    if not 1 <= int(number[:9]) <= MOST_ROWS:
        raise Misread(f"{quote(f'top {number}')} needs a number from 1 to {MOST_ROWS}.", size)
    return Piece("top", Rows(int(number), bottom), start, size)


def _known(said: str, start: int) -> Piece | None:
    if marked := _marked(said, start):
        return marked
    phrase = _longest(said)
    if cue := CUES.get(phrase):
        return Piece("cue", cue, start, len(phrase.split()))
    if phrase in FILLERS or not re.search(r"\w", said.split()[0]):
        return Piece("filler", phrase or said.split()[0], start, max(1, len(phrase.split())))
    return None


def _marked(said: str, start: int) -> Piece | None:
    """Read what joins names, leaves some out, is an hour, or asks for a file."""
    word = said.partition(" ")[0]
    if word in AND:
        return Piece("and", word, start)
    if opening := opens(said, EXCEPT):
        return Piece("except", opening, start, len(opening.split()))
    if CLOCK.fullmatch(word):
        return Piece("hour", word, start)
    if file := FILE.match(said):
        return Piece("file", file[0], start, len(file[0].split()))
    return None


def _longest(said: str) -> str:
    """Return the longest beginning of *said* that is a cue or a filler; "" if none is."""
    parts = said.split()
    phrases = (" ".join(parts[:size]) for size in range(len(parts), 0, -1))
    return next((phrase for phrase in phrases if phrase in CUES or phrase in FILLERS), "")


def measures(pieces: Sequence[Piece]) -> list[str]:
    """Return the measures that are named: by `by`, then by other words, those that are vague last.

    What `by` says and is none begins with `?`.
    """
    by = [piece.value for piece in pieces if piece.kind == "by"]
    cues = [piece.value for piece in pieces if piece.kind == "cue" and piece.value.measure]
    return by + [cue.measure for cue in sorted(cues, key=lambda cue: cue.vague)]


def rows(pieces: Sequence[Piece], measure: str) -> Rows | None:
    """Return which rows are asked for, going by *measure*; None if nothing says so.

    `slowest`, `cheapest` and `lowest` ask for the bottom; the lowest `ttft` is at the top.
    """
    said = next((piece.value for piece in pieces if piece.kind == "top"), None)
    ends = {piece.value.end for piece in pieces if piece.kind == "cue"}
    turned = {"high", "bad"} if measure == "ttft" else {"low"}
    if measure in ("tps", "sps"):
        turned.add("bad")
    if ends & turned:
        return Rows(said.count if said else DEFAULT_TOP, bottom=True)
    return said


def wants_file(words: Sequence[str], now: datetime) -> bool:
    """Whether *words* ask for the answer as a file; only then are they taken apart."""
    if not FILE.search(" ".join(words).lower()):
        return False
    try:
        return any(piece.kind == "file" for piece in take_apart(words, now))
    except Mistake:
        return False
