"""Long work that several people may wait for: one run at a time, at most one worker on it.

The queue only wakes a worker. The state of a run is a hash, changed by one script at a time:
`waiting`, `running` (its worker holds a lease), then `done`, `failed` or `cancelled`. Each time
that it is asked for anew it gets another generation: the moment of that, in ms.

Whoever asks for the same export waits for the same run, in a direct message of their own. The
worker tells them, so an answer never depends on the process that was asked.
"""

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, cast
from uuid import uuid4

import msgspec
from redis.asyncio import Redis

from bot.clock import Clock
from bot.errors import Refused, Unreadable
from bot.exports.requests import (
    Order,
    Progress,
    ReadExport,
    ReadRecent,
    Waiter,
    takes_turns,
)
from bot.figures.ledger import Enqueue
from bot.store.codec import Record, decode_any, encode, milliseconds, number, text
from bot.store.doubt import note_kept, or_in_doubt
from bot.store.scripts import load_script
from bot.store.set_aside import names, read, set_aside, setting_aside

RUN_LEASE = timedelta(seconds=15)
OPEN_RUN_TTL = timedelta(days=2)  # that a run is kept which nobody ends
TROUBLE = timedelta(days=1)  # that a run is kept which failed or was cancelled
RUNS_EVERY = timedelta(seconds=5)  # between looks for runs that nobody works on
OPEN_RUNS = "chutes:runs"  # no TTL: runs are taken out when they are over
PLACES, TURN = f"{OPEN_RUNS}:places", f"{OPEN_RUNS}:turn"
RUNS_PER_PERSON = 10  # large runs that somebody may have open
TOO_MANY = (
    f"You have {RUNS_PER_PERSON} exports and files under way, and I take no more at once. "
    "Ask again when one is done, or cancel one."
)
WAITS = "waits:"
ORDER: Any = Order
DIED = "This failed twice, so I've stopped trying. Ask again if you want another try."


class RunRequest(msgspec.Struct, frozen=True):
    """How a run was found: `new` if this question began it; its *result* once it is `done`."""

    state: Literal["new", "waiting", "running", "done"]
    result: bytes


class ExportRun(msgspec.Struct, frozen=True):
    """A run as it is at the moment; *waiters* are those who have not been told its end."""

    state: str
    generation: str
    order: Order
    deaths: int
    trouble: str
    result: bytes
    waiters: list[Waiter]


@dataclass(frozen=True)
class HeldRun:
    """A run that is ours as long as we renew its lease."""

    id: str
    order: Order
    token: str
    deaths: int


async def count_open(redis: Redis) -> int:
    """Return how many runs are not over."""
    return int(await redis.zcard(OPEN_RUNS))


