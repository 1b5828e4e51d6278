"""The figures of invocations once more, worked out with the csv module and nothing of the bot's."""

import ast
import csv
import json
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from math import floor
from typing import Any

KINDS = {
    "RATE_LIMIT",
    "BAD_REQUEST",
    "KEY_EXCHANGE_REQUIRED",
    "EMPTY_STREAM",
    "CLLMV_FAILURE",
    "INVALID_RESPONSE",
}


def figures(*bodies: bytes) -> dict[str, Any]:
    """Return the figures of the files *bodies*; a last record that is not whole is left out."""
    rows, cut_off = [], 0
    for body in bodies:
        found, cut = records(body)
        rows += found
        cut_off += cut
    usable = [row for row in rows if row["invocation_id"] and moment(row["started_at"])]
    attempts = list(deduplicated(usable).values())
    served = [row for row in attempts if not row["error_message"] and moment(row["completed_at"])]
    durations = [seconds(row) for row in served]
    measured = [metrics(row) for row in served]
    ttfts = [known["ttft"] for known in measured if number(known.get("ttft"))]
    return {
        "rows": len(rows),
        "skipped": len(rows) - len(usable),
        "cut_off": cut_off,
        "attempts": len(attempts),
        "requests": len(
            {row.get("parent_invocation_id") or row["invocation_id"] for row in attempts}
        ),
        "failed": sum(1 for row in attempts if row["error_message"]),
        "unfinished": sum(1 for row in attempts if not moment(row["completed_at"])),
        "p50": quantile(durations, 0.5),
        "p95": quantile(durations, 0.95),
        "ttft_p50": quantile(ttfts, 0.5),
        "ttft_p95": quantile(ttfts, 0.95),
        "tokens_in": sum(tokens(row, "it") for row in attempts),
        "tokens_out": sum(tokens(row, "ot") for row in attempts),
        "failures": Counter(kind(row["error_message"]) for row in attempts if row["error_message"]),
        "chutes": Counter(row["chute_id"] for row in attempts),
        "miners": Counter(row["miner_hotkey"] for row in attempts if row.get("miner_hotkey")),
    }


def records(body: bytes) -> tuple[list[dict[str, str]], int]:
    text = body.decode(errors="replace")
    if not text:
        return [], 0
    found = list(csv.DictReader(StringIO(text, newline=""), strict=False))
    cut_off = not text.endswith("\n") or text.count('"') % 2 == 1
    return (found[:-1], 1) if cut_off else (found, 0)


def deduplicated(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    best: dict[str, dict[str, str]] = {}
    for row in rows:
        known = best.get(row["invocation_id"])
        if known is None or order(row) > order(known):
            best[row["invocation_id"]] = row
    return best


def order(row: dict[str, str]) -> datetime:
    return moment(row["completed_at"]) or datetime.min.replace(tzinfo=UTC)


def moment(text: str) -> datetime | None:
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def seconds(row: dict[str, str]) -> float:
    ended, began = moment(row["completed_at"]), moment(row["started_at"])
    assert ended
    assert began
    return (ended - began).total_seconds()


def metrics(row: dict[str, str]) -> dict[str, Any]:
    for read in (ast.literal_eval, json.loads):
        with suppress(ValueError, SyntaxError, TypeError):
            if isinstance(found := read(row.get("metrics") or ""), dict):
                return found
    return {}


def tokens(row: dict[str, str], name: str) -> float:
    value = metrics(row).get(name)
    return value if number(value) else 0


def number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def kind(error: str) -> str:
    if error in KINDS:
        return error
    first, *others = (line.strip(" \t\r") for line in error.split("\n"))
    label = first or next((line for line in reversed(others) if line.strip()), "")
    return f"other: {label[:100]}"


def quantile(values: list[float], part: float) -> float | None:
    """Return the value at *part* of the way through, between its two neighbours."""
    if not values:
        return None
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
