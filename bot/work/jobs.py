"""Durable work: jobs in Redis that survive this process, over bullmq.

A job is delivered at least once. Who works on one holds a lease; a worker that lost its lease
(it hung, or Redis was away for longer than that) stops working on the job, so that nobody else
works on it at the same time. The queue only wakes: what a job does is decided by the state it
finds, one atomic step at a time.

A handler must not block the loop for more than four seconds, or its lease ends. Ids hold for a
while after completion, without an exact end: work that comes again needs an id that counts.
"""

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from bullmq.custom_errors.unrecoverable_error import UnrecoverableError
from bullmq.job import Job
from bullmq.queue import Queue as BullQueue
from bullmq.worker import Worker as BullWorker
from redis.asyncio import Redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import NoPermissionError

from bot.errors import BotError
from bot.store.codec import milliseconds
from bot.store.connection import Retries, client
from bot.work.background import cancel
from bot.work.periodic import EXPECTED, FailureStreak, PeriodicTask, heartbeat, repeat

JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]
Handler = Callable[[dict[str, Any]], Awaitable[None]]
JobEnded = Callable[[str, str], None]

NAME = "chutes"  # all keys of the queue start with bull:chutes:
WAITING_KEY = f"bull:{NAME}:wait"  # the list of jobs that nobody has taken yet
JOB_LEASE = timedelta(seconds=5)
JOB_GRACE = timedelta(seconds=20)
LAST_MOMENT = 2  # seconds, for a job that is told to stop
REDIS_TIMEOUT = 5  # seconds, for Redis
LONGEST_BLOCK = 10  # seconds; bullmq's own
LONGEST_JOB_PAUSE = 300  # seconds
AWAY_PAUSE = 0.5  # seconds

JOB_OPTIONS: dict[str, Any] = {
    "attempts": 300,  # a day of LONGEST_PAUSE
    "backoff": {"type": "doubling"},
    "removeOnComplete": {"age": 60 * 60, "count": 5000},
    "removeOnFail": {"age": 7 * 24 * 60 * 60, "count": 1000},
    "stackTraceLimit": 0,  # the log has it
}
DEATHS = 100  # of the workers that have a job, before the job is given up

log = logging.getLogger(__name__)


