"""What every message of ours has to be like, whatever it says."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.blocks.message import Message
from bot.blocks.text import count, usd

LINES_FIRST = 3  # above the first chart or table
TABULAR = ("data_table", "data_visualization")
TOKEN = re.compile(r"<[^<>]*>|`[^`]*`")
ENDS_WELL = re.compile(r"[.:?!)…✓]$|^[•*|]|^_.*_$|^:[a-z_]+: \*|[a-z0-9%]$|[”`*>]$")
FIGURE = re.compile(
    r"\$\d[\d,.]*\d|\d[\d,.]*[KMBT]?\*?[ \u00a0](?:invocations|requests|attempts|tokens/s|tokens|"
    r"steps/s|steps|s|ms|min|h|MB|KB|bytes|rows|reports|jobs)\b"
)
COUNTED = re.compile(
    r"(?<![\d.,])(\d[\d,.]*[MBT]?)\*? (?:invocations|requests|attempts|tokens|steps|rows)\b(?!/)"
)
SPEED = re.compile(r"(\d[\d,.]*)\*?\u00a0tokens/s")
RAW_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
ONE_OF_MANY = re.compile(
    r"(?<![\d.,/])1\*? (requests|invocations|tokens|steps|chutes|models|others|reports|attempts|"
    r"rows|days|miners|things|checks)\b"
)
UNTIDY = {
    "two spaces": re.compile(r"  "),
    "a space before a mark": re.compile(r" [.,;:!?](?:\s|$)"),
    "two marks": re.compile(r"[.,;:]{2}(?!\.)"),
    "a hyphen for a minus": re.compile(r"(?<![\w–])-\$?\d"),
    "a space before %": re.compile(r"\d[ \u00a0]%"),
    "a number that breaks from its unit": re.compile(r"\d (s|ms|min|h|MB|tokens/s|steps/s)\b"),
    "one of many": ONE_OF_MANY,
    "an id in full": RAW_ID,
    "no contraction": re.compile(r"\b(do|does|did|is|was|can|could|has|have) ?not\b|\bI am\b"),
    "a value of Python": re.compile(r"\bNone\b(?! of)|\bnan\b|\binf\b|datetime"),
}


def texts(message: Message) -> list[str]:
    """Return each text of the blocks, lines apart."""
    found = []
    for block in message.payload().get("blocks", []):
        if block["type"] == "section":
            found += block["text"]["text"].split("\n")
        if block["type"] == "context":
            found += [element["text"] for element in block["elements"]]
    return found or message.text.split("\n")


def lines_first(message: Message) -> int:
    """Return how many lines stand above the first chart or table; 0 without any."""
    lines = 0
    for block in message.payload().get("blocks", []):
        if block["type"] in TABULAR:
            return lines
        if block["type"] == "section":
            lines += block["text"]["text"].count("\n") + 1
    return 0


def untidy(message: Message) -> list[str]:
    """Return what a careful reader would mark in *message*, with the line."""
    marked = []
    for line in texts(message):
        if line.startswith("> "):
            continue  # somebody's own words
        said = TOKEN.sub("x", line)
        marked += [f"{what}: {line}" for what, found in UNTIDY.items() if found.search(said)]
        if not ENDS_WELL.search(said):
            marked.append(f"an end: {line}")
    return marked


def assert_reads_well(message: Message, *, may_meet: bool = False) -> None:
    """Let nothing in *message* be what a careful reader would mark.

    If figures of different things *may meet* by chance, it may have one twice.
    """
    lines = lines_first(message)
    marked = {
        "lines first": lines if lines > LINES_FIRST else 0,
        "untidy": untidy(message),
        "two renderings": two_renderings(message),
        "contradictions": contradictions(message),
        "said twice": [] if may_meet else said_twice(message),
    }
    found = {what: where for what, where in marked.items() if where}
    assert not found, (found, texts(message))


def said_twice(message: Message) -> list[str]:
    """Return the figures that stand twice above the first table; without one, anywhere."""
    lines = "\n".join(_lines_above(message))
    found = FIGURE.findall(TOKEN.sub("x", lines))
    return [figure for figure, times in Counter(found).items() if times > 1]


def _lines_above(message: Message) -> Iterator[str]:
    for block in message.payload().get("blocks", []):
        if block["type"] in TABULAR:
            return
        if block["type"] == "section":
            yield block["text"]["text"]


def dollars(text: str) -> list[str]:
    return re.findall(r"\$\d+(?:,\d{3})*(?:\.\d+)?", text)


def two_renderings(message: Message) -> list[str]:
    """Return figures in sentences that are not as the one rule for each writes them.

    Dollars have cents below $10, counts three digits from a million on, speeds one decimal.
    """
    said = TOKEN.sub("x", "\n".join(texts(message)))
    amounts = [amount for amount in dollars(said) if amount != usd(_value(amount))]
    counts = [found for found in COUNTED.findall(said) if found != count(_counted(found))]
    speeds = [found for found in SPEED.findall(said) if not re.fullmatch(r"[\d,]+\.\d", found)]
    return [*amounts, *counts, *speeds]


def contradictions(message: Message) -> list[tuple[str, str]]:
    """Return amounts of chutes in the first list that differ from those in the message's table."""
    cells = _moved(message.payload().get("blocks", []))
    _, *lists = "\n".join(["", *texts(message)]).split("\n*")
    found = re.findall(r"^• (.+?) ([+−]\$[\d,.]+\d)", lists[0] if lists else "", re.M)
    return [
        (amount, cells[name])
        for name, amount in found
        if name in cells and abs(_value(cells[name]) - _value(amount)) > 0.5
    ]


def _moved(blocks: list[dict[str, Any]]) -> dict[str, str]:
    for block in blocks:
        if block["type"] == "data_table":
            header, *rows = [[cell["text"] for cell in row] for row in block["rows"]]
            if "Moved by" in header:
                return {row[0]: row[header.index("Moved by")] for row in rows}
    return {}


def _counted(text: str) -> float:
    return _value(text) * {"M": 1e6, "B": 1e9, "T": 1e12}.get(text[-1], 1)


def _value(amount: str) -> float:
    return float(re.sub(r"[^\d.]", "", amount))
