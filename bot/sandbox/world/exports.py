"""The CSV files: an hour of invocations, jobs or reports, and the recent invocations."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Literal

from bot.sandbox.world import jobs
from bot.sandbox.world.attempts import Attempts, microseconds
from bot.sandbox.world.chutes import PLATFORM
from bot.sandbox.world.dice import Dice
from bot.sandbox.world.layout import Layout
from bot.sandbox.world.reports import Report, Reports
from bot.sandbox.world.traffic import DAY, HOUR, MINUTE
from bot.sandbox.world.watchtower import Watchtower

ExportKind = Literal["invocations", "jobs", "reports"]

FIRST: dict[ExportKind, datetime] = {
    "invocations": datetime(2024, 12, 14, tzinfo=UTC),
    "reports": datetime(2024, 12, 29, tzinfo=UTC),
    "jobs": datetime(2025, 7, 21, tzinfo=UTC),
}
REPORTS_APART = datetime(2024, 12, 27, tzinfo=UTC)
METRICS = datetime(2025, 2, 7, tzinfo=UTC)
MISSING = 0.015  # of the files were never written
REPORT_COLUMNS = ("invocation_id", "user_id", "timestamp", "confirmed_at", "confirmed_by", "reason")


class Exports:
    """
    A file is named by the end of its hour: `hour` 19:00 holds what happened from 18:00 on. Its
    text comes in pieces, and is what the platform knew a minute after that end.
    """

    def __init__(
        self,
        dice: Dice,
        attempts: Attempts,
        long_runs: jobs.Jobs,
        watchtower: Watchtower,
        reports: Reports,
    ) -> None:
        self._dice = dice
        self._attempts = attempts
        self._jobs = long_runs
        self._watchtower = watchtower
        self._reports = reports

    def written_at(self, hour: datetime, kind: ExportKind) -> datetime | None:
        """Return when the file of *hour* appeared, 2 to 30 minutes after it; None: never."""
        missing, late, *_ = self._dice.reals("export", hour, kind)
        if hour < FIRST[kind] or missing < MISSING:
            return None
        return hour + timedelta(minutes=2 + 28 * late**2)

    def invocations(self, hour: datetime) -> Iterator[str]:
        """Yield `HH.csv`: attempts that started or ended in the hour, by their start."""
        layout = Layout(metrics=hour >= METRICS, reported=hour < REPORTS_APART)
        seen = microseconds(hour + MINUTE)
        yield layout.header
        for attempt in self._attempts.still_running(hour - HOUR):
            yield layout.row(attempt, seen)
        for minute in range(60):
            attempts = self._attempts.started_in(hour - HOUR + minute * MINUTE)
            yield "".join([layout.row(attempt, seen) for attempt in attempts])

    def recent(
        self, at: datetime, hotkey: str | None, limit: int, bounty: bool = True
    ) -> Iterator[str]:
        """Yield `recent.csv`: at most *limit* successes of the last 24 hours, the latest first."""
        layout = Layout(parent=False, bounty=bounty)
        now, oldest = microseconds(at), microseconds(at - DAY)
        yield layout.header
        minute = at.replace(second=0, microsecond=0)
        while limit > 0 and minute > at - DAY - MINUTE:
            for attempt in reversed(self._attempts.started_in(minute)):
                wanted = hotkey in (None, attempt.instance.miner.hotkey) and not attempt.error
                if wanted and attempt.started >= oldest and attempt.completed <= now and limit > 0:
                    limit -= 1
                    yield layout.row(attempt, now)
            minute -= MINUTE

    def jobs(self, hour: datetime) -> Iterator[str]:
        """Yield `HH-jobs.csv`: jobs that started or ended in the hour, in no order."""
        rows = self._jobs.rows(hour - HOUR, hour, hour + MINUTE)
        return _csv(jobs.COLUMNS, rows)

    def reports(self, hour: datetime) -> Iterator[str]:
        """Yield `HH-reports.csv`: reports filed or confirmed in the hour."""
        seen = hour + MINUTE
        reports = [*self._automatic(hour - HOUR), *self._automatic(hour - 2 * HOUR)]
        found = [r for r in (*reports, *self._reports) if r.within(hour - HOUR, hour)]
        found.sort(key=lambda report: report.filed_at)
        return _csv(REPORT_COLUMNS, (report.row(seen) for report in found))

    def _automatic(self, hour: datetime) -> Iterator[Report]:
        """Yield the watchtower's reports of what started in the hour that begins at *hour*."""
        for seen in self._watchtower.sightings(hour):
            yield Report(seen.invocation_id, PLATFORM, seen.filed, seen.reason, seen.filed)


def _csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    yield text.getvalue()