class Runs:
    """Keys: `chutes:run:<id>` (`OPEN_RUN_TTL`, then as long as its end says), `chutes:runs`.

    Large runs take turns, so that nobody waits for all those of another person. Keys:
    `chutes:runs:places`, `chutes:runs:turn`, `chutes:runs:of:<person>` the open ones,
    `chutes:runs:place:<person>` the last place; no TTL, and `OPEN_RUN_TTL`.
    """

    def __init__(self, redis: Redis, enqueue: Enqueue, clock: Clock) -> None:
        self._redis = redis
        self._enqueue = enqueue
        self._clock = clock
        self._ask = load_script(redis, "exports", "ask")
        self._begin = load_script(redis, "exports", "begin")
        self._write = load_script(redis, "exports", "write")
        self._leave = load_script(redis, "exports", "leave")
        self._note = load_script(redis, "exports", "note")
        self._turn = load_script(redis, "exports", "turn")

    async def ask(
        self, order: Order, waiter: Waiter | None = None, *, anew: bool = False
    ) -> RunRequest:
        """Let *waiter* wait for the run of *order*, which begins if it is not under way.

        What was read is read once, as long as it is kept, and not to be done *anew*; what is to be
        sent is sent again. Raises `Refused` if that would be one too many for this person.
        """
        field, value = (_field(waiter), encode(waiter)) if waiter else ("", b"")
        again = anew or not isinstance(order, ReadExport | ReadRecent)
        args = [
            self._now(),
            order.id,
            encode(order),
            field,
            value,
            milliseconds(OPEN_RUN_TTL),
            int(not again),
            RUNS_PER_PERSON if takes_turns(order.id) else 0,
        ]
        person = f"{waiter.team_id}:{waiter.user_id}" if waiter else ""
        keys = [
            _key(order.id),
            OPEN_RUNS,
            f"{OPEN_RUNS}:of:{person}",
            PLACES,
            TURN,
            f"{OPEN_RUNS}:place:{person}",
        ]
        asking = self._ask(keys, args)
        state, generation, result = await or_in_doubt(asking, "whether I'm on it")
        if state == b"full":
            raise Refused(TOO_MANY)
        note_kept()
        if state == b"new":
            await self._wake(order.id, generation.decode(), "first")
        return RunRequest(state.decode(), result)

    async def result(self, order: Order) -> tuple[str, bytes, str]:
        """Return the state of a run (`` if there is none), its result, and what went wrong."""
        fields = ["state", "result", "trouble"]
        found = await cast(Awaitable[Any], self._redis.hmget(_key(order.id), fields))
        state, result, trouble = found
        key = _key(order.id)
        return text(state, key), result or b"", text(trouble, key)

    async def open(self, order: Order, result: bytes, type: type[Record]) -> Record | None:
        """Return what a run came to; None if that cannot be read."""
        return await read(self._redis, result, type, _key(order.id))

    async def leave(self, run_id: str, waiter_key: str) -> int:
        """Wait no more; return how many others do, -1 if this one did not. None: it is over."""
        args = [WAITS + waiter_key, WAITS, milliseconds(TROUBLE)]
        return int(await self._leave([_key(run_id)], args))

    async def next_in_turn(self) -> tuple[str, str] | None:
        """Return the id and generation of the run whose turn it is; None if none waits."""
        args = [milliseconds(OPEN_RUN_TTL)]
        while (run_id := await self._turn([PLACES, TURN], args)) is not None:
            try:
                key = _key(text(run_id, PLACES))
                if generation := text(await self._redis.hget(key, "generation"), key):
                    return text(run_id, PLACES), generation
            except Unreadable as exc:
                await set_aside(self._redis, exc)
        return None

    async def begin(self, run_id: str, generation: str) -> HeldRun | ExportRun | None:
        """Take a run up, or the telling of its end; None if another worker is at it, or it is
        another run by now."""
        token = uuid4().hex
        lease, kept = milliseconds(RUN_LEASE), milliseconds(TROUBLE)
        args = [self._now(), generation, token, lease, DIED, kept]
        verdict, number = await self._begin([_key(run_id)], args)
        state = await self.state(run_id) if verdict in (b"ours", b"over") else None
        if state is None:
            return None
        return state if verdict == b"over" else HeldRun(run_id, state.order, token, int(number))

    async def renew(self, held: HeldRun, progress: Progress) -> bool:
        """Keep the lease, and how far we are; False if the run is not ours any more."""
        return await self._put(
            held, "running", RUN_LEASE, OPEN_RUN_TTL, "progress", encode(progress)
        )

    async def give_back(self, held: HeldRun) -> bool:
        """Leave the run to another worker."""
        done = await self._put(held, "waiting", timedelta(0), OPEN_RUN_TTL, "progress", b"")
        await self._come_first(held.id)
        return done

    async def finish(self, held: HeldRun, result: bytes, kept: timedelta) -> bool:
        """Keep the result; that it is told is ours for another lease. False if it was not ours."""
        return await self._put(held, "done", RUN_LEASE, kept, "result", result)

    async def fail(self, held: HeldRun, sentence: str) -> bool:
        """Keep what went wrong; else like `finish`."""
        return await self._put(held, "failed", RUN_LEASE, TROUBLE, "trouble", sentence.encode())

    async def note(self, run_id: str, waiter: Waiter) -> bool:
        """Keep where *waiter* is told about a run; False if they wait no more."""
        args = [_field(waiter), encode(waiter)]
        return bool(await self._note([_key(run_id)], args))

    async def told(self, run_id: str, waiter: Waiter) -> None:
        """Note that *waiter* has been told how a run ended."""
        await self._redis.hdel(_key(run_id), _field(waiter))

    async def close(self, run_id: str) -> None:
        """Note that nothing is left to do for a run."""
        await self._redis.zrem(OPEN_RUNS, run_id)

    async def drop_open(self) -> None:
        """Forget runs that are not over, and who waits for them: they can be asked for again."""
        for member in cast(list[bytes], await self._redis.zrange(OPEN_RUNS, 0, -1)):
            await self._redis.unlink(_key("").encode() + member)
        await self._redis.unlink(OPEN_RUNS)

    async def state(self, run_id: str) -> ExportRun | None:
        """Return a run's state, None if there is none; raise `Unreadable`, with it set aside."""
        key = _key(run_id)
        async with setting_aside(self._redis):
            found = await cast(Awaitable[dict[bytes, bytes]], self._redis.hgetall(key))
            if b"order" not in found:
                return None
            return ExportRun(
                state=text(found.get(b"state"), key),
                generation=text(found.get(b"generation"), key),
                order=decode_any(found[b"order"], ORDER, key),
                deaths=number(found.get(b"deaths"), key) or 0,
                trouble=text(found.get(b"trouble"), key),
                result=found.get(b"result", b""),
                waiters=await self._waiters(found, key),
            )

    async def _waiters(self, found: dict[bytes, bytes], key: str) -> list[Waiter]:
        fields = sorted(field for field in found if field.startswith(WAITS.encode()))
        waiters = [await read(self._redis, found[field], Waiter, key) for field in fields]
        return [waiter for waiter in waiters if waiter]

    async def sweep(self) -> None:
        """Wake every run that is open: a worker that holds it is not disturbed by that."""
        turn = str(self._now() // milliseconds(RUNS_EVERY))
        members = cast(list[bytes], await self._redis.zrange(OPEN_RUNS, 0, -1))
        for run_id in await names(self._redis, OPEN_RUNS, members):
            with suppress(Unreadable):
                async with setting_aside(self._redis):
                    await self._look_after(run_id, turn)

    async def _look_after(self, run_id: str, turn: str) -> None:
        key, fields = _key(run_id), ["generation", "state", "lease", "order"]
        found = await cast(Awaitable[Any], self._redis.hmget(key, fields))
        generation, state, lease, order = found
        if generation is None or order is None:
            await self.close(run_id)
        elif not self._is_held(number(generation, key) or 0, state, number(lease, key) or 0):
            decode_any(order, ORDER, key)
            await self._come_first(run_id)
            await self._wake(run_id, text(generation, key), turn)

    async def _come_first(self, run_id: str) -> None:
        """Let a run that had its turn have the next one; one that waits keeps its place."""
        if takes_turns(run_id):
            await self._redis.zadd(PLACES, {run_id: 0}, nx=True)

    def _is_held(self, generation: int, state: bytes, lease: int) -> bool:
        if state == b"waiting":
            return self._now() - generation < milliseconds(RUNS_EVERY)
        return self._now() < lease <= self._now() + milliseconds(RUN_LEASE)

    async def _wake(self, run_id: str, generation: str, turn: str) -> None:
        data = {"id": run_id, "generation": generation}
        await self._enqueue("run", data, id=f"{run_id}/{generation}/{turn}")

    async def _put(
        self, held: HeldRun, state: str, lease: timedelta, kept: timedelta, *field: str | bytes
    ) -> bool:
        args = [held.token, state, self._now() + milliseconds(lease), milliseconds(kept), *field]
        return bool(await self._write([_key(held.id)], args))

    def _now(self) -> int:
        return milliseconds(self._clock())


def _key(run_id: str) -> str:
    return f"chutes:run:{run_id}"


def _field(waiter: Waiter) -> str:
    return WAITS + waiter.key
