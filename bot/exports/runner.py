"""Runs, worked on: the lease kept, progress told, the end told to all who wait."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from msgspec.structs import replace
from redis.exceptions import RedisError

from bot.blocks.message import Message
from bot.errors import BotError, Busy, Refused, Undelivered, Unreadable, Unsure
from bot.exports.requests import Order, Progress, ReadRecent, ShareAnswer, Waiter, takes_turns
from bot.exports.run_messages import cancelled_message
from bot.exports.runs import ExportRun, HeldRun, Runs
from bot.exports.tellings import ProgressTeller
from bot.slack.reasons import NOT_IN_CHANNEL, Kind, kind, sentence, trouble
from bot.slack.web_api import PostedMessage, WebApi
from bot.work.background import cancel

log = logging.getLogger(__name__)

STEP = 1.0  # seconds between two signs of life
TELL_EVERY = 3.0  # seconds between two updates of a message, at least
LAST_WORD = 1.5  # seconds
LARGE_RUNS = 2  # large runs in one worker; the others wait, and leave its slots to others' jobs
BROKEN = "Something went wrong on my side while I was working on that; it's in my log."


@dataclass(frozen=True)
class RunResult:
    """What a run came to, and how long that is kept."""

    result: bytes
    kept: timedelta


Report = Callable[[Progress], None]
Place = Callable[[], Awaitable[Waiter]]
"""Returns where a file can be put, as soon as there is a message to put it below."""
Do = Callable[[Order, Report, Place], Awaitable[RunResult]]


class Runner:
    """The handler of jobs called `run`."""

    def __init__(self, runs: Runs, posts: WebApi, teller: ProgressTeller, do: Do) -> None:
        self._runs = runs
        self._posts = posts
        self._teller = teller
        self._do = do
        self._large = 0

    async def run(self, data: Mapping[str, Any]) -> None:
        """Work on a run, or tell its end to those who have not heard it."""
        if not takes_turns(data["id"]):
            await self._take_up(data["id"], data["generation"])
        elif self._large < LARGE_RUNS:
            self._large += 1
            try:
                await self._take_turns()
            finally:
                self._large -= 1

    async def _take_turns(self) -> None:
        """Work on large runs in their turn, whichever the job was about, until none waits."""
        while found := await self._runs.next_in_turn():
            await self._take_up(*found)

    async def _take_up(self, run_id: str, generation: str) -> None:
        try:
            begun = await self._runs.begin(run_id, generation)
        except Unreadable:
            return  # it is set aside
        if isinstance(begun, ExportRun):
            await self._tell_end(run_id, begun)
        elif begun:
            await self._hold(begun)

    async def _hold(self, held: HeldRun) -> None:
        try:
            ours = await self._work(held)
        except asyncio.CancelledError:
            with suppress(RedisError):
                await self._runs.give_back(held)
            raise
        if ours and (state := await self._runs.state(held.id)):
            await self._tell_end(held.id, state)

    async def _work(self, held: HeldRun) -> bool:
        """Do it and note how it ended; False if it was taken from us, or cancelled."""
        progress = Progress()

        def report(news: Progress) -> None:
            nonlocal progress
            progress = news

        working = asyncio.create_task(self._outcome(held, report))
        telling = asyncio.create_task(asyncio.sleep(0))  # nothing is told in the first moment
        told_at = -TELL_EVERY
        try:
            while not (working.done() and telling.done()):
                await asyncio.wait({working, telling}, timeout=STEP)
                if not await self._still_ours(held, progress):
                    return False
                if telling.done() and not working.done() and _is_due(told_at):
                    telling = asyncio.create_task(self._tell_progress(held, progress))
                    told_at = monotonic()
        finally:
            await cancel(working)
            # its last word may have to be that this is cancelled
            await asyncio.wait({telling}, timeout=LAST_WORD)
            await cancel(telling)
        return await self._note(held, working)

    async def _outcome(self, held: HeldRun, report: Report) -> RunResult:
        async def place() -> Waiter:
            return await self._place(held)

        return await self._do(held.order, report, place)

    async def _still_ours(self, held: HeldRun, progress: Progress) -> bool:
        try:
            return await self._runs.renew(held, progress)
        except RedisError as exc:
            log.warning("cannot renew the lease of %s: %s", held.id, exc)
            return True  # if another worker takes it up meanwhile, we hear of that

    async def _note(self, held: HeldRun, working: asyncio.Task[RunResult]) -> bool:
        error = working.exception()
        if error is None:
            done = working.result()
            return await self._runs.finish(held, done.result, done.kept)
        if isinstance(error, BotError):
            log.warning("%s: %s", held.id, error)
            return await self._runs.fail(held, str(error))
        if isinstance(error, Undelivered):
            log.warning("%s: %s", held.id, error)
            refused = "" if isinstance(error, Unsure) else "Slack didn't take the file. "
            return await self._runs.fail(held, f"{refused}{trouble(error)}")
        log.error("%s failed", held.id, exc_info=error)
        return await self._runs.fail(held, BROKEN)

    async def _place(self, held: HeldRun) -> Waiter:
        """Return where a file can be put: below the first message, which is posted if need be."""
        state = await self._runs.state(held.id)
        if not state or not state.waiters:
            raise Refused("Nobody is waiting for that anymore.")
        waiter = state.waiters[0]
        if waiter.ts:
            return waiter
        try:
            waiter = await self._say(waiter, self._teller.progress(held, Progress(), waiter))
        except Undelivered as exc:
            if kind(exc.reason) is not Kind.PLACE:
                raise
            raise Refused(_not_there(waiter, exc.reason)) from exc
        await self._runs.note(held.id, waiter)
        return waiter

    async def _tell_progress(self, held: HeldRun, progress: Progress) -> None:
        if isinstance(held.order, ReadRecent | ShareAnswer):
            return
        state = await self._runs.state(held.id)
        for waiter in state.waiters if state else ():
            message = self._teller.progress(held, progress, waiter)
            try:
                told = await self._say(waiter, message)
                if not await self._runs.note(held.id, told):
                    await self._say(told, cancelled_message(held.order))
            except Undelivered as exc:
                log.warning("%s: progress was not taken: %s", held.id, exc)

    async def _tell_end(self, run_id: str, state: ExportRun) -> None:
        """Tell each once who waits; who cannot be told now is told at a later turn."""
        left = False
        for waiter in state.waiters:
            message = await self._teller.end(state, waiter)
            try:
                await self._say_end(waiter, message)
            except (Busy, Unsure) as exc:
                log.warning("%s: %s will be told later: %s", run_id, waiter.key, exc)
                left = True
                continue
            except Undelivered as exc:
                log.warning("%s: %s cannot be told: %s", run_id, waiter.key, exc)
            await self._runs.told(run_id, waiter)
        if not left:
            await self._runs.close(run_id)

    async def _say_end(self, waiter: Waiter, message: Message) -> None:
        """Put the end in the place of the progress; else post it; else tell the person alone."""
        try:
            await self._say(waiter, message)
        except (Busy, Unsure):
            raise
        except Undelivered as exc:
            if kind(exc.reason) is Kind.PLACE:
                message = Message(_not_there(waiter, exc.reason))
            await self._posts.post(waiter.team_id, waiter.user_id, message)

    async def _say(self, waiter: Waiter, message: Message) -> Waiter:
        if not waiter.ts:
            posted = await self._posts.post(waiter.team_id, waiter.channel, message)
            return replace(waiter, posted_in=posted.channel, ts=posted.ts)
        await self._posts.update(
            waiter.team_id, PostedMessage(waiter.posted_in, waiter.ts), message
        )
        return waiter


def _is_due(told_at: float) -> bool:
    return monotonic() - told_at >= TELL_EVERY


def _not_there(waiter: Waiter, reason: str) -> str:
    if reason in NOT_IN_CHANNEL:
        return f"I can't post in <#{waiter.channel}>. Invite me there, then press again."
    return f"I can't post in <#{waiter.channel}>. {sentence(reason)}"
