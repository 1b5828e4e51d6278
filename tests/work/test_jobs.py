import asyncio
import os
import random
import signal
import time
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff

from bot.errors import Mistake, Unavailable
from bot.store.embedded import RedisServer, embedded_redis, find_binary
from bot.work.jobs import open_queue, open_worker
from bot.work.periodic import PeriodicTask, since_heartbeat
from tests.processes import running

SHORT = timedelta(seconds=0.5)  # a lease, in tests that wait for its end


class Handled(list):
    """What a handler was given, in order; `until(n)` waits for the nth."""

    def __init__(self):
        self._more = asyncio.Event()

    def append(self, data):
        super().append(data)
        self._more.set()

    async def handler(self, data):
        self.append(data)

    async def until(self, count):
        async with asyncio.timeout(15):
            while len(self) < count:
                self._more.clear()
                await self._more.wait()


@pytest.fixture
async def queue(redis, redis_url):
    async with open_queue(redis_url) as queue:
        yield queue


@pytest.fixture
def handled():
    return Handled()


@pytest.fixture
def short_folder():
    """A folder whose path leaves room for a socket's name."""
    with TemporaryDirectory(prefix="chutes-", dir="/tmp") as folder:
        yield Path(folder)


async def marks(redis, name):
    return [mark.decode() for mark in await redis.lrange(name, 0, -1)]


async def marked(redis, name, count=1, within=15.0):
    """Wait until *name* has *count* marks of a worker process; return them."""
    async with asyncio.timeout(within):
        while len(found := await marks(redis, name)) < count:
            await asyncio.sleep(0.01)
    return found


async def put_aside(redis, job_id):
    """Wait until the queue has given *job_id* up."""
    async with asyncio.timeout(5):
        while not await redis.zscore("bull:chutes:failed", job_id):
            await asyncio.sleep(0.01)


def about(caplog, words):
    return [record for record in caplog.records if words in record.getMessage()]


async def test_job_is_done_once(queue, handled, redis, redis_url):
    """A job's data reaches the handler of its name, once; all keys of the queue are its own."""
    async with open_worker(redis_url, {"other": None, "greet": handled.handler}):
        await queue.enqueue("greet", {"who": ["a", {"b": 1.5}], "when": None})
        await handled.until(1)

    assert handled == [{"who": ["a", {"b": 1.5}], "when": None}]
    keys = [key.decode() for key in await redis.keys()]
    assert all(key.startswith(("bull:chutes:", "chutes:")) for key in keys)


async def test_due_while_nobody_worked(queue, handled, redis_url):
    """Jobs that came, and became due, while there was no worker are done by the next one."""
    await queue.enqueue("greet", {"n": 1})
    await queue.enqueue("greet", {"n": 2}, delay=timedelta(seconds=0.1))
    await asyncio.sleep(0.2)

    async with open_worker(redis_url, {"greet": handled.handler}):
        await handled.until(2)

    assert sorted(data["n"] for data in handled) == [1, 2]


async def test_same_id_is_one_job(queue, handled, redis_url):
    """Jobs of the same name and id are one, even after it is done; another name is another job."""
    handlers = {"greet": handled.handler, "part": handled.handler}
    for _ in range(3):
        await queue.enqueue("greet", {"job": "first"}, id="wait:lock/é")
    async with open_worker(redis_url, handlers):
        await handled.until(1)
        await queue.enqueue("greet", {"job": "again"}, id="wait:lock/é")
        await queue.enqueue("part", {"job": "other"}, id="wait:lock/é")
        await handled.until(2)
        await asyncio.sleep(0.1)

    assert handled == [{"job": "first"}, {"job": "other"}]


async def test_same_id_while_it_runs(queue, redis_url):
    """A job whose like is running at that moment is not run beside it, nor after it."""
    begun = asyncio.Semaphore(0)
    end = asyncio.Event()

    async def wait(data):
        begun.release()
        await end.wait()

    async with open_worker(redis_url, {"wait": wait}):
        await queue.enqueue("wait", {}, id="1")
        await begun.acquire()
        await queue.enqueue("wait", {}, id="1")
        await asyncio.sleep(0.1)
        end.set()
        await asyncio.sleep(0.1)

        assert begun.locked()


