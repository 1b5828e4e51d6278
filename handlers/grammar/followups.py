"""Questions that go on from the last one: `and last week?`, `by tokens`, `only qwen`, `why?`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Mistake
from handlers.grammar.lexicon import FIGURES, SPEAK_FOR, VERSUS
from handlers.grammar.pieces import Piece, take_apart
from handlers.grammar.questions import spoken

OPENERS = frozenset(
    ["and", "only", "just", "but", "also", "same", "instead", "or", "with", "without", "for"]
)
PHRASES = ("what about", "how about", "compared with", "compared to", "the same", "as a", "as")
FILES = frozenset(["csv", "file", "download", "spreadsheet", "excel"])
WHY = "why"
EVERYTHING = frozenset(["all", "everything", "overall", "together"])  # instead of some chutes
MEASURES = {
    "usage": ("usd", "requests"),
    "stats llm": ("tokens", "requests", "tps", "ttft"),
    "stats diffusion": ("requests", "steps", "sps"),
}


@dataclass(frozen=True)
class Continued:
    """The line that a question comes down to after the last one; or that is wanted *as_file*."""

    words: list[str]
    as_file: bool = False


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

    @property
    def names(self) -> list[str]:
        return [piece.value for piece in self.pieces if piece.kind == "name"]

    @property
    def is_of_all(self) -> bool:
        """Whether it asks for all chutes again, and not for those named before."""
        return not self.names and bool(
            EVERYTHING & {word.lower().strip("?!.,") for word in self.words}
        )

    @property
    def measure(self) -> str:
        """The measure that `by` or any word names; "" for none."""
        found = [piece.value for piece in self.pieces if piece.kind == "by"]
        found += [piece.value.measure for piece in self.pieces if piece.kind == "cue"]
        return next((measure for measure in found if measure in SPEAK_FOR), "")


def continued(last: Sequence[str], words: Sequence[str], now: datetime) -> Continued | None:
    """Return what *words* ask after the line *last*; None if they are no follow-up of it."""
    command = next(
        (name for name in FIGURES if list(last[: len(name.split())]) == name.split()), ""
    )
    plain = [word.lower().strip("?!.,") for word in words]
    if not command:
        return None
    if FILES & {*plain} and len(plain) <= 4:
        return Continued([*last], as_file=True)
    rest = last[len(command.split()) :]
    try:
        before = _Line(command, rest, take_apart(rest, now))
        more = _Line(command, words, take_apart(words, now))
    except Mistake:
        return None
    return Continued([*_merged(before, more)]) if _goes_on(plain, more.pieces) else None


def _goes_on(plain: Sequence[str], pieces: Sequence[Piece]) -> bool:
    """Whether it begins as something that goes on, or says only what another line lacks."""
    said = " ".join(plain)
    opened = any(f"{said} ".startswith(f"{phrase} ") for phrase in (*PHRASES, *VERSUS))
    if opened or plain[0] in OPENERS | EVERYTHING or plain[0] == WHY:
        return all(_is_of_figures(piece) for piece in pieces)
    return all(piece.kind != "cue" for piece in pieces) and any(
        piece.kind in ("period", "by", "top", "vs", "name") for piece in pieces
    )


def _is_of_figures(piece: Piece) -> bool:
    return piece.kind != "cue" or bool({*piece.value.weights} & {*FIGURES})


def _merged(before: _Line, more: _Line) -> Iterator[str]:
    """Yield the line before, with what is said more in the place of its own."""
    measure = more.measure or before.measure
    yield from _command(before.command, more, measure).split()
    yield from _names(before, more)
    for kind in ("period", "vs", "top"):
        yield from more.said(kind) or before.said(kind)
    if measure:
        yield from ("by", measure)


def _command(command: str, more: _Line, measure: str) -> str:
    """Return the command that has the measure; why anything moved, `usage` says."""
    if more.words[0].lower().strip("?!.") == WHY:
        return "usage"
    if more.measure and measure not in MEASURES[command]:
        return next(iter(SPEAK_FOR[measure]))
    return command


def _names(before: _Line, more: _Line) -> Iterator[str]:
    """Yield the names: the new ones, or both with `vs` between if they are to be compared."""
    new, old = more.names, [] if more.is_of_all else before.names
    is_beside = any(piece.kind == "and" and piece.value in VERSUS for piece in more.pieces)
    if new and old and is_beside:
        yield from (*old, "vs")
    yield from new or old
