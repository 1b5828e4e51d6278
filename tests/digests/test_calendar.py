"""When digests go out, and what they cover: every zone, summer time, changes of mind."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.calendar import (
    EVERY_DAY,
    WEEKDAYS,
    Position,
    Schedule,
    Slot,
    goes_out_on,
    lag,
    moment,
    newest_period,
    next_slot,
    schedule,
    slots,
)
from bot.figures.periods import DAY, Period
from tests.digests.schedules import (
    NEW_YEAR,
    RHYTHMS,
    ZONES,
    Follower,
    check_complete,
    check_once,
    plan_of,
    until,
)

TWO_YEARS = NEW_YEAR + timedelta(days=730)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def begun(now: datetime) -> Position:
    return Position(begins=now, since=now)


def days_in(*days: int) -> Period:
    return Period(date(2026, 11, days[0]), date(2026, 11, days[-1]))


def check(rhythm: str, zone: str, hour: time, end: datetime = TWO_YEARS) -> None:
    """Each UTC day once, in order, complete, at its hour or at the next minute that exists."""
    plan, place = plan_of(rhythm, hour, zone), ZoneInfo(zone)
    found = until(plan, end)
    check_once([slot.period for slot in found])
    assert (found[-1].day - found[0].period.first).days > (end - NEW_YEAR).days - 63
    for slot in found:
        check_complete(slot.period, slot.due)
        local = goes_out_on(plan, slot.day)
        assert local.day == plan.date if plan.monthday else local.weekday() in plan.days
        wanted = datetime.combine(local, hour)
        skipped = slot.due.astimezone(place).replace(tzinfo=None) - wanted
        assert timedelta(0) <= skipped <= timedelta(hours=2)
        if skipped:
            before = (slot.due - timedelta(minutes=1)).astimezone(place)
            assert before.replace(tzinfo=None) < wanted


def offsets_of(zone: str) -> tuple[timedelta | None, ...]:
    """How far a zone is from UTC in each month of two years: what tells it from most others."""
    place = ZoneInfo(zone)
    months = (NEW_YEAR + count * 30 * DAY for count in range(24))
    return tuple(moment.astimezone(place).utcoffset() for moment in months)


UNLIKE = list({offsets_of(zone): zone for zone in ZONES}.values())
"""A zone of each kind: every odd offset, and every time at which clocks are changed."""


def test_two_years_in_every_kind_of_zone():
    """Whatever the rhythm, each UTC day is covered once, complete, within its hour."""
    for number, zone in enumerate(UNLIKE):
        rhythm = list(RHYTHMS)[number % len(RHYTHMS)]
        check(rhythm, zone, time(number % 24, number * 7 % 60))


@pytest.mark.soak
@pytest.mark.parametrize("shift", [0, 12])
@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_two_years_in_every_zone(rhythm, shift):
    """So it is in each IANA zone with each rhythm, by day and by night."""
    for number, zone in enumerate(ZONES):
        check(rhythm, zone, time((number + shift) % 24, 30))


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

    assert slot == Slot(days_in(23), utc("2026-11-24 08:00"))


@pytest.mark.parametrize(
    ("zone", "monday", "tuesday"),
    [
        ("Europe/Berlin", days_in(13, 15), days_in(16)),
        ("America/Los_Angeles", days_in(13, 15), days_in(16)),
        ("Asia/Tokyo", days_in(12, 14), days_in(15)),
    ],
)
def test_on_mondays_the_weekend(zone, monday, tuesday):
    """On weekdays only, nothing goes out on Saturday and Sunday: Monday's covers three days."""
    plan = schedule(time(8), zone, WEEKDAYS, NEW_YEAR)
    found = {slot.due.astimezone(ZoneInfo(zone)).date(): slot for slot in until(plan, TWO_YEARS)}

    assert {local.weekday() for local in found} == set(WEEKDAYS)
    assert found[date(2026, 11, 16)].period == monday
    assert found[date(2026, 11, 17)].period == tuesday


@pytest.mark.parametrize(
    ("rhythm", "zone", "due", "covers"),
    [
        ("weekly", "Europe/Berlin", "2026-11-30 08:00", days_in(23, 29)),
        ("weekly", "Asia/Tokyo", "2026-11-30 00:00", days_in(22, 28)),
        ("weekends", "Europe/Berlin", "2026-11-28 08:00", days_in(22, 27)),
        ("mon, fri", "Europe/Berlin", "2026-11-27 08:00", days_in(23, 26)),
        ("monthly", "Europe/Berlin", "2026-12-01 08:00", days_in(1, 30)),
        ("monthly", "America/Los_Angeles", "2026-12-01 17:00", days_in(1, 30)),
        ("monthly", "Asia/Tokyo", "2026-12-02 00:00", days_in(1, 30)),
        ("monthly, the 28th", "Asia/Tokyo", "2026-12-28 00:00", days_in(1, 30)),
    ],
)
def test_the_first_is_whole(rhythm, zone, due, covers):
    """The first covers all that one covers; a month is one of the calendar, wherever the zone.

    In the east the first of a month at 9:00 is too early for that: it comes on the second.
    """
    now = utc(due) - timedelta(hours=20)

    assert next_slot(plan_of(rhythm, time(9), zone, now), begun(now)) == Slot(covers, utc(due))


