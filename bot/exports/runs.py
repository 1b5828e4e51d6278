"""Long work that several people may wait for: one run at a time, at most one worker on it.

The queue only wakes a worker. The state of a run is a hash, changed by one script at a time:
`waiting`, `running` (its worker holds a lease), then `done`, `failed` or `cancelled`. Each time
that it is asked for anew it gets another generation: the moment of that, in ms.

Whoever asks for the same export waits for the same run, in a direct message of their own. The
worker tells them, so an answer never depends on the process that was asked.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, cast
from uuid import uuid4

import msgspec
from redis.asyncio import Redis

from bot.clock import Clock
from bot.exports.requests import Order, Progress, ReadExport, ReadRecent, Waiter
from bot.figures.ledger import Enqueue
from bot.store.doubt import note_kept, or_in_doubt
from bot.store.scripts import load_script

RUN_LEASE = timedelta(seconds=15)
OPEN_RUN_TTL = timedelta(days=2)  # that a run is kept which nobody ends
TROUBLE = timedelta(days=1)  # that a run is kept which failed or was cancelled
RUNS_EVERY = timedelta(seconds=5)  # between looks for runs that nobody works on
OPEN_RUNS = "chutes:runs"  # no TTL: runs are taken out when they are over
WAITS = "waits:"
DIED = "Two workers died over it, so I leave it at that. Ask again if you want another try."


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


class Runs:
    """Keys: `chutes:run:<id>` (`OPEN_RUN_TTL`, then as long as its end says), `chutes:runs`."""

    def __init__(self, redis: Redis, enqueue: Enqueue, clock: Clock) -> None:
        self._redis = redis
        self._enqueue = enqueue
        self._clock = clock
        self._ask = load_script(redis, "exports", "ask")
        self._begin = load_script(redis, "exports", "begin")
        self._write = load_script(redis, "exports", "write")
        self._leave = load_script(redis, "exports", "leave")
        self._note = load_script(redis, "exports", "note")

    async def ask(self, order: Order, waiter: Waiter | None = None) -> RunRequest:
        """Let *waiter* wait for the run of *order*, which begins if it is not under way.

        What was read is read once, as long as it is kept; what is to be sent is sent again.
        """
        field, value = (_field(waiter), _pack(waiter)) if waiter else ("", b"")
        again = not isinstance(order, ReadExport | ReadRecent)
        args = [
            self._now(),
            order.id,
            _pack(order),
            field,
            value,
            _ms(OPEN_RUN_TTL),
            int(not again),
        ]
        asking = self._ask([_key(order.id), OPEN_RUNS], args)
        state, generation, result = await or_in_doubt(asking, "whether I'm on it")
        note_kept()
        if state == b"new":
            await self._wake(order.id, generation.decode(), "first")
        return RunRequest(state.decode(), result)

    async def result(self, order: Order) -> tuple[str, bytes, str]:
        """Return the state of a run (`` if there is none), its result, and what went wrong."""
        fields = ["state", "result", "trouble"]
        found = await cast(Awaitable[Any], self._redis.hmget(_key(order.id), fields))
        state, result, trouble = found
        return (state or b"").decode(), result or b"", (trouble or b"").decode()

    async def leave(self, run_id: str, waiter_key: str) -> int:
        """Wait no more; return how many others do, -1 if this one did not. None: it is over."""
        args = [WAITS + waiter_key, WAITS, _ms(TROUBLE)]
        return int(await self._leave([_key(run_id)], args))

    async def begin(self, run_id: str, generation: str) -> HeldRun | ExportRun | float | None:
        """Take a run up. None if it is another by now, its state if it is over (somebody may
        still have to be told), the seconds to wait if another worker holds it."""
        token = uuid4().hex
        args = [self._now(), generation, token, _ms(RUN_LEASE), DIED, _ms(TROUBLE)]
        verdict, number = await self._begin([_key(run_id)], args)
        if verdict == b"held":
            return float(number) / 1000
        state = await self.state(run_id)
        if verdict == b"gone" or state is None:
            return None
        return state if verdict == b"over" else HeldRun(run_id, state.order, token, int(number))

    async def renew(self, held: HeldRun, progress: Progress) -> bool:
        """Keep the lease, and how far we are; False if the run is not ours any more."""
        return await self._put(
            held, "running", RUN_LEASE, OPEN_RUN_TTL, "progress", _pack(progress)
        )

    async def give_back(self, held: HeldRun) -> bool:
        """Leave the run to another worker."""
        return await self._put(held, "waiting", timedelta(0), OPEN_RUN_TTL, "progress", b"")

    async def finish(self, held: HeldRun, result: bytes, kept: timedelta) -> bool:
        """Keep the result; that it is told is ours for another lease. False if it was not ours."""
        return await self._put(held, "done", RUN_LEASE, kept, "result", result)

    async def fail(self, held: HeldRun, sentence: str) -> bool:
        """Keep what went wrong; else like `finish`."""
        return await self._put(held, "failed", RUN_LEASE, TROUBLE, "trouble", sentence.encode())

    async def note(self, run_id: str, waiter: Waiter) -> bool:
        """Keep where *waiter* is told about a run; False if they wait no more."""
        args = [_field(waiter), _pack(waiter)]
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
            await self._redis.unlink(_key(member.decode()))
        await self._redis.unlink(OPEN_RUNS)

    async def state(self, run_id: str) -> ExportRun | None:
        """Return a run's state, None if there is none."""
        found = await cast(Awaitable[dict[bytes, bytes]], self._redis.hgetall(_key(run_id)))
        if b"order" not in found:
            return None
        return ExportRun(
            state=found[b"state"].decode(),
            generation=found[b"generation"].decode(),
            order=msgspec.msgpack.decode(found[b"order"], type=Order),
            deaths=int(found.get(b"deaths", 0)),
            trouble=found.get(b"trouble", b"").decode(),
            result=found.get(b"result", b""),
            waiters=[
                msgspec.msgpack.decode(value, type=Waiter)
                for field, value in sorted(found.items())
                if field.startswith(WAITS.encode())
            ],
        )

    async def sweep(self) -> None:
        """Wake every run that is open: a worker that holds it is not disturbed by that."""
        turn = self._now() // _ms(RUNS_EVERY)
        for member in await self._redis.zrange(OPEN_RUNS, 0, -1):
            run_id = cast(bytes, member).decode()
            fields = ["generation", "state", "lease"]
            found = await cast(Awaitable[Any], self._redis.hmget(_key(run_id), fields))
            if found[0] is None:
                await self.close(run_id)
            elif not self._is_held(*found):
                await self._wake(run_id, found[0].decode(), str(turn))

    def _is_held(self, generation: bytes, state: bytes, lease: bytes | None) -> bool:
        if state == b"waiting":
            return self._now() - int(generation) < _ms(RUNS_EVERY)
        return int(lease or 0) > self._now()

    async def _wake(self, run_id: str, generation: str, turn: str) -> None:
        data = {"id": run_id, "generation": generation}
        await self._enqueue("run", data, id=f"{run_id}/{generation}/{turn}")

    async def _put(
        self, held: HeldRun, state: str, lease: timedelta, kept: timedelta, *field: str | bytes
    ) -> bool:
        args = [held.token, state, self._now() + _ms(lease), _ms(kept), *field]
        return bool(await self._write([_key(held.id)], args))

    def _now(self) -> int:
        return round(self._clock().timestamp() * 1000)


def _key(run_id: str) -> str:
    return f"chutes:run:{run_id}"


def _field(waiter: Waiter) -> str:
    return WAITS + waiter.key


def _pack(record: msgspec.Struct) -> bytes:
    return msgspec.msgpack.encode(record)


def _ms(span: timedelta) -> int:
    return round(span.total_seconds() * 1000)
