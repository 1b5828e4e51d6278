"""What is checked before a request leaves: the API answers an impossible date with a 500."""

import re
from datetime import UTC, date, datetime

from bot.chutes import ss58
from bot.chutes.exports import FIRST_EXPORT, ExportFile
from bot.errors import Mistake

MOST_RECENT_ROWS = 10_000
LONGEST_REASON = 5_000  # characters; ours, far above what a person may type
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
IS_UUID = re.compile(UUID)


def export_day(day: date) -> date:
    """Return *day* if there may be exports of it; raise `Mistake` if it is before them all."""
    if day < FIRST_EXPORT:
        raise Mistake(f"Exports begin on {FIRST_EXPORT}; {day} is before that.")
    return day


def export_hour(day: date, hour: int, now: datetime) -> datetime:
    """Return the moment that names an hourly file; raise `Mistake` if there can be no such file."""
    if not 0 <= hour <= 23:
        raise Mistake(f"There is no hour {hour}: hours go from 0 to 23.")
    export_day(day)
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    if moment > now:
        raise Mistake(f"{moment:%Y-%m-%d %H:00} UTC is still to come.")
    return moment


def export_file(file: ExportFile, now: datetime) -> ExportFile:
    """Return *file* if there may be one of its name; raise `Mistake` if not."""
    export_hour(file.hour.date(), file.hour.hour, now)
    return file


def date_range(start: date | None, end: date | None, now: datetime) -> None:
    """Raise `Mistake` unless *start* has come and is not after *end*."""
    if start and start > now.astimezone(UTC).date():
        raise Mistake(f"{start} is still to come.")
    if start and end and start > end:
        raise Mistake(f"The range ends ({end}) before it begins ({start}).")


def row_limit(limit: int) -> None:
    """Raise `Mistake` unless the API can give that many recent invocations."""
    if not 1 <= limit <= MOST_RECENT_ROWS:
        raise Mistake(f"The limit must be from 1 to {MOST_RECENT_ROWS:,}, not {limit:,}.")


def uuid(text: str, what: str) -> None:
    """Raise `Mistake` unless *text* is a UUID in lower case, as the API writes them."""
    if not IS_UUID.fullmatch(text):
        raise Mistake(f"That's not {what}: one looks like 9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71.")


def hotkey(address: str) -> None:
    """Raise `Mistake` unless *address* is a hotkey without a typing error."""
    try:
        ss58.decode_address(address)
    except ValueError as exc:
        raise Mistake(
            "That's not a hotkey: one has 48 letters and digits and starts with 5."
        ) from exc


def report_reason(reason: str) -> None:
    """Raise `Mistake` unless the API can keep *reason*; a NUL makes it answer 500."""
    if not reason.strip():
        raise Mistake("A report needs a reason.")
    if len(reason) > LONGEST_REASON:
        raise Mistake(f"The reason is too long: at most {LONGEST_REASON:,} characters.")
    if re.search("[\0\ud800-\udfff]", reason):
        raise Mistake("The reason contains characters that can't be sent.")