async def test_delayed_job(queue, handled, redis_url):
    """A delayed job is not done before its time, and not much later."""
    async with open_worker(redis_url, {"greet": handled.handler}):
        asked = time.monotonic()
        await queue.enqueue("greet", {}, delay=timedelta(seconds=0.4))
        await handled.until(1)
        waited = time.monotonic() - asked

    assert 0.38 < waited < 0.8


@pytest.mark.parametrize(
    ("error", "traces"), [(Mistake("No such hour."), 0), (ZeroDivisionError("oh"), 1)]
)
async def test_failure_is_tried_again(queue, handled, redis_url, caplog, error, traces):
    """A handler that fails is called again after a second; only surprises leave a traceback."""

    async def fail_once(data):
        await handled.handler(time.monotonic())
        if len(handled) == 1:
            raise error

    async with open_worker(redis_url, {"greet": fail_once}):
        await queue.enqueue("greet", {})
        await handled.until(2)

    (record,) = [record for record in caplog.records if str(error) in record.getMessage()]
    assert bool(record.exc_info) == bool(traces)
    assert 0.75 < handled[1] - handled[0] < 2


async def test_last_attempt(queue, redis, redis_url, caplog):
    """A job that failed 300 times is put aside, and the log says so."""

    async def fail(data):
        raise Mistake("No.")

    await queue.enqueue("greet", {}, id="1")
    await redis.hset("bull:chutes:greet/1", "atm", 299)
    async with open_worker(redis_url, {"greet": fail}):
        await put_aside(redis, "greet/1")

    assert len(about(caplog, "given up: No.")) == 1


async def test_deadly_job(queue, handled, redis, redis_url, caplog):
    """A job of which 100 workers died is put aside, and the log says so."""

    async def wait(data):
        handled.append(data)
        await asyncio.sleep(60)

    await queue.enqueue("greet", {}, id="1")
    await redis.hset("bull:chutes:greet/1", "stc", 100)
    async with open_worker(redis_url, {"greet": wait}, lease=SHORT):
        await handled.until(1)
        await redis.delete("bull:chutes:greet/1:lock")
        await put_aside(redis, "greet/1")

    assert len(about(caplog, "given up: 100 workers died")) == 1


async def test_unknown_name_waits(queue, handled, redis_url, caplog):
    """A job that this worker does not know is logged, and done by one that does."""
    async with open_worker(redis_url, {}):
        await queue.enqueue("new", {})
        await asyncio.sleep(0.2)
    assert "knows no such job" in caplog.text
    async with open_worker(redis_url, {"new": handled.handler}):
        await handled.until(1)

    assert handled == [{}]


async def test_concurrency_is_bounded(queue, redis_url):
    """No more jobs at a time than the worker was told."""
    running, most = 0, 0
    three, done = asyncio.Event(), Handled()

    async def count(data):
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 3:
            three.set()
        await three.wait()
        await asyncio.sleep(0.02)
        running -= 1
        done.append(data)

    async with open_worker(redis_url, {"count": count}, concurrency=3):
        for _ in range(12):
            await queue.enqueue("count", {})
        await done.until(12)

    assert most == 3


async def test_long_job_runs_once(queue, redis_url, caplog):
    """A job of three leases is never given to somebody else meanwhile."""
    begun, ended = Handled(), Handled()

    async def wait(data):
        begun.append(data)
        await asyncio.sleep(3 * SHORT.total_seconds())
        ended.append(data)

    async with (
        open_worker(redis_url, {"wait": wait}, lease=SHORT),
        open_worker(redis_url, {"wait": wait}, lease=SHORT),
    ):
        await queue.enqueue("wait", {})
        await ended.until(1)
        await asyncio.sleep(SHORT.total_seconds())

    assert len(begun) == 1
    assert not caplog.records


