"""What is asked of figures: days, comparison, measure, how many, of whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.blocks.text import quote
from bot.errors import Mistake
from bot.figures.periods import DAY, Period, last_days, newest_complete
from handlers.grammar.calendar import month, months_before
from handlers.grammar.lexicon import FIGURES, SPEAK_FOR
from handlers.grammar.periods import Found
from handlers.grammar.pieces import Piece, Rows, measures, rows, take_apart
from handlers.grammar.reading import HOURS_NOTE, Misread
from handlers.words import joined

DEFAULT_DAYS = "7d"
SAME_LENGTH = "Both sides have the same number of days."
DAYS_NOTE = "I rank chutes, not days: these are the whole period's figures."
SO_FAR = "Today isn't over, and I keep no hours: what there is so far stands beside a whole day."
PERSON = re.compile(r"<[@#!]")
MOSTLY = 0.9  # months and quarters of almost the same length are compared
ONCE = {"period": "period", "vs": "comparison", "by": "measure", "top": "`top`"}


@dataclass(frozen=True)
class Request:
    """What is asked: of which days, compared with which, by which measure, how many, of whom.

    *top* is how many rows, from the other end if it is the *bottom*. *names* are words that are all
    to be in a model's name or id; without any it is about all. With *sides*, two or more sets of
    such words, what they name is compared. *beside*: somebody has named the period to compare with.
    *note* says what was read otherwise than it was said, *others* are the words besides the names,
    *days* those that name the period.
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
    bottom: bool = False


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
        self._check_none_left_out(pieces, words)
        found = {piece.kind: piece.value for piece in pieces if piece.kind in ONCE}
        versus = found.get("vs")
        period = found["period"].period if "period" in found else usual_period(versus, now)
        period, before, note = self._compared(period, versus, now)
        sides = self._sides(pieces, words)
        measure = self._measure(pieces, words)
        shown = rows(pieces, measure) or Rows()
        return Request(
            period=period,
            before=before,
            measure=measure,
            top=shown.count,
            bottom=shown.bottom,
            names=sides[0] if len(sides) == 1 else (),
            sides=sides if len(sides) > 1 else (),
            beside=bool(before) and (isinstance(versus, Found) or period.last >= now.date()),
            note=self._bent(pieces) or note,
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
        said = measures(pieces)
        known = [mine for measure in said if (mine := self._mine(measure))]
        if not known and any(piece.kind == "by" for piece in pieces):
            raise self._no_measure(said[0], words)
        return known[0] if known else self.measures[0]

    def _mine(self, measure: str) -> str:
        """Return the measure as this subcommand has it; "" if it has none like it."""
        if measure in ("tps", "ttft") and "sps" in self.measures:
            return "sps"
        return measure if measure in self.measures else ""

    def _no_measure(self, measure: str, words: Sequence[str]) -> Mistake:
        named = " or ".join(f"`by {known}`" for known in self.measures)
        if measure == "?":
            return Mistake(f"By what? Use {named}.")
        speaks = SPEAK_FOR.get(measure, {})
        lines = [joined([command, *words]) for command in list(speaks)[:1]]
        said = quote(measure.removeprefix("?"))
        return Mistake(f"I can't rank `{self.asked}` by {said}. Use {named}.", lines)

    def _bent(self, pieces: Sequence[Piece]) -> str:
        """Return what was read otherwise than it was said: hours, as days."""
        notes = [piece.value.note for piece in pieces if piece.kind == "period"]
        notes += [DAYS_NOTE for piece in pieces if piece.kind == "days"]
        notes += [HOURS_NOTE for piece in pieces if piece.kind == "hour"]
        return next(filter(None, notes), "")

    def _check_none_left_out(self, pieces: Sequence[Piece], words: Sequence[str]) -> None:
        """Raise `Mistake` for `all except r1`: figures are of all chutes, or of some."""
        said = [piece for piece in pieces if piece.kind == "except"]
        if said:
            named = [piece for piece in pieces if self._is_name(piece)]
            lines = [self._line(_without(words, [*said, *named]))]
            lines += [self._line(_without(words, said))] if named else []
            if kind := kind_left_out(pieces):
                around = [piece for piece in pieces if piece.kind == "filler"]
                rest = _without(words, [*said, *around, kind])
                lines = [joined([_other_kind(kind), *rest]), self._line(rest)]
            raise Mistake("I can't leave chutes out of the figures, only look at one.", lines)

    def _compared(
        self, period: Period, versus: Found | str | None, now: datetime
    ) -> tuple[Period, Period | None, str]:
        """Return the days, what to compare them with, and a note.

        Today is not over, so it is only compared if somebody says with what.
        """
        if versus == "none" or (versus is None and period.last >= now.date()):
            return period, None, ""
        note = SO_FAR if period.last >= now.date() else ""
        if versus in (None, "previous"):
            return period, period.earlier(len(period)), note
        if isinstance(versus, str):
            return period, _shifted(period, versus), note
        other = versus.period
        if not MOSTLY * len(period) <= len(other):
            problem = f"{len(period)} days can't be compared with {len(other)}: name two periods "
            raise Mistake(f"{problem}of the same length.", [joined([self.asked, f"{len(other)}d"])])
        days = min(len(period), len(other))
        is_cut = days < max(len(period), len(other))
        return _begin(period, days), _begin(other, days), SAME_LENGTH if is_cut else note

    def _sides(self, pieces: Sequence[Piece], words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Return the names that were said, those between separators together."""
        sides: list[list[str]] = [[]]
        for piece in pieces:
            if piece.kind == "and":
                sides.append([])
            elif self._is_name(piece):
                self._check_is_no_person(piece)
                sides[-1].append(piece.value if piece.kind == "name" else words[piece.start])
                if words[piece.start].endswith(","):
                    sides.append([])
        return tuple(tuple(side) for side in sides if side)

    def _check_is_no_person(self, piece: Piece) -> None:
        if PERSON.match(str(piece.value)):
            raise Mistake("Figures are of all of Chutes, not of people or channels.", [self.asked])

    def _is_name(self, piece: Piece) -> bool:
        """Whether it is a name; what only tells of other subcommands must be one."""
        if piece.kind == "cue":
            return not piece.value.measure and not {self.asked, *FIGURES} & {*piece.value.weights}
        return piece.kind == "name"

    def _others(self, pieces: Sequence[Piece], words: Sequence[str]) -> tuple[str, ...]:
        """Return the words without names and what separates them."""
        names = [piece for piece in pieces if piece.kind == "and" or self._is_name(piece)]
        return tuple(_without(words, names))


def kind_left_out(pieces: Sequence[Piece]) -> Piece | None:
    """Return what says which kind of model is to be left out, if anything does."""
    said = [piece for piece in pieces if piece.kind != "filler"]
    beside = pairwise(said)
    behind = [then for this, then in beside if this.kind == "except" and then.kind == "cue"]
    plain = (one for one in behind if not one.value.measure)
    return next((one for one in plain if {*FIGURES[1:]} & {*one.value.weights}), None)


def _other_kind(piece: Piece) -> str:
    """Return what shows the models that are not of the kind that *piece* names."""
    return "stats llm" if "stats diffusion" in piece.value.weights else "stats diffusion"


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


def usual_period(versus: Found | str | None, now: datetime) -> Period:
    """Return the days that are meant where none are named, but perhaps what to compare with.

    `vs yesterday` is asked of today, `vs last month` of this one.
    """
    if versus == "day before":
        return last_days(1, now)
    if not isinstance(versus, Found):
        return last_days(7, now)
    other, today = versus.period, now.date()
    if len(other) == 1 and other.last < today:
        return Period(today, today)
    if other == month(other.first.year, other.first.month) and other.last < today:
        newest = newest_complete(now)
        return Period(newest.replace(day=1), newest)
    return last_days(len(other), now)


def _begin(period: Period, days: int) -> Period:
    return Period(period.first, period.first + (days - 1) * DAY)


def _shifted(period: Period, versus: str) -> Period:
    """Return *period* a day, a week, a month or a year earlier, as `week before` says."""
    unit = versus.split()[0]
    if unit not in ("month", "year"):
        return period.earlier(max(len(period), 7 if unit == "week" else 1))
    first = months_before(period.first, 12 if unit == "year" else 1)
    return Period(first, first + (len(period) - 1) * DAY)
