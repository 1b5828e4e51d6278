"""The words behind `vs` that are told from the days asked for: `the week before`."""

import re
from collections.abc import Sequence

PREVIOUS = ("the previous period", "previous period", "previous", "the period before", "before")
BEFORE = re.compile(
    r"(?:the )?(day|week|month|year) (?:before|earlier|previous)(?: that)?(?! last| yesterday)\b"
)
SEVERAL_BEFORE = re.compile(
    r"(?:the )?(?:(?:previous|prior|preceding) \d{1,3}(?: days?| weeks?)?"
    r"|(?:\d{1,3} )?(?:days|weeks|months) (?:before|prior|earlier|previous)(?: that| it| them)?)\b"
)
SAME_DAYS = re.compile(
    r"(?:the )?same (?:period|time|days?|dates?) (?:of )?(?:the )?(?:last|previous|prior) "
    r"(week|month)\b"
)
NONE = ("none", "nothing")
OVER_TIME = {
    **dict.fromkeys(("mom", "m/m", "month over month", "month on month"), "month before"),
    **dict.fromkeys(("wow", "w/w", "week over week", "week on week"), "week before"),
    **dict.fromkeys(("yoy", "y/y", "year over year", "year on year"), "year before"),
    **dict.fromkeys(("dod", "day over day", "day on day"), "day before"),
}


def compared_with(said: str) -> tuple[str, int]:
    """Return what to compare with if it is told from the days asked for, and in how many words."""
    if several := SEVERAL_BEFORE.match(said):
        return "previous", len(several[0].split())
    if found := opens(said, (*PREVIOUS, *NONE)):
        return "none" if found in NONE else "previous", len(found.split())
    if same := SAME_DAYS.match(said):
        return f"{same[1]} before", len(same[0].split())
    if before := BEFORE.match(said):
        return f"{before[1]} before", len(before[0].split())
    if said.startswith(("last week", "previous week")):
        return "week before", 2
    return "", 0


def opens(said: str, phrases: Sequence[str] | frozenset[str]) -> str:
    """Return the longest of *phrases* that *said* begins with, as whole words."""
    found = [phrase for phrase in phrases if f"{said} ".startswith(f"{phrase} ")]
    return max(found, key=len, default="")
