"""Questions that go on from the last one: `and last week?`, `by tokens`, `only qwen`, `why?`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import Mistake
from bot.figures.periods import DAY, Period, last_days
from handlers.grammar.calendar import containing
from handlers.grammar.lexicon import FIGURES, MEASURES_OF, SPEAK_FOR, VERSUS
from handlers.grammar.lines import is_name, rows_said, spoken
from handlers.grammar.pieces import FILE, Piece, measures, rows, take_apart

OPENER_WORDS = """
and only just but also same instead or with for then now plus add too filter versus without why
"""
OPENERS = frozenset(OPENER_WORDS.split())
PHRASES = (
    "what about",
    "how about",
    "compared with",
    "compared to",
    "compare to",
    "compare with",
    "the same",
    "i meant",
    "make it",
    "make that",
)
QUESTION_WORDS = """
how what what's whats which who when where is are was were do does did can could show tell give
list any has have will
"""
LEADING_IN = frozenset(["", "ok", "okay", "so", "no", "yes", "hm", "hmm", "great", "thanks"])
ASKING = frozenset(QUESTION_WORDS.split())
BESIDE = frozenset(["also", "plus", "add", "too", "well"])
SO = r"(?:(?:and|or|but|ok|so|now|then|what about|how about) ){0,3}(?:(?:show|give) (?:me )?)?"
BACK = re.compile(
    rf"{SO}(?:the )?(?:(day|week|month|quarter|year|period|one|time) (?:before|earlier|prior)"
    r"(?: that| it)?|(?:previous|prior|preceding) (?:one|period|time)|before(?: that)?|previous)"
)
AGAIN = re.compile(
    rf"{SO}(?:again|refresh|update|rerun|repeat|once more|same again|the same|same"
    r"|(?:per|by|each|every) day|daily|day by day|(?:as |in )?an? (?:chart|graph|plot))"
)
MORE = re.compile(rf"{SO}(?:more|all of (?:it|them)|the rest|all rows)(?: rows| models| chutes)?")
EVERYTHING = re.compile(
    rf"{SO}(?:for |of )?(?:all(?: models| chutes| together)?|everything|overall|in total|the total)"
)
THINGS = frozenset(["chute", "chutes", "model", "models"])
OF_ALL = frozenset(["all", "everything", "overall", "together"])  # instead of some chutes
ALL_ROWS = 100
CALENDAR = ("month", "quarter", "year")
ONLY_A_FILE = re.compile(
    rf"{SO}(?:(?:that|it|this|them) )?(?:download )?(?:{FILE.pattern})+(?: it)?"
)
WHY = "why"
LONGEST_MEASURE = 4  # words of a line that only names another measure


@dataclass(frozen=True)
class _Parts:
    """What a line about figures is made of."""

    command: str
    names: list[str]
    period: list[str]
    vs: list[str]
    top: list[str]
    measure: str

    @property
    def words(self) -> list[str]:
        by = ["by", self.measure] if self.measure else []
        return [*self.command.split(), *self.names, *self.period, *self.vs, *self.top, *by]


@dataclass(frozen=True)
class _Line:
    """A line about figures, taken apart."""

    command: str
    words: Sequence[str]
    pieces: Sequence[Piece]

    def said(self, kind: str) -> list[str]:
        """Return the words of one kind of piece."""
        found = [spoken(piece, self.words) for piece in self.pieces if piece.kind == kind]
        return [word for words in found for word in words]

    def has(self, *kinds: str) -> bool:
        return any(piece.kind in kinds for piece in self.pieces)

    @property
    def names(self) -> list[str]:
        """The names, with what stands between those that are compared."""
        kinds = [piece for piece in self.pieces if is_name(piece) or piece.kind == "and"]
        said = ["vs" if piece.kind == "and" else piece.value for piece in kinds]
        first = next((place for place, piece in enumerate(kinds) if piece.kind == "name"), None)
        return said[first:] if first is not None else []

    @property
    def measure(self) -> str:
        """The measure that `by` or any word names; "" for none."""
        return next((measure for measure in measures(self.pieces) if measure in SPEAK_FOR), "")

    @property
    def parts(self) -> _Parts:
        said = {kind: self.said(kind) for kind in ("period", "vs", "top")}
        return _Parts(self.command, self.names, measure=self.measure, **said)

    def period(self, now: datetime) -> Period:
        found = [piece.value.period for piece in self.pieces if piece.kind == "period"]
        return found[0] if found else last_days(7, now)


def continued(last: Sequence[str], words: Sequence[str], now: datetime) -> list[str] | None:
    """Return what *words* ask after the line *last*; None if they are no follow-up of it."""
    command = next(
        (name for name in FIGURES if list(last[: len(name.split())]) == name.split()), ""
    )
    if not command:
        return None
    rest, words = last[len(command.split()) :], _without_lead_in(words)
    try:
        before = _Line(command, rest, take_apart(rest, now))
        more = _Line(command, words, take_apart(words, now))
    except Mistake:
        return None
    if turned := _turned(before, _said(words), now):
        return turned
    is_more = _goes_on(_said(words).split(), more)
    return _merged(before, more) if is_more else None


def _without_lead_in(words: Sequence[str]) -> Sequence[str]:
    start = next((at for at, word in enumerate(words) if _said([word]) not in LEADING_IN), 0)
    return words[start:]


def needs_more(words: Sequence[str]) -> bool:
    """Whether *words* make sense only after another question: `as csv`, `why?`, `before that`."""
    said = _said(words)
    ways = (BACK, AGAIN, MORE, EVERYTHING, ONLY_A_FILE)
    return said == WHY or any(way.fullmatch(said) for way in ways)


def _said(words: Sequence[str]) -> str:
    plain = (word.lower().strip("?!.,;:") for word in words)
    return " ".join(word for word in plain if word and word not in ("please", "pls"))


def _turned(before: _Line, said: str, now: datetime) -> list[str] | None:
    """Return the last line with other days, more rows, of everything, or as it was."""
    parts = before.parts
    if back := BACK.fullmatch(said):
        days = _earlier(before.period(now), back[1] or "")
        return replace(parts, period=[f"{days.first}..{days.last}"], vs=[]).words
    if AGAIN.fullmatch(said):
        return [*before.command.split(), *before.words]
    if EVERYTHING.fullmatch(said):
        return replace(parts, names=[]).words
    if MORE.fullmatch(said):
        return replace(parts, top=["top", str(ALL_ROWS)]).words
    return None


def _earlier(period: Period, unit: str) -> Period:
    """Return the *unit* before *period*: a calendar one if it begins with one."""
    if unit in CALENDAR and containing(unit, period.first).first == period.first:
        return containing(unit, period.first - DAY)
    if period == containing("month", period.first):
        return containing("month", period.first - DAY)
    return period.earlier(max(len(period), {"week": 7, "month": 30}.get(unit, 1)))


def _goes_on(plain: Sequence[str], more: _Line) -> bool:
    """Whether it begins as something that goes on, or says only what another line lacks."""
    if not plain:
        return False
    said = " ".join(plain)
    opened = any(f"{said} ".startswith(f"{phrase} ") for phrase in (*PHRASES, *VERSUS))
    if opened or plain[0] in OPENERS | OF_ALL:
        asks = next((word for word in plain if word not in OPENERS), "")
        return (opened or asks not in ASKING or plain[0] == WHY) and _is_of_figures(more)
    if plain[0] in ASKING:
        return False
    if more.has("cue"):
        return len(plain) <= LONGEST_MEASURE and bool(more.measure) and not more.has("period")
    return more.has("period", "by", "top", "vs", "name", "file", "except")


def _is_of_figures(line: _Line) -> bool:
    cues = [piece.value for piece in line.pieces if piece.kind == "cue"]
    return all({*cue.weights} & {*FIGURES} for cue in cues)


def _merged(before: _Line, more: _Line) -> list[str]:
    """Return the line before, with what is said more in the place of its own."""
    measure = more.measure or before.measure
    command = _command(before.command, more, measure)
    shown = rows(more.pieces, measure) or rows(before.pieces, measure)
    return _Parts(
        command=command,
        names=_names(before, more),
        period=more.said("period") or before.said("period"),
        vs=more.said("vs") or before.said("vs"),
        top=rows_said(shown) if shown else [],
        measure=measure,
    ).words


def _command(command: str, more: _Line, measure: str) -> str:
    """Return the command that has the measure; why anything moved, `usage` says."""
    if more.words[0].lower().strip("?!.") == WHY:
        return "usage"
    if more.measure and measure not in MEASURES_OF[command]:
        return next(iter(SPEAK_FOR[measure]))
    return command


def _is_of_all(line: _Line) -> bool:
    """Whether it asks for all chutes again; `all time` and `all of november` don't."""
    every = any(piece.kind == "filler" and piece.value in OF_ALL for piece in line.pieces)
    return every and (not line.has("period") or bool(THINGS & {*_said(line.words).split()}))


def _names(before: _Line, more: _Line) -> list[str]:
    """Return the names: the new ones, or both with `vs` between if they are to be compared.

    What is to be left out stands behind the word that says so.
    """
    new = more.names
    old = [] if not new and _is_of_all(more) else before.names
    if without := [piece.value for piece in more.pieces if piece.kind == "except"]:
        return [*without[:1], *new]
    is_joined = any(piece.kind == "and" and piece.value in VERSUS for piece in more.pieces)
    beside = is_joined or bool(BESIDE & {*_said(more.words).split()})
    return [*old, "vs", *new] if new and old and beside else new or old
