"""A platform that does not exist, the same every time: a seed and a clock give its figures."""

from datetime import date, datetime, timedelta

from bot.clock import Clock, utc_now
from bot.sandbox.world.accounts import NEIGHBOUR, SANDBOX, Account
from bot.sandbox.world.attempts import Attempts
from bot.sandbox.world.cast import catalogue
from bot.sandbox.world.chutes import Chute
from bot.sandbox.world.dice import Dice
from bot.sandbox.world.exports import Exports
from bot.sandbox.world.ids import Ids
from bot.sandbox.world.jobs import Jobs
from bot.sandbox.world.reports import Report, Reports
from bot.sandbox.world.statistics import Statistics
from bot.sandbox.world.traffic import HOUR, MINUTE, Traffic
from bot.sandbox.world.watchtower import Watchtower

__all__ = ["NEIGHBOUR", "SANDBOX", "Account", "Chute", "Report", "World"]


class World:
    """
    Nothing is stored but reports: figures follow from *seed*, from *anchor* and from the moment
    asked about. The anchor is the day around which things happen (the newcomer of three days ago,
    yesterday's slowdown); it is the clock's day at the start and stays when the clock goes on, so
    that a day that is over keeps its figures.

    *traffic* is its size as a part of the real platform's, in requests and USD. *exported* is the
    part of the requests of `usage` that the CSV files list: the whole of full traffic would be
    70,000 rows an hour. Each of them has exactly one successful attempt there, in its minute, of
    its chute; attempts that failed come on top. Speeds and tokens of the files agree with
    `stats/llm` on average only.
    """

    def __init__(  # noqa: PLR0913 (each is a knob of its own)
        self,
        seed: int = 7,
        clock: Clock = utc_now,
        *,
        anchor: date | None = None,
        chutes: int = 80,
        name_length: int = 0,
        traffic: float = 1.0,
        exported: float = 0.1,
    ) -> None:
        self.clock = clock
        self.anchor = anchor or clock().date()
        dice = Dice(seed)
        self.chutes = catalogue(dice, self.anchor, chutes, name_length, traffic)
        flow = Traffic(dice, self.anchor)
        self._ids = Ids(dice)
        self._watchtower = Watchtower(dice, self._ids)
        self._attempts = Attempts(dice, self.chutes, flow, self._ids, exported)
        self.statistics = Statistics(self.chutes, flow)
        self.reports = Reports()
        self.exports = Exports(
            dice, self._attempts, Jobs(dice, self.chutes), self._watchtower, self.reports
        )

    def played_by(self, role: str) -> Chute:
        """Return the chute that plays *role* (`slowed`, `new`, `renamed`, …; see `cast.CAST`)."""
        return next(chute for chute in self.chutes if chute.role == role)

    def owns(self, account: Account, invocation_id: str) -> bool:
        """Tell whether *account* made the request *invocation_id* (the parent's id)."""
        origin = self._ids.origin(invocation_id)
        return origin is not None and origin.account == account.name

    def is_reported(self, invocation_id: str) -> bool:
        """Tell whether somebody, or the platform itself, has reported *invocation_id*."""
        origin = self._ids.origin(invocation_id)
        return invocation_id in self.reports or (origin is not None and origin.reported)

    def invocations(self, account: Account | None = SANDBOX, limit: int = 20) -> list[str]:
        """
        Return the ids of *account*'s latest requests, None: of strangers', the newest first.

        Fewer than *limit* if two days have fewer. The watchtower's are left out;
        `reported_invocations` has those.
        """
        found: dict[str, None] = {}
        minute = self._latest_minute()
        while len(found) < limit and minute > self.clock() - timedelta(days=2):
            for attempt in reversed(self._attempts.started_in(minute)):
                origin = self._ids.origin(attempt.parent)
                owner = origin.account if origin and not origin.reported else None
                if owner == (account and account.name) and not (origin and origin.reported):
                    found[attempt.parent] = None
            minute -= MINUTE
        return list(found)[:limit]

    def reported_invocations(self, account: Account | None = SANDBOX, limit: int = 5) -> list[str]:
        """Return ids of *account*'s requests that the watchtower reported, the newest first."""
        hour = self._latest_minute().replace(minute=0) - HOUR
        found: list[str] = []
        while len(found) < limit and hour > self.clock() - timedelta(days=7):
            found += [
                seen.invocation_id
                for seen in self._watchtower.sightings(hour)
                if seen.origin.account == (account.name if account else "stranger")
            ]
            hour -= HOUR
        return found[:limit]

    def _latest_minute(self) -> datetime:
        return self.clock().replace(second=0, microsecond=0) - MINUTE
