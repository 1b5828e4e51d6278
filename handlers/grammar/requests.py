"""What is asked of figures: days, comparison, measure, how many, of whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.text import quote
from bot.errors import Mistake
from bot.figures.periods import DAY, Period, last_days
from handlers.grammar.calendar import months_before
from handlers.grammar.lexicon import FIGURES, SPEAK_FOR
from handlers.grammar.pieces import DEFAULT_TOP, Piece, take_apart
from handlers.grammar.reading import Misread
from handlers.words import joined

DEFAULT_DAYS = "7d"
SAME_LENGTH = "Both sides have the same number of days."
ONCE = {"period": "period", "vs": "comparison", "by": "measure", "top": "`top`"}


@dataclass(frozen=True)
class Request:
    """What is asked: of which days, compared with which, by which measure, how many, of whom.

    *names* are words that are all to be in a model's name or id; without any it is about all.
    With *sides*, two or more sets of such words, what they name is compared. *beside*: somebody
    has named the period to compare with. *note* says what was read otherwise than it was said,
    *others* are the words besides the names, *days* those that name the period.
    """

    period: Period
    before: Period | None
    measure: str
    top: int
    names: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...] = ()
    beside: bool = False
    note: str = ""
    others: tuple[str, ...] = ()
    days: str = DEFAULT_DAYS


@dataclass(frozen=True)
class Grammar:
    """What a subcommand understands; its first measure is the one it goes by unasked.

    *asked* is what people type before the words that it reads.
    """

    asked: str
    measures: Sequence[str]

    def read(self, words: Sequence[str], now: datetime) -> Request:
        """Return what *words*, in any order, ask for; raise `Mistake` with lines to try instead."""
        try:
            pieces = take_apart(words, now)
        except Misread as problem:
            raise Mistake(str(problem), [*self._instead(words, problem)]) from None
        self._check_once(pieces, words)
        found = {piece.kind: piece.value for piece in pieces if piece.kind in ONCE}
        period = found["period"].period if "period" in found else last_days(7, now)
        before, note = self._before(period, found.get("vs"), now)
        sides = self._sides(pieces, words)
        return Request(
            period=period,
            before=before,
            measure=self._measure(pieces, words),
            top=found.get("top", DEFAULT_TOP),
            names=sides[0] if len(sides) == 1 else (),
            sides=sides if len(sides) > 1 else (),
            beside=not isinstance(found.get("vs", ""), str) and bool(before),
            note=found["period"].note if "period" in found and found["period"].note else note,
            others=self._others(pieces, words),
            days=_days(pieces, words) or DEFAULT_DAYS,
        )

    def _instead(self, words: Sequence[str], problem: Misread) -> Iterator[str]:
        before, after = words[: problem.start], words[problem.start + problem.size :]
        for phrase in problem.instead:
            yield self._line([*before, phrase, *after])

    def _line(self, words: Sequence[str]) -> str:
        return joined([self.asked, *words])

    def _check_once(self, pieces: Sequence[Piece], words: Sequence[str]) -> None:
        """Raise `Mistake` if one thing is said twice, with the lines that say it once."""
        for kind, name in ONCE.items():
            twice = [piece for piece in pieces if piece.kind == kind]
            if len(twice) > 1:
                said = [" ".join(words[piece.start : piece.start + piece.size]) for piece in twice]
                lines = [self._line(_without(words, twice, but=piece)) for piece in twice]
                either = " or ".join(map(quote, said))
                raise Mistake(f"Please give one {name}: {either}?", lines)

    def _measure(self, pieces: Sequence[Piece], words: Sequence[str]) -> str:
        """Return what to go by: what `by` says, or else the first measure that is mentioned."""
        said = [piece.value for piece in pieces if piece.kind == "by"]
        said += [piece.value.measure for piece in pieces if self._is_mine(piece)]
        known = [mine for measure in said if (mine := self._mine(measure))]
        if said and not known:
            raise self._no_measure(said[0], words)
        return known[0] if known else self.measures[0]

    def _mine(self, measure: str) -> str:
        """Return the measure as this subcommand has it; "" if it has none like it."""
        if measure in ("tps", "ttft") and "sps" in self.measures:
            return "sps"
        return measure if measure in self.measures else ""

    def _is_mine(self, piece: Piece) -> bool:
        return piece.kind == "cue" and bool(self._mine(piece.value.measure))

    def _no_measure(self, measure: str, words: Sequence[str]) -> Mistake:
        named = " or ".join(f"`by {known}`" for known in self.measures)
        if measure == "?":
            return Mistake(f"By what? Use {named}.")
        speaks = SPEAK_FOR.get(measure, {})
        lines = [joined([command, *words]) for command in list(speaks)[:1]]
        said = quote(measure.removeprefix("?"))
        return Mistake(f"I can't rank `{self.asked}` by {said}. Use {named}.", lines)

    def _before(self, period: Period, versus: object, now: datetime) -> tuple[Period | None, str]:
        """Return what to compare with, and a note; today is not compared, as it is not over."""
        if versus == "none" or period.last >= now.date():
            return None, ""
        if versus in (None, "previous"):
            return period.earlier(len(period)), ""
        if isinstance(versus, str):
            return _shifted(period, versus), ""
        other: Period = versus.period  # type: ignore[attr-defined]
        if len(other) < len(period):
            days = [joined([self.asked, f"{len(other)}d"])]
            raise Mistake(
                f"{len(period)} days can't be compared with {len(other)}: "
                "name two periods of the same length.",
                days,
            )
        cut = Period(other.first, other.first + (len(period) - 1) * DAY)
        return cut, SAME_LENGTH if len(cut) < len(other) else ""

    def _sides(self, pieces: Sequence[Piece], words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Return the names that were said, those between separators together."""
        sides: list[list[str]] = [[]]
        for piece in pieces:
            if piece.kind == "and":
                sides.append([])
            elif self._is_name(piece):
                sides[-1].append(piece.value if piece.kind == "name" else words[piece.start])
                if words[piece.start].endswith(","):
                    sides.append([])
        return tuple(tuple(side) for side in sides if side)

    def _is_name(self, piece: Piece) -> bool:
        """Whether it is a name; what only tells of other subcommands must be one."""
        if piece.kind == "cue":
            return not piece.value.measure and not {self.asked, *FIGURES} & {*piece.value.weights}
        return piece.kind == "name"

    def _others(self, pieces: Sequence[Piece], words: Sequence[str]) -> tuple[str, ...]:
        """Return the words without names and what separates them."""
        names = [piece for piece in pieces if piece.kind == "and" or self._is_name(piece)]
        return tuple(_without(words, names))


def _days(pieces: Sequence[Piece], words: Sequence[str]) -> str:
    """Return the words that name the period, in small letters; "" if none do."""
    said = [words[one.start : one.start + one.size] for one in pieces if one.kind == "period"]
    return " ".join(said[0]).lower() if said else ""


def _without(words: Sequence[str], pieces: Sequence[Piece], but: Piece | None = None) -> list[str]:
    """Return *words* without those of *pieces*, *but* one."""
    out = {
        place
        for piece in pieces
        if piece is not but
        for place in range(piece.start, piece.start + piece.size)
    }
    return [word for place, word in enumerate(words) if place not in out]


def _shifted(period: Period, versus: str) -> Period:
    """Return *period* a day, a week or a month earlier, as `week before` says."""
    unit = versus.split()[0]
    if unit != "month":
        return period.earlier(max(len(period), 7 if unit == "week" else 1))
    first = months_before(period.first, 1)
    return Period(first, first + (len(period) - 1) * DAY)
