"""When a digest goes out and which UTC day it reports: pure arithmetic of hours, zones and days.

A digest's slot is the UTC day that it reports. One or two days lie between that day and the local
date, fixed from hour and zone by the clocks' furthest state, so that the day is complete all year
round. How far a digest has come is kept apart from when it goes out: a changed hour repeats and
skips nothing.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from bot.figures.periods import DAY, SETTLED

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS = (0, 1, 2, 3, 4)
ONE_MINUTE = timedelta(minutes=1)
YEAR = 366


class Schedule(msgspec.Struct, frozen=True):
    """At *hour* in *zone* (IANA) on *days* (0 is Monday); *lag* days after the UTC day reported."""

    hour: time
    zone: str
    days: tuple[int, ...]
    lag: int

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (OSError, LookupError) as exc:
            raise ValueError(f"there is no zone {self.zone}") from exc


class Slot(msgspec.Struct, frozen=True):
    """The UTC *day* that one delivery reports, and when that is *due*."""

    day: date
    due: datetime


class Position(msgspec.Struct, frozen=True):
    """How far a digest has come.

    Slots up to *handled* are over. None begins at or before *begins* (it was off or paused until
    then); what the present schedule would have sent before *since*, when it was set, is due then.
    """

    begins: datetime
    since: datetime
    handled: date | None = None


def schedule(hour: time, zone: str, days: tuple[int, ...], now: datetime) -> Schedule:
    """Return the schedule whose reported day is complete at *hour* all year round."""
    return Schedule(hour, zone, days, lag(hour, zone, now.year))


def lag(hour: time, zone: str, year: int) -> int:
    """Return how many days the reported UTC day is behind the local date: 1, or 2 in the east.

    It holds for *year* and the next: wherever the clocks stand, the day is complete by then.
    """
    since_midnight = timedelta(hours=hour.hour, minutes=hour.minute)
    return 1 if since_midnight - _furthest_ahead(zone, year) >= SETTLED else 2


def moment(day: date, hour: time, place: ZoneInfo) -> datetime:
    """Return when it is *hour* on *day* in *place*, in UTC.

    A skipped hour comes at the next minute that exists; of a doubled one, the first counts.
    """
    local = datetime.combine(day, hour, place)
    utc = local.astimezone(UTC)
    if utc.astimezone(place).replace(tzinfo=None) == local.replace(tzinfo=None):
        return utc
    return _after_gap(local)


def next_slot(plan: Schedule, position: Position) -> Slot:
    """Return the first slot that is not over."""
    return next(slots(plan, position))


def slots(plan: Schedule, position: Position) -> Iterator[Slot]:
    """Yield the slots that are not over, in order, without end."""
    place = ZoneInfo(plan.zone)
    day = _first(plan, position)
    while True:
        local = day + plan.lag * DAY
        if local.weekday() in plan.days:
            at = moment(local, plan.hour, place)
            if at > position.begins:
                yield Slot(day, max(at, position.since))
        day += DAY


def goes_out_on(plan: Schedule, day: date) -> date:
    """Return the local date on which UTC *day* is reported."""
    return day + plan.lag * DAY


def _first(plan: Schedule, position: Position) -> date:
    """Return a day no later than that of the first slot, and few days before it."""
    earliest = position.begins.date() - (plan.lag + 2) * DAY
    return max(earliest, position.handled + DAY) if position.handled else earliest


def _after_gap(local: datetime) -> datetime:
    """Return the first minute after a *local* time that clocks jumped over."""
    late = local.astimezone(UTC)
    early = local.replace(fold=1).astimezone(UTC)
    while late - early > ONE_MINUTE:
        middle = early + (late - early) // 2
        naive = middle.astimezone(local.tzinfo).replace(tzinfo=None)
        early, late = (middle, late) if naive < local.replace(tzinfo=None) else (early, middle)
    return _whole_minute(late)


def _whole_minute(when: datetime) -> datetime:
    return when.replace(second=0, microsecond=0)


@lru_cache(1024)
def _furthest_ahead(zone: str, year: int) -> timedelta:
    """Return the largest offset from UTC in two years; none lasts for less than a day."""
    noon = datetime(year, 1, 1, 12, tzinfo=ZoneInfo(zone))
    offsets = ((noon + count * DAY).utcoffset() for count in range(2 * YEAR))
    return max(offset or timedelta(0) for offset in offsets)
