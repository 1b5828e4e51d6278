"""The grammar of exports: a file's hour, the hour that it covers, a whole day, `latest`."""

import re
from datetime import date, datetime, timedelta

from bot.blocks.text import day as in_words
from bot.blocks.text import quote
from bot.chutes.exports import ExportKind
from bot.chutes.validation import export_day
from bot.errors import Mistake
from bot.exports.files import FileRange, covered_hour, hour_file, latest, whole_day

EXPORT_EXAMPLES = "`2026-04-19 18`, `2026-04-19 17:00-18:00`, `2026-04-19` or `latest`"
KIND_WORDS = {kind.value: kind for kind in ExportKind}


def export_span(words: list[str], now: datetime) -> FileRange:
    """Return the files that *words* ask for, in any order of kind and time.

    `18` is the hour in the file's name, at which the hour that it covers ends; `17:00-18:00` is
    the covered hour itself. Raises `Mistake` for what is impossible, ahead, or before all exports.
    """
    kinds = [KIND_WORDS[word.lower()] for word in words if word.lower() in KIND_WORDS]
    when = [word.lower() for word in words if word.lower() not in KIND_WORDS]
    if len(kinds) > 1:
        raise Mistake("One kind at a time, please: `invocations`, `reports` or `jobs`.")
    kind = kinds[0] if kinds else ExportKind.INVOCATIONS
    if when == ["latest"]:
        return latest(kind, now)
    if not when:
        raise Mistake(f"Which hour, or which day? Try {EXPORT_EXAMPLES}.")
    return _span(kind, _day(when[0], now), "".join(when[1:]), now)


def _span(kind: ExportKind, day: date, hour: str, now: datetime) -> FileRange:
    if not hour:
        return _whole_day(kind, day, now)
    if re.fullmatch(r"\d{1,2}", hour, re.ASCII):
        return hour_file(kind, day, int(hour), now)
    if covered := re.fullmatch(r"(\d{1,2}):00[-–](\d{1,2}):00", hour, re.ASCII):
        return _covered(kind, day, int(covered[1]), int(covered[2]), now)
    if match := re.fullmatch(r"(\d{1,2}):\d\d", hour, re.ASCII):
        raise Mistake(_which(day, int(match[1])))
    raise Mistake(f"{quote(hour)} is no hour. Try {EXPORT_EXAMPLES}.")


def _covered(kind: ExportKind, day: date, begins: int, ends: int, now: datetime) -> FileRange:
    span = covered_hour(kind, day, begins, now)
    if ends not in (begins + 1, (begins + 1) % 24):
        raise Mistake(f"A file covers one whole hour, like `{begins:02}:00-{begins + 1:02}:00`.")
    if span.first > now:
        raise Mistake(f"The hour from {begins:02}:00 UTC is not over yet.")
    return span


def _whole_day(kind: ExportKind, day: date, now: datetime) -> FileRange:
    span = whole_day(kind, day)
    if span.ends > now:
        raise Mistake(
            f"{in_words(day)} is not over yet (UTC). Try an hour of it, `latest` or `yesterday`."
        )
    export_day(day)
    return span


def _day(word: str, now: datetime) -> date:
    if word in ("today", "yesterday"):
        return now.date() - timedelta(days=word == "yesterday")
    if not (match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", word, re.ASCII)):
        raise Mistake(f"{quote(word)} is no date. Try {EXPORT_EXAMPLES}.")
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        raise Mistake(f"{word} is not a date. Try {EXPORT_EXAMPLES}.") from None
    if day > now.date():
        raise Mistake(f"{in_words(day)} {day.year} is still ahead. Try {EXPORT_EXAMPLES}.")
    return export_day(day)


def _which(day: date, hour: int) -> str:
    if hour > 23:
        return f"There is no hour {hour}: hours go from 0 to 23."
    before = (hour - 1) % 24
    return (
        f"Do you mean the file `{day} {hour:02}`, which covers {before:02}:00–{hour:02}:00, "
        f"or the hour `{day} {hour:02}:00-{(hour + 1) % 24:02}:00`?"
    )
