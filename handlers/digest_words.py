"""The grammar of digests: hours, zones, days and spans."""

import re
from dataclasses import replace
from datetime import time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import available_timezones

from bot.blocks.text import quote
from bot.digests.calendar import EVERY_DAY, WEEKDAYS
from bot.digests.service import Wish
from bot.errors import Mistake

DAY_WORDS = {"weekdays": WEEKDAYS, "daily": EVERY_DAY, "everyday": EVERY_DAY}
OFFERED = 100  # zones at once, as many as Slack shows
LONGEST_DIGEST_PAUSE = 366  # days


def wish(words: list[str]) -> Wish:
    """Return what `09:00 Europe/Berlin weekdays` wants, in any order; raise `Mistake`."""
    wanted = Wish()
    for word in words:
        if word.lower() in DAY_WORDS:
            wanted = replace(wanted, days=DAY_WORDS[word.lower()])
        elif hour := _hour(word):
            wanted = replace(wanted, hour=hour)
        else:
            wanted = replace(wanted, zone=zone(word))
    return wanted


def zone(word: str) -> str:
    """Return the IANA zone that *word* names in any case; raise `Mistake` with the closest."""
    if known := zones().get(word.lower()):
        return known
    close = get_close_matches(word.lower(), zones(), n=1)
    hint = (
        f"Did you mean `{zones()[close[0]]}`?"
        if close
        else "Try `09:00`, `Europe/Berlin` or `weekdays`."
    )
    raise Mistake(f"{quote(word)} is neither an hour, a time zone, nor `weekdays`. {hint}")


def zones_like(typed: str) -> list[str]:
    """Return the zones to offer for what was *typed*: those whose city begins so come first."""
    wanted = typed.strip().lower().replace(" ", "_")
    found = [name for key, name in sorted(zones().items()) if wanted in key]
    begins = [name for name in found if name.rpartition("/")[2].lower().startswith(wanted)]
    return list(dict.fromkeys([*begins, *found]))[:OFFERED]


def span(words: list[str]) -> timedelta | None:
    """Return how long a pause is (`3d`); None for one without an end; raise `Mistake`."""
    if not words:
        return None
    match = re.fullmatch(r"(\d{1,3})d", words[0].lower())
    if len(words) > 1 or not match or not 1 <= int(match[1]) <= LONGEST_DIGEST_PAUSE:
        raise Mistake(f"Pause for how many days? `pause 3d`, up to `{LONGEST_DIGEST_PAUSE}d`.")
    return timedelta(days=int(match[1]))


@lru_cache(1)
def zones() -> dict[str, str]:
    """Return every IANA zone by its name in small letters."""
    return {name.lower(): name for name in available_timezones() if name != "localtime"}


def _hour(word: str) -> time | None:
    """Return the hour that `9:30`, `21:30`, `9am` or `9:30pm` is; None if it is none."""
    if match := re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", word, re.ASCII):
        return time(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(0?[1-9]|1[0-2])(?::([0-5]\d))?([ap])m", word.lower(), re.ASCII):
        return time(int(match[1]) % 12 + 12 * (match[3] == "p"), int(match[2] or 0))
    return None
