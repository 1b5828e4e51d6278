"""Checks, made all at once; whatever happens in one of them is a finding."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from redis.exceptions import RedisError

from bot.health.findings import Finding, broken, note
from bot.work.background import cancel

log = logging.getLogger(__name__)

CHECK_TIMEOUT = 20.0  # seconds for one check


@dataclass(frozen=True)
class Check:
    """Looks at one *area* of the bot, for at most *patience* seconds."""

    area: str
    look: Callable[[], Awaitable[list[Finding]]]
    patience: float = CHECK_TIMEOUT


async def examine(checks: Sequence[Check]) -> AsyncIterator[Finding]:
    """Make all *checks* at once; yield what they find in their order, as soon as it is known."""
    making = [asyncio.create_task(_make(check)) for check in checks]
    try:
        for check, task in zip(checks, making, strict=True):
            for finding in await task:
                yield replace(finding, area=check.area)
    finally:
        for task in making:
            await cancel(task)


async def _make(check: Check) -> list[Finding]:
    try:
        async with asyncio.timeout(check.patience):
            return await check.look()
    except TimeoutError:
        return [
            broken(f"No answer within {check.patience:g} s.", "Look at the network, and ask again.")
        ]
    except RedisError:
        return [note("Not checked: Redis isn't answering.")]
    except Exception as exc:
        log.exception("examining %s", check.area)
        return [
            broken(
                f"The check itself failed ({type(exc).__name__}).",
                "The log has more: please report it.",
            )
        ]
