"""A period of UTC days from the words people use: `since monday`, `20 Nov - 23 Nov`, `q3`."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from bot.blocks.text import quote
from bot.errors import Mistake
from bot.figures.periods import DAY, Period, newest_complete
from handlers.grammar.calendar import week_of
from handlers.grammar.dates import DATES, LOOKS_LIKE_A_DATE, TRY
from handlers.grammar.feasts import FEASTS
from handlers.grammar.parts import PARTS
from handlers.grammar.reading import FIRST, Meaning, Misread, Reading, dated
from handlers.grammar.spans import LONGEST_RANGE, SPANS

EXAMPLES = "`7d`, `yesterday`, `last week`, `20 Nov` or `1 Nov - 10 Nov`"
HALF_A_YEAR = 183 * DAY  # a range that turns round the new year is shorter
LONGEST_PHRASE = 10  # words
IN = re.compile(r"(?:(?:in|on|during|for|over|within|of|throughout|at|around|about|roughly|the) )+")
SINCE = re.compile(
    r"(?:(?:ever )?since|from|starting(?: on| from)?|beginning|as of|after) "
    r"(?:about |around |roughly )?(?:the )?"
)
FROM = re.compile(r"from (?:the )?")
UNTIL = re.compile(r"(?:until|till|up to|before) (?:the )?")
BETWEEN = re.compile(r"(?:between|b/w|btwn) (?:the )?")
TO = re.compile(
    r" ?(?:-+>?|bis|\.\.+|…|→|/|to|ending(?: on)?|leading up to|until|till|til|through|thru|up to"
    r"|up until) ?(?:the )?"
)
ALSO = re.compile(r" (?:and|&|\+) ")
AND = re.compile(rf" (?:and|&) (?:the )?|{TO.pattern}")
ONWARDS = re.compile(r" (?:onwards?|on|forward|until now|till now|to now|to date)(?![^ ])")
WEEK_OF = re.compile(
    r"(?:(?:in|for|during) )?(?:the )?"
    r"(?:(?:week|wk) (?:of|starting|beginning|commencing|from)|w/c|w/b|wc) (?:the )?"
)
WEEK_ENDING = re.compile(
    r"(?:(?:in|for|during) )?(?:the )?(?:(?:week|wk) ending|w/e) (?:on )?(?:the )?"
)
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.", re.ASCII)  # a day and a month, no version
GLUED = re.compile(r"^(last|past|this|next)(week|month|quarter|year|weekend|\d{1,3}[a-z])")
NOT_PART = r"(?![a-z0-9]|\.\d)"
EDGES = ".,!?;:()…"


@dataclass(frozen=True)
class Found:
    """A period, how many words name it, and what had to be bent to read it so."""

    period: Period
    size: int
    note: str = ""


class _Match(NamedTuple):
    """What was read up to *end* of a phrase, or what is wrong with it."""

    end: int
    reading: Reading | None
    problem: str = ""
    instead: Sequence[str] = ()


@dataclass(frozen=True)
class _Phrase:
    """The first words of something, as one text; *ends* are where each word ends in it."""

    text: str
    ends: list[int]
    now: datetime
    moments: dict[int, list[_Match]] = field(default_factory=dict)

    def size(self, end: int) -> int:
        """Return how many words end there; 0 if none does."""
        return self.ends.index(end) + 1 if end in self.ends else 0


def find_period(words: Sequence[str], now: datetime) -> Found | None:
    """Return the period that the first of *words* name, in as many as it takes; None: none.

    It has complete days only, unless it is one day alone that is not over. Raises `Misread` for
    what can be read in two ways, lies ahead, is too long, or names a day that does not exist.
    """
    phrase = _phrase(words, now)
    matches = [match for match in _whole(phrase) if phrase.size(match.end)]
    if not matches:
        _check_is_no_date(words)
        return None
    best = max(matches, key=lambda match: match.end)
    size = phrase.size(best.end)
    if best.reading is None:
        raise Misread(best.problem, size, best.instead)
    return _found(best.reading, size, now)


def _phrase(words: Sequence[str], now: datetime) -> _Phrase:
    text, ends = "", []
    for word in words[:LONGEST_PHRASE]:
        if not isinstance(word, str) or type(word) is not str:
            break  # in quotes it is a name
        plain = word.lower().strip(EDGES) if word.strip(EDGES) else word
        if dotted := DOTTED.fullmatch(word):
            plain = f"{int(dotted[1]):02}.{int(dotted[2]):02}"
        plain = GLUED.sub(r"\1 \2", plain)
        text += f"{' ' if text else ''}{plain.removesuffix(chr(39) + 's')}"
        ends.append(len(text))
    return _Phrase(text, ends, now)


def _whole(phrase: _Phrase) -> Iterator[_Match]:
    """Yield what the beginning of *phrase* can mean as a whole; single moments come first."""
    start = found.end() if (found := IN.match(phrase.text)) else 0
    alone = [match for first in {0, start} for match in _moments(phrase, first)]
    yield from alone
    for left in alone:
        yield from _to(phrase, left, TO)
        yield from _adjacent(phrase, left)
    yield from _since(phrase)
    yield from _between(phrase, FROM, TO)
    yield from _between(phrase, BETWEEN, AND)
    yield from _around(phrase, UNTIL, lambda day: replace(day, first=FIRST, wide=True))
    yield from _around(phrase, WEEK_OF, _week_around)
    yield from _around(phrase, WEEK_ENDING, lambda day: replace(day, first=day.last - 6 * DAY))


def _between(phrase: _Phrase, opening: re.Pattern[str], joint: re.Pattern[str]) -> Iterator[_Match]:
    found = opening.match(phrase.text)
    for left in _moments(phrase, found.end()) if found else ():
        yield from _to(phrase, left, joint)


def _around(
    phrase: _Phrase, opening: re.Pattern[str], made: Callable[[Reading], Reading]
) -> Iterator[_Match]:
    """Yield what is *made* of the moment behind an *opening*."""
    found = opening.match(phrase.text)
    for match in _moments(phrase, found.end()) if found else ():
        yield match._replace(reading=made(match.reading)) if match.reading else match


def _week_around(day: Reading) -> Reading:
    week = week_of(day.first)
    return replace(day, first=week.first, last=week.last)


def _since(phrase: _Phrase) -> Iterator[_Match]:
    opening = SINCE.match(phrase.text)
    for left in _moments(phrase, opening.end() if opening else 0):
        if not left.reading:
            yield left
        elif onwards := ONWARDS.match(phrase.text, left.end):
            yield _Match(onwards.end(), _on(left.reading, "since", phrase.now))
        elif opening:
            yield _Match(left.end, _on(left.reading, opening[0], phrase.now))


def _on(reading: Reading, word: str, now: datetime) -> Reading:
    """Return the days since *reading*; those that are `from` a week or a month are its own."""
    if word.startswith("from") and reading.first < reading.last:
        return reading
    first = reading.last + DAY if word.startswith("after") else reading.first
    other = _on(reading.other, word, now) if reading.other else None
    return replace(reading, first=first, last=now.date(), other=other)


def _adjacent(phrase: _Phrase, left: _Match) -> Iterator[_Match]:
    """Yield `saturday and sunday`: days that follow each other are one period."""
    for both in _to(phrase, left, ALSO):
        if left.reading and both.reading and _follows(both.reading, left.reading):
            yield both


def _follows(both: Reading, left: Reading) -> bool:
    return both.first == left.first and both.last > left.last


def _to(phrase: _Phrase, left: _Match, joint: re.Pattern[str]) -> Iterator[_Match]:
    """Yield the ranges from *left* to what stands behind a joint."""
    between = joint.match(phrase.text, left.end)
    for right in _moments(phrase, between.end()) if between else ():
        if right.reading and right.reading.is_length:
            continue
        if left.reading and right.reading and left.reading.is_length:
            yield _Match(right.end, _ending(left.reading, right.reading))
        elif left.reading and right.reading:
            yield _Match(right.end, _range(left.reading, right.reading))
        else:
            yield _Match(
                right.end, None, left.problem or right.problem, left.instead or right.instead
            )


def _range(left: Reading, right: Reading) -> Reading:
    """Return the days from *left* to *right*, each read as it makes a range."""
    left, right = _agreed(left, right), _agreed(right, left)
    if left.floats and left.first > right.last < left.earlier().first + HALF_A_YEAR:
        left = left.earlier()
    first, last = min(left.first, right.first), max(left.last, right.last)
    other = _range(left.other, right.other) if left.other and right.other else None
    return Reading(first, last, other=other)


def _ending(length: Reading, right: Reading) -> Reading:
    """Return as many days as *length*, the last of them that of *right*: `30 days to 15 nov`."""
    other = _ending(length, right.other) if right.other else None
    span = min(length.last - length.first, right.last - date.min)
    return replace(right, first=right.last - span, other=other)


def _agreed(one: Reading, beside: Reading) -> Reading:
    """Return *one* in the order, day or month first, that is the only one *beside* it has."""
    if one.other and beside.order and not beside.other:
        return replace(one if one.order == beside.order else one.other, other=None)
    return one


def _moments(phrase: _Phrase, start: int) -> list[_Match]:
    """Return what single words of time at *start* can mean, each as long as it goes."""
    if start not in phrase.moments:
        found = [
            _read(meaning, match, phrase.now)
            for pattern, meaning in PATTERNS
            if (match := pattern.match(phrase.text, start))
        ]
        phrase.moments[start] = list({match.end: match for match in reversed(found)}.values())
    return phrase.moments[start]


def _read(meaning: Meaning, match: re.Match[str], now: datetime) -> _Match:
    """Return what *match* means, or else what is wrong with it."""
    end = match.end()
    try:
        return _Match(end, meaning([group or "" for group in match.groups()], now))
    except Mistake as problem:
        return _Match(end, None, str(problem), problem.tries)
    except (ValueError, OverflowError):  # years that no calendar has
        return _Match(end, None, f"I can't read {quote(match[0])} as a date. {TRY}")


def _found(reading: Reading, size: int, now: datetime) -> Found:
    """Return what of *reading* is over; raise `Misread` if nothing is, or it is too much."""
    reading = _one_of_two(reading, size, now)
    today, newest = now.date(), newest_complete(now)
    if reading.first > today:
        raise _ahead(reading, size, now)
    first = max(reading.first, FIRST) if reading.wide else reading.first
    if first < FIRST:
        said = f"Chutes has no figures from before {dated(FIRST, now)}. Try {EXAMPLES}."
        raise Misread(said, size, [f"since {FIRST}"])
    period = Period(first, max(first, min(reading.last, newest)))
    if reading.wide and len(period) > LONGEST_RANGE:
        period = Period(period.last - (LONGEST_RANGE - 1) * DAY, period.last)
    if len(period) > LONGEST_RANGE:
        said = f"That's {len(period)} days, and I can do {LONGEST_RANGE} at a time. Try {EXAMPLES}."
        raise Misread(said, size, [f"{LONGEST_RANGE}d"])
    return Found(period, size, reading.note)


def _one_of_two(reading: Reading, size: int, now: datetime) -> Reading:
    """Return the only way to read it that is not ahead; raise `Misread` if there are two."""
    ways = [way for way in (reading, reading.other) if way]
    if past := [way for way in ways if way.first <= now.date()]:
        ways = past
    if len(ways) == 1:
        return ways[0]
    said = " or ".join(dated(way.first, now) for way in ways)
    raise Misread(f"Do you mean {said}?", size, [_phrase_of(way) for way in ways])


def _phrase_of(reading: Reading) -> str:
    ends = dict.fromkeys((reading.first, reading.last))
    return "..".join(map(str, ends))


def _ahead(reading: Reading, size: int, now: datetime) -> Misread:
    said = f"{dated(reading.first, now)} is still ahead. Try {EXAMPLES}."
    if not reading.floats:
        return Misread(said, size)
    return Misread(said, size, [_phrase_of(reading.earlier())])


def _check_is_no_date(words: Sequence[str]) -> None:
    """Raise `Misread` if the first word looks like a date all the same."""
    word = words[0].strip(EDGES) if words and type(words[0]) is str else ""
    if LOOKS_LIKE_A_DATE.fullmatch(word):
        raise Misread(f"I can't read {quote(word)} as a date. {TRY}", 1)


PATTERNS: list[tuple[re.Pattern[str], Meaning]] = [
    (re.compile(rf"(?:the )?(?:{pattern}){NOT_PART}", re.ASCII), meaning)
    for pattern, meaning in {**DATES, **SPANS, **PARTS, **FEASTS}.items()
]
