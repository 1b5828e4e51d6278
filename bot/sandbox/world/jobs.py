"""Jobs: the few long runs that the `-jobs.csv` of an hour lists."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random

from bot.sandbox.world.chutes import Chute
from bot.sandbox.world.dice import Dice
from bot.sandbox.world.servers import instances
from bot.sandbox.world.traffic import HOUR

METHODS = ("train", "finetune", "render", "evaluate")
LONGEST = 3  # hours
FAILED = ("error", "error", "error", "partial_failure", "billing_termination")
DONE = ("complete",) * 9 + ("complete_pending_uploads",)
COLUMNS = (
    *("job_id", "chute_id", "version", "chutes_version", "method"),
    *("miner_uid", "miner_hotkey", "miner_coldkey", "instance_id"),
    *("created_at", "updated_at", "started_at", "finished_at"),
    *("status", "compute_multiplier", "miner_terminated"),
)


class Jobs:
    def __init__(self, dice: Dice, chutes: Iterable[Chute]) -> None:
        self._dice = dice
        self._places = [(c, i) for c in chutes for i in instances(dice, c)]

    def rows(self, since: datetime, until: datetime, seen: datetime) -> Iterator[list[object]]:
        """Yield the jobs that started or ended from *since* to *until*, as they were at *seen*."""
        hour = since - LONGEST * HOUR
        while hour < until and self._places:
            rng = self._dice.stream("jobs", hour)
            for _ in range(rng.randrange(4, 16)):
                started, ended, row = self._job(rng, hour, seen)
                if since <= started < until or since <= ended < until:
                    yield row
            hour += HOUR

    def _job(
        self, rng: Random, hour: datetime, seen: datetime
    ) -> tuple[datetime, datetime, list[object]]:
        chute, instance = rng.choice(self._places)
        created = hour + rng.random() * HOUR
        started = created + rng.random() * timedelta(minutes=2)
        ended = started + rng.random() * (LONGEST - 1) * HOUR
        failed, told = rng.random() < 0.1, rng.random() < 0.8
        over = ended <= seen
        row: list[object] = [
            self._dice.uuid("job", hour, rng.random()),
            chute.chute_id,
            self._dice.uuid("version", chute.chute_id),
            "0.3.18" if told else None,
            rng.choice(METHODS),
            *instance.miner,
            instance.instance_id,
            *(naive(moment) for moment in (created, ended if over else started, started)),
            naive(ended) if over else None,
            (rng.choice(FAILED) if failed else rng.choice(DONE)) if over else "pending",
            instance.multiplier,
            failed if over else None,
        ]
        return started, ended, row


def naive(moment: datetime) -> datetime:
    """Return *moment* without its zone, as most of the exports write it."""
    return moment.replace(tzinfo=None)
