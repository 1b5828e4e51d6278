"""Reports on file, and any number of workers that look what becomes of them."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace
from redis.asyncio import Redis

from bot.chutes.client import Chutes
from bot.config import Rate
from bot.reports.confirmations import Confirmations
from bot.reports.life import (
    AttemptOutcome,
    Report,
    ReportState,
    finish_attempt,
    new_report,
    open_attempt,
)
from bot.reports.store import FOLLOWED_KEY, ReportStore, files_to_read
from bot.sandbox.api import Api
from bot.sandbox.world import SANDBOX
from bot.store.encryption import Encryption
from tests.conftest import Clock
from tests.reports.reporting_bot import REASON, UNDO
from tests.reports.test_life import COMPLAINT

OFTEN = Rate(10**6, timedelta(hours=1))
WEEK = timedelta(days=7)
ANSWERED = AttemptOutcome(ReportState.FILED, "Received.")
IN_DOUBT = AttemptOutcome(ReportState.REFUSED, "Gone.", unanswered=True)


class ConfirmingWorkers:
    """The platform's staff confirm two of three reports, two hours after they were filed."""

    def __init__(self, redis: Redis, chutes: Chutes, api: Api, clock: Clock) -> None:
        self.redis = redis
        self.store = ReportStore(redis, Encryption(), timedelta(days=180), (OFTEN, OFTEN))
        self.clock = clock
        self.due = files_to_read(redis, clock)
        self.api = api
        self.follow = WEEK
        self._chutes = chutes
        api.world.reports.confirm_after = timedelta(hours=2)

    def worker(self) -> Confirmations:
        return Confirmations(
            self.redis, self.store, self.due, self._chutes, self.follow, self.clock
        )

    async def look(self, later: timedelta = timedelta(0)) -> None:
        """Let time pass, and a worker look."""
        self.clock.forward(later)
        for lease in await self.due.claim(1):
            await self.worker().look(lease)

    async def file(
        self, count: int = 1, outcome: AttemptOutcome = ANSWERED, user: str = SANDBOX.user_id
    ) -> list[Report]:
        """Make reports and send them, which came out so; on file they are under *user*."""
        return [await self._file(number, outcome, user) for number in range(count)]

    async def _file(self, number: int, outcome: AttemptOutcome, user: str) -> Report:
        id = f"9d0f3c52-7a1b-4c1e-8f53-{number:012d}"
        complaint = replace(COMPLAINT, invocation_id=id)
        report = new_report(complaint, SANDBOX.user_id, self.clock(), UNDO)
        assert (await self.store.claim(report)).kept
        now = self.clock() + UNDO
        for step in (lambda it: open_attempt(it, now), lambda it: finish_attempt(it, outcome, now)):
            kept = await self.store.find(report.id)
            assert kept
            await self.store.step(kept, step(kept.report), now)
        self.api.world.reports.file(id, user, REASON, now)
        return report

    async def get(self, report: Report) -> Report:
        kept = await self.store.find(report.id)
        assert kept
        return kept.report

    async def states(self, reports: Sequence[Report]) -> list[str]:
        return [(await self.get(report)).state.value for report in reports]

    async def followed(self) -> list[str]:
        return [id.decode() for id in await self.redis.zrange(FOLLOWED_KEY, 0, -1)]

    @property
    def read(self) -> list[tuple[str, int | None]]:
        """The files that were asked for, as day and hour, and the status of the answer."""
        asked = [asked for asked in self.api.requests if asked.endpoint == "export"]
        assert all(one.path.endswith("-reports.csv") for one in asked)
        return [(one.path[-17:-12], one.status) for one in asked]
