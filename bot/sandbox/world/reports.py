"""Reports that people filed: the only thing the world remembers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.sandbox.world.chutes import PLATFORM


@dataclass(frozen=True, slots=True)
class Report:
    """*invocation_id* is the request's (the parent's); confirmed once *confirmed_at* has come."""

    invocation_id: str
    user_id: str
    filed_at: datetime
    reason: str
    confirmed_at: datetime | None = None

    def row(self, at: datetime) -> list[object]:
        """Return the row of `-reports.csv` as it is at *at*."""
        confirmed = bool(self.confirmed_at and self.confirmed_at <= at)
        return [
            self.invocation_id,
            self.user_id,
            self.filed_at,
            self.confirmed_at if confirmed else None,
            PLATFORM if confirmed else None,
            self.reason,
        ]

    def within(self, since: datetime, until: datetime) -> bool:
        """Tell whether it was filed or confirmed between the two moments."""
        moments = (self.filed_at, self.confirmed_at)
        return any(moment is not None and since <= moment < until for moment in moments)


class AlreadyReported(Exception):
    """There is a report of that invocation; a second one breaks the table's primary key."""


class Reports:
    """With *confirm_after* set, staff confirm two of three reports that much later."""

    def __init__(self) -> None:
        self.confirm_after: timedelta | None = None
        self._filed: dict[str, Report] = {}

    def __iter__(self) -> Iterator[Report]:
        return iter(tuple(self._filed.values()))

    def __contains__(self, invocation_id: str) -> bool:
        return invocation_id in self._filed

    def file(self, invocation_id: str, user_id: str, reason: str, at: datetime) -> Report:
        """Keep a report; raise `AlreadyReported` if there is one."""
        if invocation_id in self._filed:
            raise AlreadyReported(invocation_id)
        looked_at = len(self._filed) % 3 != 2
        confirmed = at + self.confirm_after if self.confirm_after and looked_at else None
        report = Report(invocation_id, user_id, at, reason, confirmed)
        self._filed[invocation_id] = report
        return report

    def confirm(self, invocation_id: str, at: datetime) -> Report:
        """Confirm a report as the platform's staff would; KeyError if there is none."""
        report = replace(self._filed[invocation_id], confirmed_at=at)
        self._filed[invocation_id] = report
        return report
