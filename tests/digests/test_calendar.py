"""When digests go out: every zone, both edges of summer time, and changes of mind."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.calendar import (
    EVERY_DAY,
    WEEKDAYS,
    Position,
    Schedule,
    Slot,
    lag,
    moment,
    next_slot,
    schedule,
    slots,
)

ZONES = sorted(available_timezones() - {"localtime"})
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def begun(now: datetime) -> Position:
    return Position(begins=now, since=now)


def check_a_year(zone: str, hour: time) -> None:
    """Each UTC day once, in order, complete, and at its hour or at the next minute that exists."""
    plan = schedule(hour, zone, EVERY_DAY, NEW_YEAR)
    year = list(takewhile(lambda slot: slot.due < NEXT_YEAR, slots(plan, begun(NEW_YEAR))))
    days = [slot.day for slot in year]
    assert days == [days[0] + count * DAY for count in range(len(days))]
    assert len(days) >= 364
    for slot in year:
        assert slot.due >= datetime.combine(slot.day + DAY, time(0, 20), UTC)
        wanted = datetime.combine(slot.day + plan.lag * DAY, hour)
        place = ZoneInfo(zone)
        skipped = slot.due.astimezone(place).replace(tzinfo=None) - wanted
        assert timedelta(0) <= skipped <= timedelta(hours=2)
        if skipped:
            before = (slot.due - timedelta(minutes=1)).astimezone(place)
            assert before.replace(tzinfo=None) < wanted


def test_a_year_in_every_zone():
    """In each IANA zone each UTC day of a year is reported once, complete, within its hour."""
    for number, zone in enumerate(ZONES):
        check_a_year(zone, time(number % 24, number * 7 % 60))


@pytest.mark.soak
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 4, 9, 12, 15, 18, 21, 22, 23])
def test_a_year_in_every_zone_at_many_hours(hour):
    """So it is by day and by night, above all at night, when clocks change."""
    for zone in ZONES:
        check_a_year(zone, time(hour, 30))


@pytest.mark.parametrize(
    ("local", "zone", "expected"),
    [
        ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29 01:00"),
        ("2026-03-29 02:00", "Europe/Berlin", "2026-03-29 01:00"),
        ("2026-03-29 03:00", "Europe/Berlin", "2026-03-29 01:00"),
        ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25 00:30"),
        ("2026-03-08 02:15", "America/New_York", "2026-03-08 07:00"),
        ("2026-11-01 01:59", "America/New_York", "2026-11-01 05:59"),
        ("2026-10-04 02:10", "Australia/Lord_Howe", "2026-10-03 15:30"),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04 14:45"),
        ("2011-12-30 09:00", "Pacific/Apia", "2011-12-30 10:00"),
        ("2026-11-24 09:00", "Asia/Kathmandu", "2026-11-24 03:15"),
    ],
)
def test_moments(local, zone, expected):
    """A skipped hour comes at the next minute that exists; of a doubled one the first counts."""
    when = datetime.fromisoformat(local)

    assert moment(when.date(), when.time(), ZoneInfo(zone)) == utc(expected)


@pytest.mark.parametrize(
    ("hour", "zone", "days"),
    [
        (time(9), "Europe/Berlin", 1),
        (time(2, 20), "Europe/Berlin", 1),
        (time(2, 19), "Europe/Berlin", 2),
        (time(1, 30), "Europe/Berlin", 2),
        (time(9), "Asia/Tokyo", 2),
        (time(9, 20), "Asia/Tokyo", 1),
        (time(0), "America/Los_Angeles", 1),
        (time(23, 59), "Pacific/Niue", 1),
        (time(0), "Pacific/Kiritimati", 2),
        (time(0, 20), "UTC", 1),
        (time(0, 19), "UTC", 2),
    ],
)
def test_the_lag_is_that_of_summer(hour, zone, days):
    """The day must be complete wherever the clocks stand; so the lag is the same all year."""
    assert lag(hour, zone, 2026) == days


def test_the_next_slot():
    """Set up on Monday evening, a digest for 9:00 in Berlin first reports Monday, on Tuesday."""
    now = utc("2026-11-23 18:00")
    slot = next_slot(schedule(time(9), "Europe/Berlin", EVERY_DAY, now), begun(now))

    assert slot == Slot(date(2026, 11, 23), utc("2026-11-24 08:00"))


def test_weekdays():
    """On weekdays only nothing goes out on Saturday and Sunday, wherever the zone."""
    for zone in ("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"):
        plan = schedule(time(8), zone, WEEKDAYS, NEW_YEAR)
        out = [
            slot.due.astimezone(ZoneInfo(zone)) for slot in islice(slots(plan, begun(NEW_YEAR)), 20)
        ]
        assert {local.weekday() for local in out} == set(WEEKDAYS)
        assert (out[-1].date() - out[0].date()).days in (25, 26, 27)


def test_an_earlier_hour_after_todays_slot():
    """A day that was reported is not reported again when the hour moves, to either side."""
    now = utc("2026-11-24 12:00")
    done = Position(begins=utc("2026-11-01 00:00"), since=now, handled=date(2026, 11, 23))
    for hour in (time(8), time(9), time(18)):
        slot = next_slot(schedule(hour, "Europe/Berlin", EVERY_DAY, now), done)
        assert slot.day == date(2026, 11, 24)
        assert slot.due > now


def test_an_earlier_hour_before_todays_slot():
    """A day whose new hour has passed already goes out when the hour is changed."""
    now = utc("2026-11-24 12:00")
    waiting = Position(begins=utc("2026-11-01 00:00"), since=now, handled=date(2026, 11, 22))
    first, second = islice(slots(schedule(time(9), "Europe/Berlin", EVERY_DAY, now), waiting), 2)

    assert first == Slot(date(2026, 11, 23), now)
    assert second == Slot(date(2026, 11, 24), utc("2026-11-25 08:00"))


def test_a_pause_skips():
    """After a pause the slots in it are not made up for."""
    until = utc("2026-11-27 12:00")
    paused = Position(begins=until, since=NEW_YEAR, handled=date(2026, 11, 22))
    plan = schedule(time(9), "Europe/Berlin", EVERY_DAY, NEW_YEAR)

    assert next_slot(plan, paused).day == date(2026, 11, 27)


@given(
    zones=st.lists(st.sampled_from(ZONES), min_size=2, max_size=6),
    hours=st.lists(st.times(), min_size=6, max_size=6),
    pauses=st.lists(st.integers(1, 60 * 60), min_size=6, max_size=6),
)
def test_changes_of_mind(zones, hours, pauses):
    """However often zone and hour change, each day is reported once, in order, and complete."""
    now = NEW_YEAR
    position = begun(now)
    reported: list[date] = []
    for zone, hour, minutes in zip(zones, hours, pauses, strict=False):
        plan = schedule(hour.replace(second=0, microsecond=0), zone, EVERY_DAY, now)
        position = Position(position.begins, now, position.handled)
        until = now + timedelta(minutes=minutes)
        for slot in slots(plan, position):
            if slot.due > until:
                break
            assert slot.due >= datetime.combine(slot.day + DAY, time(0, 20), UTC)
            reported.append(slot.day)
            position = Position(position.begins, now, slot.day)
        now = until

    if reported:
        assert reported == [reported[0] + count * DAY for count in range(len(reported))]


def test_a_schedule_is_a_record():
    """What is stored is what was set."""
    plan = schedule(time(9), "Europe/Berlin", EVERY_DAY, NEW_YEAR)

    assert plan == Schedule(time(9), "Europe/Berlin", EVERY_DAY, 1)
