"""How long to go on asking: two more attempts at what may pass within seconds."""

import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import httpx

from bot.chutes.responses import Response
from bot.clock import Clock

PAUSES = (1.0, 3.0)  # seconds; before the next attempt we wait at random up to that long
RETRY_WITHIN = 20.0  # seconds; what we wait in all for one answer

LASTING_STATUSES = {501, 505, 506, 508, 511}  # of those that say that the server failed
PASSING_ERRORS = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout)

Sleep = Callable[[float], Awaitable[None]]
Found = TypeVar("Found")


async def with_retries(
    attempt: Callable[[], Awaitable[tuple[Response, Found]]],
    clock: Clock,
    sleep: Sleep,
    pauses: Sequence[float] = PAUSES,
) -> tuple[Response, Found]:
    """
    Return what *attempt* returns, after one more for each of *pauses*; raise what the last raises.

    We wait as long as a Retry-After says, unless that is beyond our patience.
    """
    patience = RETRY_WITHIN
    for longest in pauses:
        pause = random.uniform(0, longest)
        try:
            answer, found = await attempt()
        except PASSING_ERRORS:
            pass
        else:
            pause += answer.retry_after(clock()) or 0
            if not _is_passing(answer.status) or pause > patience:
                return answer, found
        patience -= pause
        await sleep(pause)
    return await attempt()


def _is_passing(status: int) -> bool:
    """Whether the same question may be answered in a moment: what edges say is among these."""
    return status in (408, 425, 429) or (status >= 500 and status not in LASTING_STATUSES)
