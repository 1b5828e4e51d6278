"""What people are told about a run, in words that fit what it does."""

import msgspec
from redis.asyncio import Redis

from bot.clock import Clock
from bot.services.names import find_names
from bot.services.orders import Progress, SendFile, Sent, ShareAnswer, Waiter
from bot.services.runs import Held, State
from bot.services.summaries import Summary
from bot.views.export import export_message
from bot.views.message import Message
from bot.views.runs import failure_message, progress_message, sent_message


class Telling:
    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock

    def progress(self, held: Held, progress: Progress, waiter: Waiter) -> Message:
        """Say how far a run is."""
        return progress_message(held.order, progress, held.deaths, waiter.key)

    async def end(self, state: State, waiter: Waiter) -> Message:
        """Say what a run came to."""
        order = state.order
        if state.state != "done":
            return failure_message(order, state.trouble)
        if isinstance(order, SendFile):
            return sent_message(order, msgspec.msgpack.decode(state.result, type=Sent))
        summary = msgspec.msgpack.decode(state.result, type=Summary)
        by = order.user_id if isinstance(order, ShareAnswer) else ""
        return export_message(
            summary, await find_names(self._redis), origin=waiter.origin, shared_by=by
        )
