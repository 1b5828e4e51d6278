"""What people are told about a run, in words that fit what it does."""

import logging

from redis.asyncio import Redis

from bot.blocks.message import Message
from bot.clock import Clock
from bot.errors import Unreadable
from bot.exports.messages import export_message
from bot.exports.requests import Progress, SendFile, Sent, ShareAnswer, Waiter
from bot.exports.run_messages import failure_message, progress_message, sent_message
from bot.exports.runs import ExportRun, HeldRun
from bot.exports.summaries import Summary
from bot.figures.names import find_names
from bot.store.codec import decode_any

log = logging.getLogger(__name__)

CANNOT_SHOW = "I have the figures and cannot show them; why is in my log."


class ProgressTeller:
    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock

    def progress(self, held: HeldRun, progress: Progress, waiter: Waiter) -> Message:
        """Say how far a run is."""
        return progress_message(held.order, progress, held.deaths, waiter.key)

    async def end(self, state: ExportRun, waiter: Waiter) -> Message:
        """Say what a run came to, or that I cannot: nobody is told that again and again."""
        order = state.order
        if state.state != "done":
            return failure_message(order, state.trouble)
        try:
            return await self._success(state, waiter)
        except Unreadable as exc:
            return failure_message(order, str(exc))
        except (ValueError, TypeError, ArithmeticError, LookupError) as exc:
            log.error("what %s came to cannot be shown", order.id, exc_info=exc)
            return failure_message(order, CANNOT_SHOW)

    async def _success(self, state: ExportRun, waiter: Waiter) -> Message:
        order = state.order
        if isinstance(order, SendFile):
            return sent_message(order, decode_any(state.result, Sent, order.id))
        summary = decode_any(state.result, Summary, order.id)
        by = order.user_id if isinstance(order, ShareAnswer) else ""
        return export_message(
            summary, await find_names(self._redis), origin=waiter.origin, shared_by=by
        )