async def test_lost_lease_stops_the_job(queue, redis, redis_url, caplog):
    """A worker whose lease is gone stops at once: nobody works on a job that another has."""
    begun, running, most = Handled(), 0, 0
    done = Handled()

    async def work(data):
        nonlocal running, most
        begun.append(data)
        running += 1
        most = max(most, running)
        try:
            await asyncio.sleep(60 if len(begun) == 1 else 0.3)
            done.append(data)
        finally:
            running -= 1

    async with (
        open_worker(redis_url, {"work": work}, lease=SHORT),
        open_worker(redis_url, {"work": work}, lease=SHORT),
    ):
        await queue.enqueue("work", {}, id="1")
        await begun.until(1)
        await redis.delete("bull:chutes:work/1:lock")
        await done.until(1)

    assert most == 1
    assert "its lease ran out" in caplog.text


async def test_stop_waits_for_running_jobs(queue, handled, redis_url):
    """A job that ends within the grace is finished; none is begun any more."""

    async def slow(data):
        await asyncio.sleep(0.3)
        handled.append(data)

    async with open_worker(redis_url, {"slow": slow}, concurrency=1):
        await queue.enqueue("slow", {"n": 1})
        await queue.enqueue("slow", {"n": 2})
        await asyncio.sleep(0.1)

    assert handled == [{"n": 1}]


async def test_stop_leaves_the_rest(queue, handled, redis_url):
    """A job that does not end within the grace is at once another worker's, whatever its lease."""

    async def forever(data):
        await asyncio.sleep(60)

    brief = timedelta(seconds=0.1)
    async with open_worker(redis_url, {"greet": forever}, concurrency=1, grace=brief):
        await queue.enqueue("greet", {})
        await asyncio.sleep(0.1)
    left = time.monotonic()
    async with open_worker(redis_url, {"greet": handled.handler}):
        await handled.until(1)

    assert time.monotonic() - left < 0.5


@pytest.mark.soak
async def test_killed_worker(queue, redis, redis_url):
    """A worker killed in the middle of a job: another does it, once, 4 to 6 s later."""
    async with running("worker", redis_url, 5) as first:
        await queue.enqueue("mark", {"what": "a", "seconds": 1})
        await marked(redis, "begun")
        first.kill()
        killed = time.monotonic()
        async with running("worker", redis_url, 5):
            await marked(redis, "begun", 2)
            back = time.monotonic() - killed
            assert await marked(redis, "ended") == ["a"]

    assert 3.5 < back < 6.5


async def test_terminated_worker(queue, redis, redis_url):
    """A worker told to end in the middle of a job hands it over at once."""
    async with running("worker", redis_url, 5) as first, running("worker", redis_url, 5):
        await queue.enqueue("mark", {"what": "a", "seconds": 0.8})
        await marked(redis, "begun")
        first.terminate()
        assert await first.wait() == 0
        assert await marked(redis, "ended", within=3) == ["a"]


async def kill_server(url):
    async with Redis.from_url(url) as redis:
        os.kill((await redis.info("server"))["process_id"], signal.SIGKILL)


async def test_server_dies_while_idle(tmp_path, handled):
    """The server is killed under an idle worker: the next job is done within two seconds."""
    async with (
        embedded_redis(tmp_path) as url,
        open_queue(url) as queue,
        open_worker(url, {"greet": handled.handler}),
    ):
        await queue.enqueue("greet", {"n": 1})
        await handled.until(1)
        await kill_server(url)
        killed = time.monotonic()
        await queue.enqueue("greet", {"n": 2})
        await handled.until(2)
        assert time.monotonic() - killed < 2


async def test_server_dies_while_busy(tmp_path):
    """The server is killed under running jobs: each of them is done, once."""
    begun, ended = Handled(), Handled()

    async def slow(data):
        begun.append(data["n"])
        await asyncio.sleep(0.5)
        ended.append(data["n"])

    async with (
        embedded_redis(tmp_path) as url,
        open_queue(url) as queue,
        open_worker(url, {"slow": slow}),
    ):
        for n in range(5):
            await queue.enqueue("slow", {"n": n})
        await begun.until(5)
        await kill_server(url)
        await ended.until(5)

    assert sorted(begun) == sorted(ended) == list(range(5))


