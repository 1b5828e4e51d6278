"""What all processes share, as gauges: read from Redis when somebody asks for them."""

from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.clock import Clock
from bot.digests.claims import Slots
from bot.errors import Unreadable
from bot.exports.runs import count_open
from bot.figures.ledger import ask_states, read_states
from bot.metrics import Metrics
from bot.reports.store import count_followed, due_reports, files_to_read, pending_notices
from bot.store.set_aside import all_set_aside
from bot.watches.claims import WatchClaims
from bot.work.jobs import WAITING_KEY
from bot.work.periodic import HEARTBEAT_TTL, since_heartbeat


class Gauges:
    """Sets the gauges of *metrics* to how things are; leaves them as they are without Redis."""

    def __init__(self, redis: Redis, clock: Clock, metrics: Metrics) -> None:
        self._redis = redis
        self._clock = clock
        self._metrics = metrics
        self._due = {
            "reports": due_reports(redis, clock),
            "notices of reports": pending_notices(redis, clock),
            "files of reports": files_to_read(redis, clock),
            "digests": Slots(redis, clock).due,
            "watches": WatchClaims(redis, clock).due,
        }

    async def look(self) -> None:
        """Read how things are; raises nothing."""
        with suppress(RedisError, Unreadable):
            await self._sources()
            await self._waiting()
            self._metrics.unreadable.set(len(await all_set_aside(self._redis)))
            silent = await since_heartbeat(self._redis)
            seconds = (HEARTBEAT_TTL if silent is None else silent).total_seconds()
            self._metrics.worker_silent_seconds.set(seconds)

    async def _waiting(self) -> None:
        counts = {
            "reports to be confirmed": await count_followed(self._redis),
            "exports": await count_open(self._redis),
            "jobs": await self._redis.llen(WAITING_KEY),
        }
        for what, due in self._due.items():
            counts[what], late = await due.waiting()
            self._metrics.overdue_seconds.labels(what).set(late.total_seconds())
        for what, count in counts.items():
            self._metrics.waiting.labels(what).set(count)

    async def _sources(self) -> None:
        now = self._clock()
        async with self._redis.pipeline(transaction=False) as pipe:
            ask_states(pipe)
            [values] = await pipe.execute()
        for source, state in (await read_states(self._redis, values)).items():
            if state.fetched_at:
                age = (now - state.fetched_at).total_seconds()
                self._metrics.source_age_seconds.labels(source.value).set(age)
            self._metrics.source_failing.labels(source.value).set(bool(state.failing_since))
