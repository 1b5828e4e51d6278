"""A line of words taken apart: periods, measures, comparisons, names, and what is none of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks.text import quote
from bot.errors import Mistake
from handlers.grammar.calendar import NUMBERS
from handlers.grammar.lexicon import AND, CUES, LONGEST_CUE, PHRASES, VERSUS
from handlers.grammar.periods import find_period
from handlers.grammar.reading import Misread
from handlers.words import Quoted

MOST_ROWS = 100  # of a table
DEFAULT_TOP = 10
MOST_WORDS = 60
PREVIOUS = ("the previous period", "previous period", "previous", "the period before", "before")
BEFORE = re.compile(
    r"(?:the )?(day|week|month) (?:before|earlier|previous)(?: that)?(?! last| yesterday)\b"
)
NONE = ("none", "nothing")


@dataclass(frozen=True)
class Piece:
    """What *size* words from *start* on say; *kind* is `period`, `vs`, `by`, `top`, `cue`, `and`,
    `filler` or `name`."""

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
    return (
        _versus(said, words, start, now)
        or _by(said, start)
        or _top(said, start)
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
        plain.append(word.lower().rstrip("?!,;:.") or word)
    return plain


def _name(word: str) -> str:
    return word.strip("?!,;()") or word


def _period(words: Sequence[str], start: int, now: datetime) -> Piece | None:
    try:
        found = find_period(words[start:], now)
    except Misread as problem:
        problem.start = start
        raise
    return Piece("period", found, start, found.size) if found else None


def _versus(said: str, words: Sequence[str], start: int, now: datetime) -> Piece | None:
    opening = _opens(said, VERSUS)
    if not opening:
        return None
    size = len(opening.split())
    rest = " ".join(_plain(words[start + size : start + size + LONGEST_CUE]))
    if found := _opens(rest, (*PREVIOUS, *NONE)):
        value = "none" if found in NONE else "previous"
        return Piece("vs", value, start, size + len(found.split()))
    if before := BEFORE.match(rest):
        return Piece("vs", f"{before[1]} before", start, size + len(before[0].split()))
    if rest.startswith(("last week", "previous week")):
        return Piece("vs", "week before", start, size + 2)
    if period := _period(words, start + size, now):
        return Piece("vs", period.value, start, size + period.size)
    return Piece("and", opening, start, size)


def _by(said: str, start: int) -> Piece | None:
    """Read `by tokens per second`; the value is a measure, or the word that is none."""
    first, _, rest = said.partition(" ")
    if first not in ("by", "per") or (first == "per" and _longest(rest) not in CUES):
        return None
    if filler := _opens(said, PHRASES):
        return Piece("filler", filler, start, len(filler.split()))
    phrase = _longest(rest)
    cue = CUES.get(phrase)
    if cue and cue.measure:
        return Piece("by", cue.measure, start, 1 + len(phrase.split()))
    word = rest.partition(" ")[0]
    return Piece("by", f"?{word}", start, 2 if word else 1)


def _top(said: str, start: int) -> Piece | None:
    """Read `top 5`, `top five`, `top5` and `top`."""
    match = re.match(r"(?:top|first)[ -]?(\d+|[a-z]+)?\b", said, re.ASCII)
    if not match or (not said.startswith("top") and not (match[1] or "").isdecimal()):
        return None
    number = match[1] or ""
    if number in NUMBERS and len(number) > 2:
        return Piece("top", NUMBERS[number], start, len(match[0].split()))
    if not number.isdecimal():
        return Piece("top", DEFAULT_TOP, start) if said.split()[0] == "top" else None
    if not 1 <= int(number[:9]) <= MOST_ROWS:
        raise Misread(f"{quote(f'top {number}')} needs a number from 1 to {MOST_ROWS}.", 2)
    return Piece("top", int(number), start, len(match[0].split()))


def _known(said: str, start: int) -> Piece | None:
    word = said.partition(" ")[0]
    if word in AND:
        return Piece("and", word, start)
    phrase = _longest(said)
    if cue := CUES.get(phrase):
        return Piece("cue", cue, start, len(phrase.split()))
    if phrase in PHRASES or not re.search(r"\w", word):
        return Piece("filler", phrase or word, start, max(1, len(phrase.split())))
    return None


def _longest(said: str) -> str:
    """Return the longest beginning of *said* that is a cue or a filler; "" if none is."""
    parts = said.split()
    phrases = (" ".join(parts[:size]) for size in range(len(parts), 0, -1))
    return next((phrase for phrase in phrases if phrase in CUES or phrase in PHRASES), "")


def _opens(said: str, phrases: Sequence[str] | frozenset[str]) -> str:
    """Return the longest of *phrases* that *said* begins with, as whole words."""
    found = [phrase for phrase in phrases if f"{said} ".startswith(f"{phrase} ")]
    return max(found, key=len, default="")