class Queue:
    """Where jobs are left; open one by `open_queue`."""

    def __init__(self, redis: Redis) -> None:
        self._queue: Any = BullQueue(NAME, {"connection": redis})

    async def enqueue(
        self,
        name: str,
        data: Mapping[str, JSON],
        *,
        id: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Leave *data* for the handler called *name*, to be run after *delay*.

        While a job of that name and *id* waits, runs or is to be retried, another is ignored.
        So it is after it completed, for at least an hour or 5,000 further jobs, and after it was
        given up (300 attempts, about a day), for a week or 1,000 others; but not for ever, and
        without an exact end. Work that may come again needs an id that counts, like
        `<what>/<generation>`. Returns when Redis has it; raises `RedisError` when it may not.
        """
        job_id = f"{name}/{quote(id or uuid4().hex, safe='')}"
        options = JOB_OPTIONS | {"jobId": job_id, "delay": milliseconds(delay)}
        await self._queue.add(name, dict(data), options)


@asynccontextmanager
async def open_queue(redis_url: str) -> AsyncIterator[Queue]:
    """Yield the queue in *redis_url*, over a connection of its own."""
    async with _connect(redis_url, timeout=REDIS_TIMEOUT) as redis:
        yield Queue(redis)


@asynccontextmanager
async def open_worker(  # noqa: PLR0913 (tests shorten its times)
    redis_url: str,
    handlers: Mapping[str, Handler],
    *,
    ticks: Sequence[PeriodicTask] = (),
    concurrency: int = 8,
    grace: timedelta = JOB_GRACE,
    lease: timedelta = JOB_LEASE,
    ended: JobEnded = lambda job, outcome: None,
) -> AsyncIterator[None]:
    """Work on jobs while the block runs, *concurrency* at a time, and run *ticks* beside them.

    On leaving, running jobs have *grace* to finish; the rest is cancelled and delivered anew at
    once. A worker that was killed loses its jobs to the others after *lease*, or up to a fifth
    more. An exception of a handler is logged, and the job tried again after 1, 2, 4, … 300 s.
    """
    async with _connect(redis_url, timeout=LONGEST_BLOCK + REDIS_TIMEOUT) as redis:
        worker = Worker(redis, handlers, concurrency, lease, ended)
        chores: tuple[PeriodicTask, ...] = (
            heartbeat(redis),
            PeriodicTask("the leases", lease / 5, worker.mind_leases),
            *ticks,
        )
        worker.start()
        loops = [asyncio.create_task(repeat(chore)) for chore in chores]
        try:
            yield
        finally:
            await worker.stop(grace)
            await cancel(*loops)


class Worker:
    """bullmq's worker, but its tasks are ours: kept, awaited, and within their lease."""

    def __init__(
        self,
        redis: Redis,
        handlers: Mapping[str, Handler],
        concurrency: int,
        lease: timedelta,
        ended: JobEnded,
    ) -> None:
        self._ended = ended
        options: Any = {
            "connection": redis,
            "lockDuration": milliseconds(lease),
            "settings": {"backoffStrategy": _pause},
        }
        self._queue: Any = BullWorker(NAME, None, options)  # type: ignore[arg-type]
        self._handlers = handlers
        self._slots = asyncio.Semaphore(concurrency)
        self._lease = lease
        self._held: dict[str, tuple[Job, asyncio.Timeout]] = {}  # by token
        self._tasks: set[asyncio.Task[None]] = set()
        self._taking: asyncio.Task[None]
        self._stopping = False

    def start(self) -> None:
        """Begin to take one job after the other, whenever a slot is free."""
        self._taking = asyncio.create_task(self._take_jobs())

    async def _take_jobs(self) -> None:
        streak = FailureStreak("taking jobs")
        while not self._stopping:
            with streak:
                await self._take()
            if streak.failures:
                await asyncio.sleep(AWAY_PAUSE)

    async def _take(self) -> None:
        await self._learn_version()
        await self._slots.acquire()
        job, token = None, uuid4().hex
        try:
            job = None if self._stopping else await self._queue.getNextJob(token)
        finally:
            if job is None:
                self._slots.release()
        if job:
            task = asyncio.create_task(self._work(job, token), name=job.id)
            self._tasks.add(task)
            task.add_done_callback(self._end)

    async def _learn_version(self) -> None:
        """Let bullmq know the server's version, or else it rounds its waits up to seconds."""
        connection = self._queue.blockingRedisConnection
        try:
            await connection.getRedisVersion()
        except NoPermissionError:
            connection.skipVersionCheck = True
            await connection.getRedisVersion()

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._slots.release()
        if not task.cancelled() and (error := task.exception()):
            log.warning("job %s will be delivered again: %s", task.get_name(), error)

    async def _work(self, job: Job, token: str) -> None:
        age = time.time() - job.processedOn / 1000
        try:
            async with asyncio.timeout(self._lease.total_seconds() - age) as lease:
                self._held[token] = (job, lease)
                try:
                    error = await self._attempt(job)
                finally:
                    del self._held[token]
                await self._settle(job, token, error)
        except TimeoutError:
            raise TimeoutError("its lease ran out") from None
        except asyncio.CancelledError:
            await job.moveToDelayed(_now(), token)
            log.warning("job %s is left to another worker", job.id)

    async def _attempt(self, job: Job) -> Exception | None:
        try:
            if job.deferredFailure:
                raise UnrecoverableError(f"{DEATHS} workers died while they had it")
            if not (handler := self._handlers.get(job.name)):
                raise BotError("this worker knows no such job")
            await handler(job.data)
        except Exception as error:
            return error
        return None

    async def _settle(self, job: Job, token: str, error: Exception | None) -> None:
        if error is None:
            await job.moveToCompleted(None, token)
            self._ended(job.name, "done")
            return
        last = isinstance(error, UnrecoverableError) or job.attemptsMade + 1 >= job.attempts
        trace = None if isinstance(error, EXPECTED) else error
        fate = "given up" if last else "tried again later"
        self._ended(job.name if job.name in self._handlers else "unknown", fate)
        log.error("job %s failed, to be %s: %s", job.id, fate, error, exc_info=trace)
        await job.moveToFailed(error, token)

    async def mind_leases(self) -> None:
        """Renew the leases of running jobs; bring back the jobs of workers that died."""
        loop = asyncio.get_running_loop()
        held, until = dict(self._held), loop.time() + self._lease.total_seconds()
        if held:
            ids = [job.id for job, _ in held.values()]
            lost = await self._queue.backend.extendLocks(ids, list(held), milliseconds(self._lease))
            for token, (job, lease) in held.items():
                if token in self._held and not lease.expired():
                    lease.reschedule(loop.time() if job.id in lost else until)
        pause = milliseconds(self._lease / 10)
        for job_id in await self._queue.backend.moveStalledJobsToWait(DEATHS, pause):
            log.warning("job %s is delivered again: its worker is gone", job_id)

    async def stop(self, grace: timedelta) -> None:
        """Take no more jobs, let those that run finish within *grace*, and leave the rest."""
        clock = asyncio.get_running_loop().time
        end = clock() + grace.total_seconds()
        self._stopping = True
        await self._queue.pause(True)
        while not self._taking.done() and clock() < end:
            if waiting := self._queue.waiting:
                waiting.cancel()
            await _wait({self._taking}, 0.1)
        await cancel(self._taking)
        await _wait(self._tasks, end - clock())
        for task in self._tasks:
            task.cancel()
        await _wait(self._tasks, LAST_MOMENT)


async def _wait(tasks: set[asyncio.Task[None]], seconds: float) -> None:
    if tasks:
        await asyncio.wait(tasks, timeout=seconds)


def _connect(redis_url: str, timeout: float) -> Redis:
    # a restarted server is found again within two seconds
    retries = Retries(ExponentialWithJitterBackoff(base=0.01, cap=0.5), 8)
    return client(redis_url, retries, timeout, decode_responses=True)


def _pause(attempts: int, *_: object) -> int:
    seconds = min(2.0 ** (attempts - 1), LONGEST_JOB_PAUSE)
    return round(1000 * seconds * random.uniform(0.8, 1.2))


def _now() -> int:
    return round(time.time() * 1000)
