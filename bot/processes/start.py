"""The start: what is awaited before the bot can work, and what is missing so far."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from redis.exceptions import RedisError

from bot.errors import BotError, Undelivered

log = logging.getLogger(__name__)

SAY_EVERY = 60.0  # seconds between two lines about the same part
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0  # seconds between two tries
MAY_PASS = BotError, Undelivered, RedisError, OSError, TimeoutError

Found = TypeVar("Found")


class Start:
    """Parts are awaited however long they take; `SettingsError` is for what never will be."""

    def __init__(self) -> None:
        self._missing: dict[str, str] = {}
        self._is_over = False

    def problems(self) -> list[str]:
        """Return what is missing, a sentence each; nothing once the start is over."""
        missing = [f"Waiting for {name}: {why}." for name, why in self._missing.items()]
        return missing or ([] if self._is_over else ["Starting."])

    def over(self) -> None:
        self._is_over = True

    async def wait_for(self, name: str, attempt: Callable[[], Awaitable[Found]]) -> Found:
        """Return what *attempt* returns once it works; the log hears once a minute why not."""
        loop, pause = asyncio.get_running_loop(), FIRST_PAUSE
        next_line = began = loop.time()
        while True:
            try:
                found = await attempt()
            except MAY_PASS as exc:
                self._missing[name] = why(exc)
                if loop.time() >= next_line:
                    log.warning("waiting for %s: %s", name, self._missing[name])
                    next_line = loop.time() + SAY_EVERY
            else:
                if self._missing.pop(name, None):
                    log.warning("%s is there, after %.0f s", name, loop.time() - began)
                return found
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


@asynccontextmanager
async def awaited(name: str, attempt: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Wait for one part alone, before the context is entered."""
    await Start().wait_for(name, attempt)
    yield


def why(error: Exception) -> str:
    """Return what *error* says, in one line without a full stop."""
    said = getattr(error, "reason", None) or str(error) or type(error).__name__
    return " ".join(said.split())[:300].rstrip(".")
