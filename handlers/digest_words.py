"""The grammar of digests: hours, zones, days or a day of the month, and until when a pause is."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import takewhile
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.blocks.text import quote
from bot.digests.calendar import EVERY_DAY, MONTH, WEEKDAYS
from bot.digests.records import Quiet, topic_of
from bot.digests.service import Wish
from bot.errors import Mistake
from handlers.grammar.ahead import find_ahead, is_length
from handlers.grammar.calendar import WEEKDAY, weekday_number
from handlers.grammar.hours import find_hour
from handlers.grammar.zones import close_zone, find_zone, zones, zones_like
from handlers.words import Quoted

__all__ = ["pause_until", "which_one", "wish", "zone", "zones", "zones_like"]

LONGEST_ZONE = 3  # words
FILL = "at on every each in to of a the and once per time please hour , & - for"
AROUND_ZONE = frozenset(FILL.split())
DAY_WORDS = {
    "weekdays": WEEKDAYS,
    "weekday": WEEKDAYS,
    "workdays": WEEKDAYS,
    "work days": WEEKDAYS,
    "working days": WEEKDAYS,
    "business days": WEEKDAYS,
    "weekly": (0,),
    "week": (0,),
    "weekends": (5, 6),
    "weekend": (5, 6),
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "every day": EVERY_DAY,
    "day": EVERY_DAY,
    "days": EVERY_DAY,
}
A_DAY = rf"{WEEKDAY}|mo|tu|we|th|fr|sa|su"
NAMED_DAYS = re.compile(rf"({A_DAY})(?: ?(?:-|to|through) ?({A_DAY}))?", re.ASCII)
WEEKLY = ("weekly", "week")  # on Mondays, unless another day is said
MONTHDAYS = {"monthly": 1, "month": 1, "first": 1, "start": 1, "beginning": 1, "second": 2}
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.ASCII)
OF_A_MONTH = f"A monthly digest comes on a day from the 1st to the {MONTH[-1]}th."
LONGEST_TOPIC = 60  # characters
MOST_TRIES = 5  # lines that an answer offers
NOBODY = ("me", "us", "here", "this channel", "the channel", "the team", "our team", "everyone")
EVERYTHING = ("everything", "all", "all models", "all chutes", "the platform", "chutes")
POLITE = ("please", "pls", "thanks")
BEHIND_TOPIC = "at on every each in for only if until till please"
ENDS = frozenset(BEHIND_TOPIC.split())
IF = ("only", "if", "when", "unless", "but", "even", "line")
MOVED = ("moved", "moves", "changed", "changes", "happened", "happens", "news", "new", "quiet")
FOREVER = ("further notice", "i say so", "resumed", "now")
ABOUT = ("for", "about")

Found = TypeVar("Found")


def wish(words: Sequence[str]) -> Wish:
    """Return what `09:00 Europe/Berlin mon, wed` wants, in any order; raise `Mistake`."""
    wanted, words = _quiet(words)
    rest = [part for word in words for part in _parts(word)]
    is_weekly = any(word.lower() in WEEKLY for word in rest)
    if is_weekly and any(_days(word) for word in rest if word.lower() not in WEEKLY):
        rest = [word for word in rest if word.lower() not in WEEKLY]
    while rest:
        if rest[0].lower() in AROUND_ZONE:
            del rest[0]
            continue
        wanted, size = _next(wanted, rest)
        del rest[:size]
    if wanted.days and wanted.monthday:
        raise Mistake("Either once a month or on days of the week, please.")
    return wanted


def _quiet(words: Sequence[str]) -> tuple[Wish, Sequence[str]]:
    """Return what is wanted if nothing moved, and the other words."""
    plain = [word.lower().strip(",.!") for word in words]
    if "always" in plain:
        place = plain.index("always")
        return Wish(quiet=Quiet.LINE), [*words[:place], *words[place + 1 :]]
    first = next((place for place, word in enumerate(plain) if word in IF), len(plain))
    last = next((place for place in range(first, len(plain)) if plain[place] in MOVED), None)
    if last is None:
        return Wish(), words
    wanted = Quiet.LINE if {"even", "line"} & {*plain[first:last]} else Quiet.NOTHING
    return Wish(quiet=wanted), [*words[:first], *words[last + 1 :]]


def take_topic(words: Sequence[str], now: datetime) -> tuple[str | None, list[str]]:
    """Return what `for qwen` says that a digest is about, and the other words.

    "" is everything, None that nothing is said of it. `for 3d` is no topic, nor `for me`.
    """
    opened = (n for n, word in enumerate(words[:-1]) if word.lower() in ABOUT)
    place = next((n for n in opened if not _is_when(words[n + 1 :], now)), None)
    if place is None:
        return None, [*words]
    said = words[place + 1 :]
    ends = next((n for n in range(1, len(said)) if _ends_topic(said, n)), len(said))
    rest = [*words[:place], *said[ends:]]
    about = " ".join(word.strip(",.!?") for word in said[:ends]).lower()[:LONGEST_TOPIC]
    if about in NOBODY:
        return None, rest
    if about not in EVERYTHING and not topic_of(about):
        raise Mistake("For which model? Like `digest on for qwen 9:00`.")
    return "" if about in EVERYTHING else about, rest


def which_one(problem: str, name: str, topics: Sequence[str]) -> Mistake:
    """Return a mistake that offers to do *name* to each of the digests about *topics*."""
    lines = [f"digest {name} for {topic or 'everything'}" for topic in topics]
    return Mistake(problem, lines[:MOST_TRIES])


def _is_when(words: Sequence[str], now: datetime) -> bool:
    """Whether *words* say how long, until when, or on which days, rather than what."""
    if isinstance(words[0], Quoted):
        return False
    before_another = takewhile(lambda word: word.lower() not in ABOUT, words)
    said = [word for word in before_another if word.lower() not in (*POLITE, "the")]
    if not said or " ".join(said).lower() in FOREVER:
        return bool(said)
    return bool(find_ahead(said, now)) or _is_schedule(said[0])


def _ends_topic(words: Sequence[str], place: int) -> bool:
    word = words[place]
    before = words[place - 1]
    is_name = isinstance(word, Quoted)
    if before.endswith(","):
        return True
    is_when = word.lower() in ENDS or _is_schedule(word) or is_length(words[place:])
    return not is_name and is_when


def _is_schedule(word: str) -> bool:
    plain = word.strip(",;.")
    readers: tuple[Callable[[str], object], ...] = (_days, _monthday, find_hour, find_zone)
    return any(read(plain) is not None for read in readers)


def zone(word: str) -> str:
    """Return the IANA zone that *word* names in any case; raise `Mistake` with the closest."""
    if known := find_zone(word):
        return known
    close = close_zone(word)
    hint = f"Did you mean `{close}`?" if close else "For example: `09:00 Berlin weekdays`."
    raise Mistake(f"I don't understand {quote(word)}. Give a time, a time zone or days. {hint}")


def pause_until(words: Sequence[str], now: datetime, zone: str) -> datetime | None:
    """Return when a pause ends: `3d` from *now*, or at the start of a day in *zone*.

    None for one without an end; raises `Mistake` for what says neither.
    """
    said = [word for word in words if word.lower() not in ("for", "until", "till", "til", "the")]
    if not said or " ".join(said).lower() in FOREVER:
        return None
    day = find_ahead(said, now)
    if day is None:
        raise Mistake(
            f"I don't understand {quote(' '.join(words))}. Pause for how long?",
            ["digest pause 3d", "digest pause until monday", "digest pause"],
        )
    if is_length(said):
        return now + (day - now.date())
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


def _parts(word: str) -> list[str]:
    """Return `mon,wed` and `mon/wed` as two words; a zone stays one."""
    if find_zone(word.strip(",;")):
        return [word.strip(",;")]
    parts = [part for part in re.split(r"[,;/&]", word) if part]
    if "/" in word and not all(_days(part) for part in parts):
        return [word]
    return parts


def _next(wanted: Wish, words: Sequence[str]) -> tuple[Wish, int]:
    """Return *wanted* with what the first of *words* say, and how many those are."""
    if days_said := _longest(words, _days):
        days, size = days_said
        both = sorted({*days, *(wanted.days or ())})
        return replace(wanted, days=tuple(both)), size
    if monthday_said := _longest(words, _monthday):
        monthday, size = monthday_said
        return replace(wanted, monthday=max(monthday, wanted.monthday or 1)), size
    if hour_said := _longest(words, find_hour):
        hour, size = hour_said
        if wanted.hour not in (None, hour):
            raise Mistake("One time a day, please.")
        return replace(wanted, hour=hour), size
    if zone_said := _longest(words, find_zone):
        name, size = zone_said
        return replace(wanted, zone=name), size
    return replace(wanted, zone=zone(words[0])), 1


def _days(said: str) -> tuple[int, ...] | None:
    word = said.lower()
    if word in DAY_WORDS:
        return DAY_WORDS[word]
    if not (match := NAMED_DAYS.fullmatch(word)):
        return None
    first = weekday_number(match[1])
    last = weekday_number(match[2]) if match[2] else first
    return tuple((first + offset) % 7 for offset in range((last - first) % 7 + 1))


def _monthday(said: str) -> int | None:
    """Return the day of the month that *said* is, the first if it is only monthly."""
    word = said.lower().removesuffix(" day")
    match = ORDINAL.fullmatch(word)
    day = int(match[1]) if match else MONTHDAYS.get(word)
    if day is not None and day not in MONTH:
        raise Mistake(OF_A_MONTH)
    return day


def _longest(words: Sequence[str], read: Callable[[str], Found | None]) -> tuple[Found, int] | None:
    """Return what the longest beginning of *words* reads as, and how many words that is."""
    for size in range(min(LONGEST_ZONE, len(words)), 0, -1):
        if (found := read(" ".join(words[:size]))) is not None:
            return found, size
    return None
