"""Exports and recent invocations as the web process sees them: asked for, waited for, known."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from redis.asyncio import Redis

from bot.errors import Mistake, NotKnownYet, Refused, Unavailable
from bot.exports.files import FileRange
from bot.exports.requests import Order, ReadExport, ReadRecent, SendFile, ShareAnswer, Waiter
from bot.exports.runs import RunRequest, Runs
from bot.exports.summaries import Recent, Summary
from bot.figures.names import Names, find_names
from bot.store.codec import decode_any
from bot.store.scripts import load_script
from bot.work.periodic import since_heartbeat

SUMMARY_KEPT = timedelta(days=30)
PROVISIONAL_KEPT = timedelta(minutes=10)  # of a day whose last file was not out yet
RECENT_KEPT = timedelta(minutes=1)
ROWS_KEPT = timedelta(hours=1)  # of recent rows, for the button that gives them as a file
RECENT_WITHIN = 90.0  # seconds that somebody waits for recent invocations
LOOK_EVERY = 0.2
LISTS_PER_PERSON = 10  # of recent invocations, each of up to 2 MB, in an hour
TOO_MANY_LISTS = (
    f"You have asked for {LISTS_PER_PERSON} different lists of recent invocations within the hour, "
    "and I keep each for an hour. Ask for one of them again, or wait a little."
)


@dataclass(frozen=True)
class Under:
    """A run is under way; *is_new* if this question began it, *no_worker* if nobody works."""

    is_new: bool
    no_worker: bool


class Exports:
    """Keys: those of `Runs`; `chutes:recent:<id>`, which workers fill, and
    `chutes:recents:<team>:<user>`, who asked for which (both `ROWS_KEPT`)."""

    def __init__(self, redis: Redis, runs: Runs) -> None:
        self._redis = redis
        self._runs = runs
        self._share = load_script(redis, "exports", "share")

    async def read(self, span: FileRange, waiter: Waiter) -> Summary | Under:
        """Return the summary if it is known; else *waiter* is told when it is."""
        order = ReadExport(span)
        asked = await self._runs.ask(order, waiter)
        if asked.state == "done":
            if summary := await self._runs.open(order, asked.result, Summary):
                return summary
            asked = await self._runs.ask(order, waiter, anew=True)
        return await self._under(asked)

    async def summary(self, span: FileRange) -> Summary:
        """Return a summary that was known before; raise `Mistake` if that is too long ago."""
        state, result, _ = await self._runs.result(ReadExport(span))
        known = (
            await self._runs.open(ReadExport(span), result, Summary) if state == "done" else None
        )
        if known is None:
            raise Mistake("I no longer have these figures. Please ask again.")
        return known

    async def deliver(self, order: SendFile | ShareAnswer, waiter: Waiter) -> Under:
        """Let workers put a file or an answer where *waiter* is."""
        return await self._under(await self._runs.ask(order, waiter))

    async def recent(self, order: ReadRecent, team_id: str, user_id: str) -> Recent:
        """Return recent invocations once a worker has fetched them; at most a minute old.

        Raises `Unavailable` with what went wrong, or if it takes too long; `Refused` if it is one
        list too many for this person.
        """
        kept_ms = ROWS_KEPT // timedelta(milliseconds=1)
        whose = f"chutes:recents:{team_id}:{user_id}"
        if not await self._share([whose], [order.id, kept_ms, LISTS_PER_PERSON]):
            raise Refused(TOO_MANY_LISTS)
        asked = await self._runs.ask(order)
        if asked.state == "done":
            if recent := await self._runs.open(order, asked.result, Recent):
                return recent
            await self._runs.ask(order, anew=True)
        return decode_any(await self._until_done(order), Recent, recent_key(order))

    async def leave(
        self, run_id: str, waiter_key: str, team_id: str, user_id: str
    ) -> tuple[Order, int]:
        """Let this person wait no more; return for what, and how many others do.

        Raises `Mistake` if it is over, `Refused` if it is somebody else who waits.
        """
        state = await self._runs.state(run_id)
        waiters = [one for one in state.waiters if one.key == waiter_key] if state else []
        if any((one.team_id, one.user_id) != (team_id, user_id) for one in waiters):
            raise Refused("Only who asked for that can cancel it.")
        others = await self._runs.leave(run_id, waiter_key) if state else -1
        if state is None or others < 0:
            raise Mistake("There's nothing left to cancel.")
        return state.order, others

    async def names(self) -> Names:
        return await find_names(self._redis)

    async def _until_done(self, order: Order) -> bytes:
        for _ in range(round(RECENT_WITHIN / LOOK_EVERY)):
            state, result, trouble = await self._runs.result(order)
            if state == "done":
                return result
            if state != "waiting" and state != "running":
                raise Unavailable(trouble or "That was cancelled. Ask again.")
            await asyncio.sleep(LOOK_EVERY)
        raise NotKnownYet("The Chutes API is taking very long. Ask again in a minute.")

    async def _under(self, asked: RunRequest) -> Under:
        no_worker = await since_heartbeat(self._redis) is None
        return Under(asked.state == "new", no_worker)


def recent_key(order: ReadRecent) -> str:
    """TTL: `ROWS_KEPT`."""
    return f"chutes:recent:{order.id}"
