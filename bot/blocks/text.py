"""What comes from outside, made fit for Slack; figures and dates in words."""

import math
import re
import unicodedata
from datetime import date, datetime

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
LONGEST_INVISIBLE = 1000  # characters that nobody sees, within a text that is shortened


def clean(text: str) -> str:
    """Return *text* on one line, without control, bidi and other invisible characters."""
    spaced = re.sub(r"\s+", " ", text)
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


def quote(text: str) -> str:
    """Return what somebody typed as code, so that it is seen exactly and does nothing."""
    shown = shorten(text, 60).replace("`", "'")
    return f"`{shown or ' '}`"


def usd(amount: float) -> str:
    """Return US dollars: to the cent below $1,000, else to the dollar."""
    places = 2 if abs(amount) < 999.995 else 0
    text = f"{abs(amount):,.{places}f}"
    return f"-${text}" if amount < 0 and text.strip("0.,") else f"${text}"


def percent(fraction: float) -> str:
    """Return a part of a whole: `8.6 %`."""
    return f"{100 * fraction:.1f} %"


def count(number: float) -> str:
    """Return a count with separators, or rounded to three digits from a million on."""
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if abs(number) >= size:
            return f"{_three_digits(number / size)}{unit}"
    return f"{number:,.0f}"


def _three_digits(number: float) -> str:
    places = max(0, 2 - math.floor(math.log10(abs(number))))
    return f"{number:.{places}f}"


def day(when: date) -> str:
    """Return a date as people write it: `23 Nov`."""
    return f"{when.day} {when:%b}"


def days(first: date, last: date) -> str:
    """Return days in words: `23 Nov`, `17–23 Nov` or `28 Oct – 3 Nov`; years if they differ."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} {first.year} – {day(last)} {last.year}"
    if first.month == last.month:
        return f"{first.day}–{day(last)}"
    return f"{day(first)} – {day(last)}"


def moment(when: datetime) -> str:
    """Return a mrkdwn token that shows *when* in each reader's own time zone."""
    fallback = when.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"
