"""When figures have changed, all watches of their source are looked at, in one pass."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from bot.clock import Clock
from bot.errors import NotKnownYet
from bot.figures.days import Source
from bot.figures.ledger import Ledger
from bot.figures.totals import DIFFUSION, LLM, USAGE, Subject
from bot.store.due import DueSet, DueWorker, Lease
from bot.watches.episodes import WatchState
from bot.watches.evaluation import DayValues, Evaluation, days_to_read
from bot.watches.service import KeptWatch, Watches

log = logging.getLogger(__name__)

SUBJECTS: dict[Source, Subject[Any, Any]] = {one.source: one for one in (USAGE, LLM, DIFFUSION)}


class Evaluator:
    """Looks at the watches of one source after the other; *floor* is the least that is unusual."""

    def __init__(self, watches: Watches, ledger: Ledger, clock: Clock, floor: float) -> None:
        self._watches = watches
        self._ledger = ledger
        self._clock = clock
        self._floor = floor

    async def look(self, source: Source) -> int:
        """Note how each watch of *source* stands now; return how many have changed."""
        kept = await self._watches.of_source(source)
        if not kept:
            return 0
        now = self._clock()
        days = days_to_read([(one.watch.condition, one.state) for one in kept], now)
        try:
            book = await self._ledger.open(SUBJECTS[source], days)
        except NotKnownYet as exc:
            log.info("%d watches wait: %s", len(kept), exc)
            return 0
        evaluation = Evaluation(DayValues(book.days), now, self._floor)
        changes = await asyncio.to_thread(changed, evaluation, kept)
        await self._watches.stand(changes)
        return len(changes)


def changed(
    evaluation: Evaluation, kept: Sequence[KeptWatch]
) -> list[tuple[KeptWatch, WatchState]]:
    """Return those watches that stand otherwise than before, and how."""
    after = [(one, evaluation.advanced(one.watch.condition, one.state)) for one in kept]
    return [(one, state) for one, state in after if state != one.state]


def evaluation_worker(due: DueSet, evaluator: Evaluator) -> DueWorker:
    """Return what looks at the watches of sources that were visited."""

    async def work(lease: Lease) -> None:
        if lease.member in set(Source):
            await evaluator.look(Source(lease.member))
        await due.close(lease)

    return DueWorker("watches", due, work, at_once=1)
