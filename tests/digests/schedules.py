"""What consecutive digests cover, walked through without Redis: a bot that follows its slots."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from zoneinfo import available_timezones

from msgspec.structs import replace

from bot.digests.calendar import EVERY_DAY, Position, Schedule, Slot, schedule, slots
from bot.digests.records import Digest, DigestState
from bot.digests.rules import due_slots
from bot.figures.periods import DAY, SETTLED, Period

ZONES = sorted(available_timezones() - {"localtime"})
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
LATE = timedelta(hours=12)
RHYTHMS = {
    "every day": (EVERY_DAY, 0),
    "weekdays": ((0, 1, 2, 3, 4), 0),
    "weekends": ((5, 6), 0),
    "mon, fri": ((0, 4), 0),
    "weekly": ((0,), 0),
    "weekly, sunday": ((6,), 0),
    "monthly": (EVERY_DAY, 1),
    "monthly, the 28th": ((2,), 28),
}


def plan_of(rhythm: str, hour: time, zone: str, now: datetime = NEW_YEAR) -> Schedule:
    """Return the schedule of one of the `RHYTHMS`."""
    days, monthday = RHYTHMS[rhythm]
    return schedule(hour, zone, days, now, monthday)


def until(plan: Schedule, end: datetime, begins: datetime = NEW_YEAR) -> list[Slot]:
    """Return the slots of a digest that was set up at *begins* until *end*."""
    return list(takewhile(lambda slot: slot.due < end, slots(plan, Position(begins, begins))))


def check_once(periods: list[Period]) -> None:
    """Each UTC day once: what begins, begins on the day after what was before ended."""
    for before, after in pairwise(periods):
        assert after.first == before.last + DAY
        assert after.first <= after.last


def check_complete(period: Period, due: datetime) -> None:
    """All days are over and settled when they are told of."""
    assert due >= datetime.combine(period.last + DAY, time(0), UTC) + SETTLED


@dataclass
class Follower:
    """Somebody's digest, and a bot that looks now and then, sends what it may, and notes it."""

    digest: Digest
    handled: date | None = None
    owed: date | None = None
    told: list[Period] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Schedule, now: datetime) -> "Follower":
        return cls(Digest("T", "C", "U", plan, now, now))

    @property
    def is_on(self) -> bool:
        return self.digest.state is DigestState.ON

    def look(self, now: datetime) -> None:
        """Do what is due *now*: send one, or note that it is missed."""
        due = due_slots(self.digest, self.handled, self.owed, now, LATE)
        if due.missed:
            self.handled, self.owed = due.missed.day, due.missed.period.first
        if due.to_send:
            check_complete(due.to_send.period, now)
            self.told.append(due.to_send.period)
            self.handled, self.owed = due.to_send.day, None

    def change(self, plan: Schedule, now: datetime) -> None:
        """Set another schedule, or switch it on again."""
        begins = self.digest.begins if self.is_on else now
        self.digest = replace(
            self.digest, plan=plan, begins=begins, since=now, state=DigestState.ON
        )

    def live(self, end: datetime, how: str) -> None:
        """Go on until *end*: "followed" at each due moment, only then ("late"), or not ("off")."""
        if how == "off":
            self.digest = replace(self.digest, state=DigestState.OFF)
        if how == "late":
            self.look(end)
        while (slot := self.digest.next_slot(self.handled, self.owed)) and slot.due <= end:
            self.look(slot.due)
