"""The grammar of exports: a file's hour, the hour that it covers, a whole day, `latest`."""

import re
from datetime import date, datetime

from bot.blocks.text import day as in_words
from bot.blocks.text import quote
from bot.chutes.exports import ExportKind
from bot.chutes.validation import export_day
from bot.errors import Mistake
from bot.exports.files import FileRange, covered_hour, hour_file, latest, whole_day
from handlers.grammar.hours import find_hour
from handlers.grammar.periods import find_period
from handlers.grammar.reading import Misread

EXPORT_EXAMPLES = "`yesterday`, `2026-11-24 18`, `20 Nov 17:00-18:00` or `latest`"
TABLES = ("usage", "stats")  # what people also call an export: the table as a file
MOST_HOURS = 4  # to choose from
LATEST = ("latest", "last", "now", "recent", "newest", "past")
KIND_WORDS = {
    **{kind.value: kind for kind in ExportKind},
    **dict.fromkeys(("requests", "calls", "errors", "failures"), ExportKind.INVOCATIONS),
    "report": ExportKind.REPORTS,
    "job": ExportKind.JOBS,
}
EXPORT_FILLERS = """
at the for of from on in utc hour please all raw data invocation file files me a csv as whole day
full entire complete
"""
FILLER = frozenset(EXPORT_FILLERS.split())
HOUR = r"(\d{1,2})(?:[:.]00)?(am|pm)?"
RANGE = re.compile(rf"{HOUR} ?(?:-|–|to) ?{HOUR}", re.ASCII)
TWO_HOURS = re.compile(r"\d{1,2}-\d{1,2}", re.ASCII)


def export_span(words: list[str], now: datetime) -> FileRange:
    """Return the files that *words* ask for, in any order of kind and time.

    `18` is the hour in the file's name, at which the hour that it covers ends; `17:00-18:00` is
    the covered hour itself. Raises `Mistake` for what is impossible, ahead, or before all exports,
    with lines to ask instead for what may be either of the two.
    """
    plain = [word.lower().rstrip("?!,;") for word in words]
    kinds = list(dict.fromkeys(KIND_WORDS[word] for word in plain if word in KIND_WORDS))
    when = [word for word in plain if word not in KIND_WORDS]
    if len(kinds) > 1:
        raise Mistake("One kind at a time, please: `invocations`, `reports` or `jobs`.")
    kind = kinds[0] if kinds else ExportKind.INVOCATIONS
    if _is_latest(when, now):
        return latest(kind, now)
    if not when:
        raise Mistake(f"Which hour, or which day? Try {EXPORT_EXAMPLES}.", ["export latest"])
    day, hour = _day_and_hour(_split_iso(when), now)
    return _span(kind, day, hour, now)


def _is_latest(when: list[str], now: datetime) -> bool:
    """Whether the newest hour is meant; raises `Mistake` for what is said besides."""
    said = [word for word in when if word not in FILLER]
    if not said or said[0] not in LATEST or (len(said) > 1 and _is_a_period(when, now)):
        return False
    if said[1:]:
        raise Mistake(f"I don't understand {quote(' '.join(said[1:]))}.", ["export latest"])
    return True


def _is_a_period(words: list[str], now: datetime) -> bool:
    try:
        return find_period(words, now) is not None
    except Misread:
        return False


def _split_iso(words: list[str]) -> list[str]:
    """Return `2026-11-25T10:00Z` as a day and an hour."""
    first = re.fullmatch(r"(\d{4}-\d\d-\d\d)t(\d\d(?::\d\d)?)(?::\d\d)?z?", words[0], re.ASCII)
    return [*first.groups(), *words[1:]] if first else words


