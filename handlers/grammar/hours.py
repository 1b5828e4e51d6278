"""Hours of a day as people write them: `9`, `9am`, `9.30`, `21:30`, `0900`, `noon`."""

import re
from datetime import time

HOURS = (
    re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)?(?: ?(?:h|uhr))?", re.ASCII),
    re.compile(r"([01]?\d|2[0-3])()(?: ?(?:h|uhr|o'clock))?", re.ASCII),
    re.compile(r"([01]\d|2[0-3])([0-5]\d)(?: ?h)?", re.ASCII),
)
HALVES = re.compile(r"(0?[1-9]|1[0-2])(?:[:.]([0-5]\d))? ?([ap])\.?m?\.?", re.ASCII)
NAMED_HOURS = {"noon": time(12), "midday": time(12), "midnight": time(0), "morning": time(9)}


def find_hour(said: str) -> time | None:
    """Return the hour that *said* is; None if it is none."""
    word = said.lower()
    if word in NAMED_HOURS:
        return NAMED_HOURS[word]
    if match := HALVES.fullmatch(word):
        return time(int(match[1]) % 12 + 12 * (match[3] == "p"), int(match[2] or 0))
    for pattern in HOURS:
        if match := pattern.fullmatch(word):
            return time(int(match[1]), int(match[2] or 0))
    return None
