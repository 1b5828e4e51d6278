"""How long to go on asking: two more attempts at what may pass within seconds."""

import random
from collections.abc import Awaitable, Callable

import httpx

from bot.chutes.responses import Answer
from bot.clock import Clock

PAUSES = (1.0, 3.0)  # seconds; before the next attempt we wait at random up to that long
PATIENCE = 20.0  # seconds; what we wait in all for one answer

PASSING = {429, 502, 503, 504}
PASSING_ERRORS = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout)

Sleep = Callable[[float], Awaitable[None]]


async def persist(attempt: Callable[[], Awaitable[Answer]], clock: Clock, sleep: Sleep) -> Answer:
    """
    Return what *attempt* returns, after up to three attempts; raise what the last one raises.

    We wait as long as a Retry-After says, unless that is beyond our patience.
    """
    patience = PATIENCE
    for longest in PAUSES:
        pause = random.uniform(0, longest)
        try:
            answer = await attempt()
        except PASSING_ERRORS:
            pass
        else:
            pause += answer.retry_after(clock()) or 0
            if answer.status not in PASSING or pause > patience:
                return answer
        patience -= pause
        await sleep(pause)
    return await attempt()