def _day_and_hour(words: list[str], now: datetime) -> tuple[date, str]:
    """Return the day that *words* begin with, or today, and the words that say which hour."""
    if TWO_HOURS.fullmatch(words[0]):
        return now.date(), _hour_words(words)
    try:
        found = find_period(words, now)
    except Misread as problem:
        tries = [f"export {phrase}" for phrase in problem.instead]
        raise Mistake(str(problem), tries) from None
    if found and not found.note:
        if len(found.period) > 1:
            raise Mistake(f"One day at a time, please. Try {EXPORT_EXAMPLES}.")
        return _checked(found.period.first, now), _hour_words(words[found.size :])
    if find_hour(words[0]) or RANGE.fullmatch(words[0]):
        return _checked(now.date(), now), _hour_words(words)
    tries = [" ".join(words)] if words[0] in TABLES else ["export latest", "export yesterday"]
    raise Mistake(f"I can't read {quote(words[0])} as a day. Try {EXPORT_EXAMPLES}.", tries)


def _hour_words(words: list[str]) -> str:
    return " ".join(word for word in words if word not in FILLER)


def _span(kind: ExportKind, day: date, hour: str, now: datetime) -> FileRange:
    if not hour:
        return _whole_day(kind, day, now)
    if re.fullmatch(r"\d{1,2}", hour, re.ASCII):
        return hour_file(kind, day, int(hour), now)
    if covered := RANGE.fullmatch(hour):
        begins = _clock(covered[1], covered[2] or covered[4])
        return _covered(kind, day, begins, _clock(covered[3], covered[4] or covered[2]), now)
    if re.match(r"\d{2}:\d\d|\d{1,3}:", hour, re.ASCII) and not find_hour(hour):
        raise Mistake(f"There is no hour {quote(hour)}: hours go from 0 to 23.")
    if at := find_hour(hour):
        raise _which(day, at.hour, kind)
    raise Mistake(f"{quote(hour)} isn't an hour I understand. Try {EXPORT_EXAMPLES}.")


def _clock(hour: str, half: str) -> int:
    return int(hour) % 12 + 12 * (half == "pm") if half else int(hour)


def _covered(kind: ExportKind, day: date, begins: int, ends: int, now: datetime) -> FileRange:
    span = covered_hour(kind, day, begins, now)
    if ends not in (begins + 1, (begins + 1) % 24):
        raise Mistake("A file covers one whole hour. Which one?", _hours(day, begins, ends))
    if span.first > now:
        raise Mistake(f"The hour from {begins:02}:00 UTC isn't over yet.")
    return span


def _hours(day: date, begins: int, ends: int) -> list[str]:
    """Return the lines for each hour of several, and for the whole day."""
    hours = [f"export {day} {hour:02}:00-{hour + 1:02}:00" for hour in range(begins, ends)]
    return [*hours[:MOST_HOURS], f"export {day}"]


def _whole_day(kind: ExportKind, day: date, now: datetime) -> FileRange:
    span = whole_day(kind, day)
    if span.ends > now:
        raise Mistake(
            f"{in_words(day)} isn't over yet (UTC). Try an hour of it, `latest` or `yesterday`.",
            ["export latest", "export yesterday"],
        )
    export_day(day)
    return span


def _checked(day: date, now: datetime) -> date:
    if day > now.date():
        raise Mistake(f"{in_words(day)} {day.year} is still ahead. Try {EXPORT_EXAMPLES}.")
    return export_day(day)


def _which(day: date, hour: int, kind: ExportKind) -> Mistake:
    """Ask back: a full hour may be the file's, which ends then, or the one that begins."""
    before, after = (hour - 1) % 24, (hour + 1) % 24
    more = "" if kind is ExportKind.INVOCATIONS else f" {kind.value}"
    file, covered = f"{day} {hour:02}", f"{day} {hour:02}:00-{after:02}:00"
    return Mistake(
        f"Do you mean the file `{file}`, which covers {before:02}:00–{hour:02}:00, "
        f"or the hour `{covered}`?",
        [f"export {file}{more}", f"export {covered}{more}"],
    )
