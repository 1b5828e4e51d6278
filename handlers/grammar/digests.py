"""What somebody wants of a digest, in their own words: `stop the daily digest`."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.errors import Mistake
from handlers.grammar.ahead import find_ahead
from handlers.grammar.calendar import NUMBERS, WEEKDAY
from handlers.grammar.hours import find_hour
from handlers.grammar.zones import find_zone

ACTS = {
    "pause": "pause|mute|snooze|skip|hold|quiet|silence",
    "off": "off|stop|cancel|disable|unsubscribe|end|kill|remove|delete|no more|get rid|turn it off",
    "resume": "resume|continue|unpause|unmute|restart|back on",
    "history": "history|past digests|last digests|previous digests|sent",
    "list": "list|which channels|what channels|all digests|every digest|where",
    "now": "now|preview|sample|show me|see|right away|immediately|example",
    "on": "on|start|enable|set up|setup|set|create|subscribe|want|send|sends|schedule|add|activate|"
    "make|give|get|receive|post|move|change|switch|daily|every|at|weekly",
}
"""The words that ask for each act; what comes first is looked for first."""

CHANGES = ("on", "off", "pause", "resume")
DAYS_SAID = re.compile(rf"{WEEKDAY}|weekdays?|workdays?|weekends?|daily", re.ASCII)
AT = re.compile(r"\bat (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.I)
NOT_THEN = frozenset(["no", "not", "without", "except", "don't", "dont", "never"])
SHORTEST_ZONE = 3  # letters, unless they are capitals
LONGEST_SAID = 3  # words of an hour or a zone


def digest_line(words: Sequence[str], now: datetime) -> str:
    """Return the line that *words* about a digest come down to."""
    plain = AT.sub(_in_figures, " ".join(word.strip("?!.,;:") for word in words)).split()
    said = f" {' '.join(plain).lower()} "
    schedule, until = [*_schedule(plain)], _until(plain, now)
    act = next((act for act, ways in ACTS.items() if _says(ways, said)), "")
    if act in ("off", "pause") and until:
        return " ".join(["digest pause", *until])
    if schedule and NOT_THEN & {*said.split()}:
        return "digest on weekdays" if "weekend" in said else "digest"
    if schedule and act in ("", "on", "now", "list"):
        return " ".join(["digest on", *schedule])
    if act == "on" and not _asks_for_it(plain):
        return "digest"
    return f"digest {act}".strip()


def _in_figures(at: re.Match[str]) -> str:
    return f"at {NUMBERS[at[1].lower()]}"


def changes(line: str) -> bool:
    """Whether *line* changes something, rather than showing it."""
    return line.split()[1:2] != [] and line.split()[1] in CHANGES


def _says(ways: str, said: str) -> bool:
    return any(f" {way} " in said for way in ways.split("|"))


def _asks_for_it(plain: Sequence[str]) -> bool:
    """Whether it is wanted, not asked about: `when do you send the digest`."""
    return plain[0].lower() not in ("when", "what", "whats", "what's", "which", "how", "is", "does")


def _schedule(plain: Sequence[str]) -> Iterator[str]:
    start = 0
    while start < len(plain):
        size = _size(plain[start:])
        yield from plain[start : start + size]
        start += max(size, 1)


def _size(words: Sequence[str]) -> int:
    """Return how many of *words* name an hour, a zone or a day; 0 for none."""
    for size in range(min(LONGEST_SAID, len(words)), 0, -1):
        said = " ".join(words[:size])
        if DAYS_SAID.fullmatch(said.lower()) or _is_hour(said) or _is_zone(said):
            return size
    return 0


def _is_hour(said: str) -> bool:
    return bool(find_hour(said)) and said.lower() not in ("morning", "midnight")


def _is_zone(said: str) -> bool:
    is_name = len(said) >= SHORTEST_ZONE and "/" not in said
    return bool(find_zone(said)) and (is_name or said.isupper() or "/" in said)


def _until(plain: Sequence[str], now: datetime) -> list[str]:
    """Return the words that say for how long, or until when; none if nothing says so."""
    for start, word in enumerate(plain):
        said = [word.lower() for word in plain[start:] if word.lower() != "please"]
        if word.lower() not in ("for", "until", "till", "til") or len(said) < 2:
            continue
        try:
            found = find_ahead(said[1:], now)
        except Mistake:
            continue
        if found:
            return said if word.lower() != "for" else said[1:]
    return []
