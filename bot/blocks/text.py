"""What comes from outside, made fit for Slack; figures and dates in words."""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

AT_AN_EDGE = r"(?<![A-Za-z0-9{0}])[{0}]+|(?<![{0}])[{0}]++(?![A-Za-z0-9])"
COLON = r":(?=//|(?!\d\d(?::|$))[\w+'-]++(?::|$))"
"""Of an address; before an emoji's name, which may end with a colon of ours; of no time."""
FORMATTING = re.compile("|".join(["^>|`", COLON, *map(AT_AN_EDGE.format, "*_~")]), re.I)
ACTIVE, INERT = "*_~`>:", "∗ˍ∼ˋ›∶"
LOOK_ALIKES = str.maketrans(ACTIVE, INERT)  # Slack has no escape for these
AS_TYPED = str.maketrans(INERT, ACTIVE)
BACKTICK = INERT[ACTIVE.index("`")]
UNFINISHED = re.compile(r"(<[^<>]*|&[a-z]*)$")
LONGEST_SECTION = 3000  # characters in a section
NBSP = "\u00a0"  # between a number and its unit, which a line must not break apart
MINUS = "\u2212"
WHOLE_DOLLARS_FROM = 9.995  # below that, cents are what matters
LONGEST_INVISIBLE = 1000  # characters that nobody sees, within a text that is shortened


def clean(text: str) -> str:
    """Return *text* on one line, without control, bidi and other invisible characters."""
    spaced = re.sub(r"[^\S\u00a0]+", " ", text)  # a space that no line breaks at stays one
    return "".join(char for char in spaced if unicodedata.category(char)[0] != "C").strip()


def shorten(text: str, length: int) -> str:
    """Return *text* cleaned and at most *length* characters long, with … where it was cut."""
    text = clean(text[: length + LONGEST_INVISIBLE])
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def escape(text: str, length: int = 200) -> str:
    """Return *text* so that nothing in mrkdwn is a mention, a link, an emoji, or formatted.

    The text is cut to *length* characters first, so that no entity is ever cut in two.
    """
    return escape_sentence(literal(text, length))


def literal(text: str, length: int = 200) -> str:
    """Return *text* so that nothing in it is an emoji or formatted, for a sentence of ours.

    What could be, becomes a character that looks like it. Mentions and links are left to
    `escape_sentence`, which every sentence goes through.
    """
    return FORMATTING.sub(lambda found: found[0].translate(LOOK_ALIKES), shorten(text, length))


def cut(mrkdwn: str, length: int = LONGEST_SECTION) -> str:
    """Return *mrkdwn* at most *length* characters long, never cut within an entity."""
    if len(mrkdwn) <= length:
        return mrkdwn
    return f"{UNFINISHED.sub('', mrkdwn[: length - 1])}…"


def escape_sentence(text: str) -> str:
    """Return our own *text*, which may quote people, so that nothing in it mentions or links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(text: str, length: int = 60) -> str:
    """Return what somebody typed as code, so that it is seen exactly, for a sentence of ours.

    Mentions and links are left to `escape_sentence`, which every sentence goes through.
    """
    shown = shorten(text, length).replace("`", "'")
    return f"`{shown or ' '}`"


def code(text: str, length: int = 60) -> str:
    """Return what somebody typed as code in mrkdwn, so that it is seen exactly and does nothing."""
    return escape_sentence(quote(text, length))


def usd(amount: float) -> str:
    """Return US dollars as a sentence has them: whole ones, or cents below $10."""
    shown = shown_usd(amount)
    return _dollars(shown, 0 if shown.is_integer() else 2)


def cents(amount: float) -> str:
    """Return US dollars as a table has them: to the cent."""
    return _dollars(amount, 2)


def _dollars(amount: float, places: int) -> str:
    text = f"{abs(amount):,.{places}f}"
    return f"{MINUS}${text}" if amount < 0 and text.strip("0.,") else f"${text}"


def shown_usd(amount: float) -> float:
    """Return *amount* as `usd` rounds it, so that what is shown can be added up."""
    return float(round(amount, 0 if abs(amount) >= WHOLE_DOLLARS_FROM else 2))


def with_sign(amount: float, text: Callable[[float], str]) -> str:
    """Return an amount, which *text* writes, with its sign: `+$41`, `−9,120`."""
    return f"{MINUS if amount < 0 else '+'}{text(abs(amount))}"


def percent(fraction: float) -> str:
    """Return a part of a whole: `8.6%`."""
    return f"{100 * fraction:.1f}%"


def points(fraction: float) -> str:
    """Return how much something changed, without its sign: `4.2%`, `37%`, `0%`."""
    size = abs(100 * fraction)
    return f"{size:.1f}".removesuffix(".0") + "%" if size < 9.95 else f"{size:,.0f}%"


def count(number: float) -> str:
    """Return a count with separators, or rounded to three digits from a million on."""
    if number < 0:
        return f"{MINUS}{count(-number)}"
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if number >= size:
            return f"{_three_digits(number / size)}{unit}"
    return f"{number:,.0f}"


def _three_digits(number: float) -> str:
    places = max(0, 2 - math.floor(math.log10(number)))
    return f"{number:.{places}f}"


def plural(number: float, noun: str, nouns: str = "") -> str:
    """Return a count of things: `1 request`, `12,040 requests`."""
    return f"{count(number)} {noun if number == 1 else nouns or f'{noun}s'}"


def duration(span: timedelta | float) -> str:
    """Return how long something takes: `350 ms`, `4.2 s`, `12 min`, `1 h 18 min`, `3 days`.

    A number is seconds.
    """
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    seconds = max(0.0, seconds)
    if seconds < 0.9995:
        return f"{1000 * seconds:.0f}{NBSP}ms"
    if seconds < 59.95:
        return f"{seconds:.1f}".removesuffix(".0") + f"{NBSP}s"
    return _long_duration(round(seconds / 60))


def rough(span: timedelta) -> str:
    """Return how long ago or ahead something is, in whole units: `40 s`, `12 min`, `3 h`."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:
        return f"{seconds}{NBSP}s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes}{NBSP}min"
    hours = round(minutes / 60)
    return f"{hours}{NBSP}h" if hours < 48 else f"{round(hours / 24)}{NBSP}days"


