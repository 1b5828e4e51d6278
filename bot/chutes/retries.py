"""How long to go on asking: two more attempts at what may pass within seconds."""

import random
from collections.abc import Awaitable, Callable

import httpx

from bot.chutes.responses import Response
from bot.clock import Clock

PAUSES = (1.0, 3.0)  # seconds; before the next attempt we wait at random up to that long
RETRY_WITHIN = 20.0  # seconds; what we wait in all for one answer

PASSING_STATUSES = {429, 502, 503, 504}
PASSING_ERRORS = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout)

Sleep = Callable[[float], Awaitable[None]]


async def with_retries(
    attempt: Callable[[], Awaitable[Response]], clock: Clock, sleep: Sleep
) -> Response:
    """
    Return what *attempt* returns, after up to three attempts; raise what the last one raises.

    We wait as long as a Retry-After says, unless that is beyond our patience.
    """
    patience = RETRY_WITHIN
    for longest in PAUSES:
        pause = random.uniform(0, longest)
        try:
            answer = await attempt()
        except PASSING_ERRORS:
            pass
        else:
            pause += answer.retry_after(clock()) or 0
            if answer.status not in PASSING_STATUSES or pause > patience:
                return answer
        patience -= pause
        await sleep(pause)
    return await attempt()