def test_the_newest_days():
    """What a preview shows is what the newest one covers."""
    for rhythm, expected in (
        ("every day", days_in(25)),
        ("weekdays", days_in(25)),
        ("weekly", days_in(16, 22)),
        ("weekends", days_in(21)),
        ("monthly", Period(date(2026, 10, 1), date(2026, 10, 31))),
    ):
        plan = plan_of(rhythm, time(9), "Europe/Berlin")
        assert newest_period(plan, date(2026, 11, 25)) == expected


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

    assert first == Slot(days_in(23), now)
    assert second == Slot(days_in(24), utc("2026-11-25 08:00"))


def test_a_pause_skips():
    """After a pause what would have come in it is not made up for; a week is whole again."""
    pause_ends = utc("2026-11-27 12:00")
    paused = Position(begins=pause_ends, since=NEW_YEAR, handled=date(2026, 11, 15))
    daily, weekly = (
        next_slot(plan_of(rhythm, time(9), "Europe/Berlin"), paused)
        for rhythm in ("every day", "weekly")
    )

    assert daily.period == days_in(27)
    assert weekly.period == days_in(23, 29)


def test_what_was_missed_is_made_up_for():
    """A digest that could not go out in time is part of the next one."""
    follower = Follower.of(plan_of("every day", time(9), "UTC"), utc("2026-11-23 12:00"))
    for now in ("2026-11-24 21:01", "2026-11-25 09:00", "2026-11-26 09:00", "2026-11-29 10:00"):
        follower.look(utc(now))

    assert follower.told == [days_in(23, 24), days_in(25), days_in(26, 28)]


def test_a_silence_has_an_end():
    """However long nothing could go out, one digest covers a hundred days at most."""
    follower = Follower.of(plan_of("every day", time(9), "UTC"), NEW_YEAR)
    follower.look(utc("2026-11-29 10:00"))

    assert follower.told == [Period(date(2026, 8, 21), date(2026, 11, 28))]


CHANGES = st.tuples(
    st.sampled_from(sorted(RHYTHMS)),
    st.sampled_from(UNLIKE),
    st.times().map(lambda hour: hour.replace(second=0, microsecond=0)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
    st.sampled_from(["followed", "followed", "late", "off"]),
)


@given(st.lists(CHANGES, min_size=2, max_size=6))
def test_changes_of_mind(changes):
    """However rhythm, zone and hour change, each day is covered once, in order, and complete.

    That holds while nobody is there to send, too. Only an interruption that people want, a pause or
    an end, leaves out days around it; none is ever covered twice.
    """
    follower, off, now = Follower.of(plan_of("weekly", time(9), "UTC"), NEW_YEAR), set(), NEW_YEAR
    for rhythm, zone, hour, lasts, how in changes:
        follower.change(plan_of(rhythm, hour, zone, now), now)
        began, now = now, now + lasts
        follower.live(now, how)
        if how == "off":
            off.update(Period(began.date() - DAY, now.date()))

    for before, after in pairwise(follower.told):
        assert after.first > before.last
        is_next = after.first == before.last + DAY
        assert is_next or off.intersection(Period(before.last + DAY, after.last))


@given(
    st.sampled_from(sorted(RHYTHMS)),
    st.sampled_from(UNLIKE),
    st.times(),
    st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=15)), min_size=2, max_size=4),
)
def test_a_bot_that_looks_now_and_then(rhythm, zone, hour, silences):
    """However seldom a bot is there, and however late, what it sends covers each day once."""
    now = NEW_YEAR
    plan = plan_of(rhythm, hour.replace(second=0, microsecond=0), zone)
    follower = Follower.of(plan, now)
    for silence in silences:
        now += silence
        follower.look(now)
    first = next_slot(plan, begun(NEW_YEAR)).period.first
    follower.live(now + timedelta(days=70), "followed")

    check_once(follower.told)
    assert follower.told[0].first == first


def test_a_schedule_is_a_record():
    """What is stored is what was set."""
    plan = schedule(time(9), "Europe/Berlin", EVERY_DAY, NEW_YEAR)

    assert plan == Schedule(time(9), "Europe/Berlin", EVERY_DAY, 1, 0)
