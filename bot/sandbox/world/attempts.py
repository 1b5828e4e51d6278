"""Single attempts, minute by minute: what the hourly and the recent export are made of."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import cycle
from random import Random
from typing import NamedTuple

from bot.sandbox.world.accounts import ACCOUNTS
from bot.sandbox.world.chutes import Chute
from bot.sandbox.world.dice import Dice
from bot.sandbox.world.failures import FINAL, as_csv, draw_failure
from bot.sandbox.world.ids import Ids, Origin
from bot.sandbox.world.measures import SECOND, Measure, measure_of
from bot.sandbox.world.servers import Instance, instances
from bot.sandbox.world.traffic import MINUTE, Traffic, start
from bot.sandbox.world.watchtower import Watchtower

QUICK = timedelta(minutes=2)  # an ordinary attempt takes less
SLOW = timedelta(minutes=30)  # the others take less than this
SLOW_PART = 0.003
ODD_PART = 0.05
OURS = 0.4  # of the odd ones are the known accounts'
FAILING = 0.008  # requests that never succeed, for each that does
REFUSED = 0.2  # of the attempts of those
MOST = 5  # attempts of one request
VARIANTS = dict(zip("0123", "89ab", strict=True))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Attempt(NamedTuple):
    """Times in microseconds since 1970. *completed* is when it ends, perhaps yet to come."""

    started: int
    completed: int
    parent: str
    invocation_id: str
    instance: Instance
    error: str  # as CSV
    bounty: int
    metrics: str  # as CSV


class Cell(NamedTuple):
    chute: Chute
    instances: tuple[Instance, ...]
    measure: Measure


class Attempts:
    """
    *part* of the requests that `usage` counts, each with exactly one attempt that succeeds, in
    the minute in which it is counted; and further attempts, which fail.
    """

    def __init__(
        self, dice: Dice, chutes: Iterable[Chute], traffic: Traffic, ids: Ids, part: float
    ) -> None:
        self._dice = dice
        self._traffic = traffic
        self._ids = ids
        self._part = part
        self._watchtower = Watchtower(dice, ids)
        self._served = lru_cache(2)(self._count)  # one minute ends where the next begins
        self._cells = [Cell(chute, instances(dice, chute), measure_of(chute)) for chute in chutes]

    def started_in(self, minute: datetime) -> list[Attempt]:
        """Return the attempts that started in *minute*, in that order."""
        plan, slow = self._plan(minute)
        return sorted([*self._slow(minute, plan[:slow]), *self._quick(minute, plan[slow:])])

    def still_running(self, moment: datetime) -> Iterator[Attempt]:
        """Yield the attempts that started before *moment* and end at it or later, in order."""
        minutes = [moment - number * MINUTE for number in range(SLOW // MINUTE, 0, -1)]
        limit = microseconds(moment)
        for minute in minutes:
            plan, slow = self._plan(minute)
            attempts = self._slow(minute, plan[:slow])
            if minute >= moment - QUICK:
                attempts += self._quick(minute, plan[slow:])
            yield from sorted(attempt for attempt in attempts if attempt.completed >= limit)

    def _plan(self, minute: datetime) -> tuple[list[Cell], int]:
        """Return who is asked in *minute*, in turn, and how many of the first take long."""
        plan: list[Cell] = []
        midnight = start(minute.date())
        before, after = self._served(midnight, minute), self._served(midnight, minute + MINUTE)
        for cell, earlier, now in zip(self._cells, before, after, strict=True):
            plan += [cell] * (now - earlier)
        rng = self._dice.stream("plan", minute)
        plan.sort(key=lambda cell: rng.random())
        return plan, int(SLOW_PART * len(plan) + rng.random())

    def _count(self, midnight: datetime, moment: datetime) -> list[int]:
        """Return how many requests each cell has had between *midnight* and *moment*."""
        count = self._traffic.invocations
        return [int(self._part * count(cell.chute, midnight, moment)) for cell in self._cells]

    def _slow(self, minute: datetime, plan: list[Cell]) -> list[Attempt]:
        rng = self._dice.stream("slow", minute)
        first = microseconds(minute)
        attempts = []
        for cell in plan:
            started = first + int(rng.random() * 60 * SECOND)
            linger = rng.uniform(QUICK.seconds, (SLOW - 2 * QUICK).seconds)
            attempts.append(self._success(rng, cell, minute, started, uuid4(rng), linger))
        return attempts

    def _quick(self, minute: datetime, plan: list[Cell]) -> list[Attempt]:
        if not plan:
            return []
        rng = self._dice.stream("quick", minute)
        random = rng.random
        first = microseconds(minute)
        gap = 60 * SECOND / len(plan)
        attempts: list[Attempt] = []
        for place, cell in enumerate(plan):
            if random() < ODD_PART:
                attempts += self._odd(rng, cell, minute)
            else:
                started = first + int((place + random()) * gap)
                attempts.append(self._success(rng, cell, minute, started, uuid4(rng)))
        for parent in self._failing(minute, rng, len(plan)):
            attempts += self._failures(rng, rng.choice(plan), minute, parent)
        return attempts

    def _odd(self, rng: Random, cell: Cell, minute: datetime) -> list[Attempt]:
        """Return a request that is tried several times, or is ours, or takes whole seconds."""
        parent = self._parent(rng)
        started = microseconds(minute) + int(rng.random() * 40) * SECOND
        attempts = []
        others = _in_turn(rng, cell)
        for _ in range(rng.choice((0, 0, 0, 1, 1, 2, MOST - 1))):
            attempts.append(self._failure(rng, next(others), started, parent, draw_failure(rng)))
            started = attempts[-1].completed + int(rng.random() * SECOND)
        success = self._success(rng, cell, minute, started, parent)
        success = success._replace(instance=next(others))
        if rng.random() < 0.5:
            whole = started + (success.completed - started) // SECOND * SECOND
            success = success._replace(completed=whole)
        return [*attempts, success]

    def _failing(self, minute: datetime, rng: Random, count: int) -> list[str]:
        """Return the ids of the requests that fail for good: the watchtower's among them."""
        hour = minute.replace(minute=0)
        seen = [s.invocation_id for s in self._watchtower.sightings(hour) if s.minute == minute]
        return seen + [self._parent(rng) for _ in range(int(FAILING * count + rng.random()))]

    def _failures(self, rng: Random, cell: Cell, minute: datetime, parent: str) -> list[Attempt]:
        started = microseconds(minute) + int(rng.random() * 40 * SECOND)
        attempts = []
        others = _in_turn(rng, cell)
        for _ in range(MOST):
            failure = FINAL if rng.random() < REFUSED else draw_failure(rng)
            attempts.append(self._failure(rng, next(others), started, parent, failure))
            if failure == FINAL:
                break
            started = attempts[-1].completed + int(rng.random() * SECOND)
        return attempts

    def _success(
        self,
        rng: Random,
        cell: Cell,
        minute: datetime,
        started: int,
        parent: str,
        linger: float = 0.0,
    ) -> Attempt:
        random = rng.random
        took, metrics = cell.measure(random, cell.chute.pace(minute.date()), linger)
        instance = cell.instances[int(random() * len(cell.instances))]
        bounty = 100 * (random() < 0.0005)
        return Attempt(started, started + took, parent, uuid4(rng), instance, "", bounty, metrics)

    def _failure(
        self, rng: Random, instance: Instance, started: int, parent: str, error: str
    ) -> Attempt:
        completed = started + int((0.05 + 2 * rng.random()) * SECOND)
        return Attempt(started, completed, parent, uuid4(rng), instance, as_csv(error), 0, "")

    def _parent(self, rng: Random) -> str:
        if rng.random() < OURS:
            return self._ids.draw(Origin(rng.choice(ACCOUNTS).name, False), rng)
        return uuid4(rng)


def _in_turn(rng: Random, cell: Cell) -> Iterator[Instance]:
    """Yield the instances of *cell*, each after all others: a new try never goes to the same."""
    return cycle(rng.sample(cell.instances, len(cell.instances)))


def microseconds(moment: datetime) -> int:
    """Return how many microseconds after 1970 *moment* is."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def uuid4(rng: Random) -> str:
    """Return a version 4 UUID."""
    text = f"{rng.getrandbits(122):031x}"
    variant = VARIANTS[text[0]]
    return f"{text[1:9]}-{text[9:13]}-4{text[13:16]}-{variant}{text[16:19]}-{text[19:]}"
