"""Slips of the fingers: `yesteday`, `last wek`, `usgae`."""

import re
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from bot.errors import Mistake
from handlers.grammar.calendar import MONTHS, WEEKDAYS
from handlers.grammar.common import is_common
from handlers.grammar.fillers import FILLERS
from handlers.grammar.lexicon import CUES
from handlers.grammar.pieces import Piece, take_apart

ALIKE = 0.75  # 1 is the same
MORE_SLIPS = 4
SHORTEST, LONGEST = 3, 20  # letters of a word that may be a slip
TWICE = re.compile(r"(?<!\d)(\d{1,6})([dwmyh])\2+", re.ASCII)
TIME_WORDS = """
today yesterday tomorrow day days week weeks month months quarter year years hour hours last past
this since until from between weekend fortnight previous ago top vs by
"""
VOCABULARY = sorted(
    {*TIME_WORDS.split(), *MONTHS, *WEEKDAYS, *(word for word in CUES if word.isalpha())}
)
SWAPPED = {"".join(sorted(word)): word for word in sorted(FILLERS) if word.isalpha()}
"""Words that only stand around others, by their letters: `waht`."""


def corrected(words: Sequence[str], now: datetime) -> list[str]:
    """Return *words* with each that only a slip keeps from being understood as it was meant."""
    names = {piece.start for piece in _pieces(words, now) if piece.kind == "name"}
    return [_meant(word) if place in names else word for place, word in enumerate(words)]


def is_unknown(word: str, now: datetime) -> bool:
    """Whether *word* alone is no time, no measure, nothing that means anything."""
    return [piece.kind for piece in _pieces([word], now)] == ["name"]


def close_to(word: str, among: Sequence[str], count: int = 1) -> list[str]:
    """Return which of *among* a *word* is most like; none that it is hardly like.

    What has the same letters in another order is the likeliest.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return []
    found = get_close_matches(word.lower(), among, n=count + MORE_SLIPS, cutoff=ALIKE)
    letters = sorted(word.lower())
    return sorted(found, key=lambda one: sorted(one) != letters)[:count]


def _meant(word: str) -> str:
    if type(word) is not str:
        return word  # in quotes it is a name
    plain = word.lower().strip("?!.,")
    if twice := TWICE.fullmatch(plain):
        return f"{twice[1]}{twice[2]}"
    if not plain.isalpha() or plain in FILLERS or is_common(plain):
        return word
    slip = SWAPPED.get("".join(sorted(plain))) if len(plain) >= SHORTEST else None
    return slip or next(iter(close_to(plain, VOCABULARY)), word)


def _pieces(words: Sequence[str], now: datetime) -> list[Piece]:
    try:
        return take_apart(words, now)
    except Mistake:
        return []