async def test_server_is_away(tmp_path, short_folder, handled, caplog):
    """While Redis is away a worker costs nothing and says so once; then it goes on."""
    socket = short_folder / "redis.sock"
    url, server = f"unix://{socket}", RedisServer(find_binary(), tmp_path, socket)
    await server.start()
    async with open_worker(url, {"greet": handled.handler}), open_queue(url) as queue:
        await server.stop()
        spent = time.process_time()
        await asyncio.sleep(2.5)
        spent = time.process_time() - spent
        await server.start()
        await queue.enqueue("greet", {})
        await handled.until(1)
    await server.stop()

    assert spent < 0.3
    assert len(about(caplog, "taking jobs fails")) == 1
    assert len(about(caplog, "taking jobs works again")) == 1


async def test_broken_queue_costs_nothing(queue, handled, redis, redis_url, caplog):
    """While taking jobs fails for whatever reason a worker does not spin."""
    await redis.set("bull:chutes:wait", "no list")
    async with open_worker(redis_url, {"greet": handled.handler}):
        await asyncio.sleep(0.8)
        await redis.delete("bull:chutes:wait")
        await queue.enqueue("greet", {})
        await handled.until(1)

    assert len(about(caplog, "taking jobs works again, after 2 failures")) == 1


async def test_ticks_survive(redis_url, caplog):
    """A tick that fails goes on ticking, and its log has a line for the spell, not for each."""
    turns = Handled()

    async def sweep():
        turns.append(time.monotonic())
        if len(turns) < 4:
            raise Unavailable("The API is down.")

    tick = PeriodicTask("the sweep", timedelta(seconds=0.05), sweep)
    async with open_worker(redis_url, {}, ticks=[tick]):
        await turns.until(6)

    messages = [record.getMessage() for record in about(caplog, "the sweep")]
    assert messages == [
        "the sweep fails: The API is down.",
        "the sweep works again, after 3 failures",
    ]


async def test_heartbeat(redis, redis_url):
    """Others see for a minute that a worker lived, and when."""
    assert await since_heartbeat(redis) is None

    async with open_worker(redis_url, {}):
        await asyncio.sleep(0.2)

    assert timedelta(0) <= await since_heartbeat(redis) < timedelta(seconds=1)
    assert 59 <= await redis.ttl("chutes:heartbeat") <= 60


@pytest.mark.soak
async def test_kill_storm(tmp_path, record_property):
    """250 jobs, three workers, ten of them killed, the server twice: no job is lost."""
    async with (
        embedded_redis(tmp_path) as url,
        open_queue(url) as queue,
        Redis.from_url(url, retry=Retry(ConstantBackoff(0.2), 50)) as redis,
        AsyncExitStack() as stack,
    ):
        for n in range(250):
            seconds = random.uniform(0.1, 3)
            delay = timedelta(seconds=random.choice([0, 0, 5]))
            await queue.enqueue("mark", {"what": n, "seconds": seconds}, id=str(n), delay=delay)
        workers = [await stack.enter_async_context(running("worker", url, 5)) for _ in range(3)]
        for kill in range(10):
            await asyncio.sleep(random.uniform(1, 3))
            workers.pop(0).kill()
            if kill in (3, 7):
                await kill_server(url)
            workers.append(await stack.enter_async_context(running("worker", url, 5)))
        async with asyncio.timeout(90):
            while len(set(await marks(redis, "ended"))) < 250:
                await asyncio.sleep(0.2)
        await asyncio.sleep(8)
        ended = Counter(await marks(redis, "ended"))

    assert sorted(map(int, ended)) == list(range(250))
    record_property("done twice", sum(count > 1 for count in ended.values()))
    print({what: count for what, count in ended.items() if count > 1})
