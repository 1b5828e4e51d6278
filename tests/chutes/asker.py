"""Asks a server once, in a process whose memory is measured."""

import asyncio

from bot.chutes.client import open_chutes
from bot.errors import ApiError
from tests.chutes.conftest import HOUR


def usage(url: str) -> str:
    return asyncio.run(_ask(url, "usage"))


def recent(url: str) -> str:
    return asyncio.run(_ask(url, "recent"))


def reports(url: str) -> str:
    return asyncio.run(_ask(url, "reports"))


async def _ask(url: str, what: str) -> str:
    async with open_chutes(url, pauses=()) as chutes:
        asks = {
            "usage": chutes.usage,
            "recent": lambda: chutes.recent_export(limit=10_000),
            "reports": lambda: chutes.report_rows(HOUR),
        }
        try:
            found = await asks[what]()
        except ApiError as exc:
            return str(exc)
    return f"{len(found.rows)} rows, {found.skipped} skipped"
