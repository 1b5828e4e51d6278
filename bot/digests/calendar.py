"""When a digest goes out and which UTC days it covers: pure arithmetic of hours, zones and days.

Each digest covers every complete UTC day since the one before it, so that consecutive ones cover
each day once, whatever days they go out on: Monday's of a weekday digest covers Friday to Sunday,
a weekly one seven days, a monthly one the month before.

A slot is known by its last UTC day. One or two days lie between that day and the local date,
fixed from hour and zone by the clocks' furthest state, so that the day is complete all year round.
How far a digest has come is kept apart from when it goes out: a changed hour repeats and skips
nothing.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

import msgspec

from bot.figures.periods import DAY, SETTLED, Period

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS = (0, 1, 2, 3, 4)
ONE_MINUTE = timedelta(minutes=1)
YEAR = 366
MONTH = range(1, 29)  # days that every month has
MOST_DAYS = 100  # days that one digest covers, after however long a silence
WEEKS_BACK, MONTHS_BACK = 20 * DAY, 100 * DAY  # within which two digests went out


class Schedule(msgspec.Struct, frozen=True):
    """At *hour* in *zone* (IANA) on *days* (0 is Monday), *lag* days after the last that it covers.

    With a *monthday*, from 1 on, it goes out once a month instead, and covers the month before.
    """

    hour: time
    zone: str
    days: tuple[int, ...]
    lag: int
    monthday: int = 0

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (OSError, LookupError) as exc:
            raise ValueError(f"there is no zone {self.zone}") from exc

    @property
    def date(self) -> int:
        """Return the day of the month on which it goes out: the first on which one is over."""
        return max(self.monthday, self.lag)

    @property
    def is_daily(self) -> bool:
        return not self.monthday and self.days == EVERY_DAY


class Slot(msgspec.Struct, frozen=True):
    """The UTC days that one delivery covers, and when that is *due*."""

    period: Period
    due: datetime

    @property
    def day(self) -> date:
        """Return the last of the days, by which the slot is known."""
        return self.period.last


class Position(msgspec.Struct, frozen=True):
    """How far a digest has come.

    Slots up to *handled* are over; of those, what was missed from *owed* on is made up for by the
    next one. None begins at or before *begins* (it was off or paused until then); what the present
    schedule would have sent before *since*, when it was set, is due then.
    """

    begins: datetime
    since: datetime
    handled: date | None = None
    owed: date | None = None

    @property
    def first(self) -> date | None:
        """Return the first day that nobody was told of; None if it never went out."""
        return self.owed or (self.handled + DAY if self.handled else None)


def schedule(
    hour: time, zone: str, days: tuple[int, ...], now: datetime, monthday: int = 0
) -> Schedule:
    """Return the schedule whose last day is complete at *hour* all year round."""
    return Schedule(hour, zone, days, lag(hour, zone, now.year), monthday)


def lag(hour: time, zone: str, year: int) -> int:
    """Return how many days the last UTC day is behind the local date: 1, or 2 in the east.

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
    """Yield the slots that are not over, in order, without end; each begins where one ended."""
    place, start = ZoneInfo(plan.zone), _start(plan, position)
    first = position.first or start
    for last in _last_days(plan, start):
        at = moment(goes_out_on(plan, last), plan.hour, place)
        if at > position.begins:
            yield Slot(covering(first, last), max(at, position.since))
        first = last + DAY


def newest_period(plan: Schedule, complete: date) -> Period:
    """Return what the newest digest by *plan* covers that ends by the *complete* day."""
    start = complete - (MONTHS_BACK if plan.monthday else WEEKS_BACK)
    *_, before, last = takewhile(lambda last: last <= complete, _last_days(plan, start))
    return Period(before + DAY, last)


def goes_out_on(plan: Schedule, last: date) -> date:
    """Return the local date of the slot whose *last* UTC day that is."""
    return last + (plan.date if plan.monthday else plan.lag) * DAY


def covering(first: date, last: date) -> Period:
    """Return the days from *first* to *last*; of more than `MOST_DAYS`, the last ones."""
    return Period(max(first, last - (MOST_DAYS - 1) * DAY), last)


def _last_days(plan: Schedule, start: date) -> Iterator[date]:
    """Yield the last days of the slots from *start* on, without end."""
    last = start
    while True:
        if plan.monthday:
            last = _month_end(last)
            yield last
        elif (last + plan.lag * DAY).weekday() in plan.days:
            yield last
        last += DAY


def _month_end(day: date) -> date:
    return (day.replace(day=1) + 31 * DAY).replace(day=1) - DAY


def _start(plan: Schedule, position: Position) -> date:
    """Return a day after *handled*, and before that of a slot at or before *begins*, if any."""
    earliest = position.begins.date() - (MONTHS_BACK if plan.monthday else WEEKS_BACK)
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
