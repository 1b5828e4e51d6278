"""The API's rows, read and added up without any of the bot's code."""

from collections.abc import Callable, Iterable
from typing import Any

import httpx

RawRow = dict[str, Any]
PATHS = {"usage": "usage", "llm": "stats/llm", "diffusion": "stats/diffusion"}


async def read(url: str) -> dict[str, list[RawRow]]:
    """Return what the API says now, by endpoint."""
    async with httpx.AsyncClient(timeout=60, verify=False) as http:
        return {
            name: (await http.get(f"{url}/invocations/{path}")).json()
            for name, path in PATHS.items()
        }


def within(rows: Iterable[RawRow], first: str, last: str, chute: str = "") -> list[RawRow]:
    """Return the rows from *first* to *last*, of all chutes or of one."""
    return [row for row in rows if first <= row["date"] <= last and chute in ("", row["chute_id"])]


def total(rows: Iterable[RawRow], field: str) -> float:
    return sum(row[field] for row in rows)


def mean(rows: Iterable[RawRow], field: str) -> float | None:
    """Return the mean of *field* by requests; null and 0 are unknown."""
    spent = requests = 0.0
    for row in rows:
        if row[field] is not None and row[field] != 0:
            spent += row[field] * row["total_requests"]
            requests += row["total_requests"]
    return spent / requests if requests else None


def by_chute(rows: Iterable[RawRow]) -> dict[str, list[RawRow]]:
    found: dict[str, list[RawRow]] = {}
    for row in rows:
        found.setdefault(row["chute_id"], []).append(row)
    return found


def by_day(rows: list[RawRow], value: Callable[[list[RawRow]], Any]) -> list[Any]:
    """Return *value* of each day that has rows, in order."""
    days = sorted({row["date"] for row in rows})
    return [value([row for row in rows if row["date"] == day]) for day in days]


def names(*sources: Iterable[RawRow]) -> dict[str, str]:
    """Return the latest name of each chute that has one."""
    latest: dict[str, tuple[str, str]] = {}
    for rows in sources:
        for row in rows:
            if not row["name"].startswith("["):
                known = latest.get(row["chute_id"], ("", ""))
                latest[row["chute_id"]] = max(known, (row["date"], row["name"]))
    return {chute: name for chute, (_, name) in latest.items()}
