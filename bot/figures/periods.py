"""Spans of UTC days, and which of them are over.

A day is complete twenty minutes after midnight UTC, and only if the source already has rows of
the next day: a source that stands still does not say so in any other way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

SETTLED = timedelta(minutes=20)  # after midnight UTC, until the last rows of a day have come in
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The UTC days from *first* to *last*, both included."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=offset) for offset in range(len(self)))

    def earlier(self, days: int) -> "Period":
        """Return as many days, *days* before these."""
        return Period(self.first - days * DAY, self.last - days * DAY)


def newest_complete(now: datetime) -> date:
    """Return the newest UTC day that is over and settled at *now*."""
    return (now.astimezone(UTC) - SETTLED).date() - DAY


def last_days(count: int, now: datetime) -> Period:
    """Return the *count* newest complete days."""
    last = newest_complete(now)
    return Period(last - (count - 1) * DAY, last)