def _long_duration(minutes: int) -> str:
    if minutes >= 48 * 60:
        return f"{round(minutes / 1440)}{NBSP}days"
    hours, left = divmod(minutes, 60)
    parts = [f"{hours}{NBSP}h"] * bool(hours) + [f"{left}{NBSP}min"] * bool(left or not hours)
    return NBSP.join(parts)


def file_size(size: int) -> str:
    """Return a size in the largest unit that leaves digits: `600 bytes`, `12 KB`, `3.4 MB`."""
    if size < 1000:
        return f"{size}{NBSP}{'byte' if size == 1 else 'bytes'}"
    if size < 999_500:
        return f"{size / 1e3:,.0f}{NBSP}KB"
    return f"{size / 1e6:,.{1 if size < 9.95e6 else 0}f}{NBSP}MB"


def ordinal(number: int) -> str:
    """Return a place: `1st`, `12th`, `52nd`."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    is_teen = 10 < number % 100 < 14
    return f"{number}{'th' if is_teen else endings.get(number % 10, 'th')}"


def listed(words: Sequence[str]) -> str:
    """Return *words* in a row: `a, b and c`."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def day(when: date, now: date | None = None) -> str:
    """Return a date as people write it: `23 Nov`; with its year if that is not the one of *now*."""
    year = f" {when.year}" if now and when.year != now.year else ""
    return f"{when.day} {when:%b}{year}"


def weekday(when: date, now: date | None = None) -> str:
    """Return a date with its day of the week: `Mon 23 Nov`."""
    return f"{when:%a} {day(when, now)}"


def days(first: date, last: date, now: date | None = None) -> str:
    """Return days in words: `23 Nov`, `17–23 Nov` or `28 Oct – 3 Nov`; years as `day` has them."""
    if first == last:
        return day(first, now)
    if first.year != last.year:
        return f"{day(first)} {first.year} – {day(last)} {last.year}"
    if first.month == last.month:
        return f"{first.day}–{day(last, now)}"
    return f"{day(first)} – {day(last, now)}"


def moment(when: datetime) -> str:
    """Return a mrkdwn token for date and time by each reader's own clock: `Nov 26, 2026 at …`."""
    return _token(when, "{date_short} at {time}", f"{when:%Y-%m-%d %H:%M} UTC")


def clock_time(when: datetime) -> str:
    """Return a mrkdwn token for the time alone, to the second, by each reader's own clock."""
    return _token(when, "{time_secs}", f"{when:%H:%M:%S} UTC")


def ago(when: datetime) -> str:
    """Return a mrkdwn token that says how long ago *when* is by the time it is read."""
    return _token(when, "{ago}", f"on {when:%Y-%m-%d} at {when:%H:%M} UTC")


def _token(when: datetime, form: str, fallback: str) -> str:
    return f"<!date^{int(when.timestamp())}^{form}|{fallback}>"
