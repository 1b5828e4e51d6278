"""The words of digests: hours, zones, days, pauses."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.records import Quiet
from bot.digests.service import Wish
from bot.errors import Mistake
from handlers.digest_words import pause_until, take_topic, wish
from handlers.words import split

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
NINE = time(9)
WORKDAYS, WEEKEND, ALL = (0, 1, 2, 3, 4), (5, 6), (0, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", Wish()),
        ("09:00", Wish(NINE)),
        ("9", Wish(NINE)),
        ("at 9", Wish(NINE)),
        ("9.00", Wish(NINE)),
        ("0900", Wish(NINE)),
        ("9am", Wish(NINE)),
        ("9 am", Wish(NINE)),
        ("9h", Wish(NINE)),
        ("9.30", Wish(time(9, 30))),
        ("9:30pm", Wish(time(21, 30))),
        ("9:30 p.m.", Wish(time(21, 30))),
        ("21h30", Wish(time(21, 30))),
        ("noon", Wish(time(12))),
        ("9 o'clock", Wish(NINE)),
        ("mon, fri", Wish(days=(0, 4))),
        ("mon/wed/fri", Wish(days=(0, 2, 4))),
        ("mon and fri", Wish(days=(0, 4))),
        ("mondays", Wish(days=(0,))),
        ("every monday", Wish(days=(0,))),
        ("mon-fri", Wish(days=WORKDAYS)),
        ("mon to fri", Wish(days=WORKDAYS)),
        ("sat - sun", Wish(days=WEEKEND)),
        ("weekends", Wish(days=WEEKEND)),
        ("weekdays", Wish(days=WORKDAYS)),
        ("every weekday", Wish(days=WORKDAYS)),
        ("daily", Wish(days=ALL)),
        ("every day", Wish(days=ALL)),
        ("Europe/Berlin", Wish(zone="Europe/Berlin")),
        ("berlin", Wish(zone="Europe/Berlin")),
        ("New York", Wish(zone="America/New_York")),
        ("san francisco", Wish(zone="America/Los_Angeles")),
        ("PST", Wish(zone="America/Los_Angeles")),
        ("EST", Wish(zone="America/New_York")),
        ("CET", Wish(zone="CET")),
        ("IST", Wish(zone="Asia/Kolkata")),
        ("UTC+2", Wish(zone="Etc/GMT-2")),
        ("GMT-5", Wish(zone="Etc/GMT+5")),
        ("utc", Wish(zone="UTC")),
        ("8:30 London mon, wed, fri", Wish(time(8, 30), "Europe/London", (0, 2, 4))),
        ("weekdays at 9 in new york", Wish(NINE, "America/New_York", WORKDAYS)),
        ("9:00 only if something moved", Wish(NINE, quiet=Quiet.NOTHING)),
        ("only when anything changed, weekly at 9", Wish(NINE, days=(0,), quiet=Quiet.NOTHING)),
        ("daily unless quiet", Wish(days=ALL, quiet=Quiet.NOTHING)),
        ("9:00, a line if nothing moved", Wish(NINE, quiet=Quiet.LINE)),
        ("even if nothing moved", Wish(quiet=Quiet.LINE)),
        ("always at 9", Wish(NINE, quiet=Quiet.LINE)),
        ("weekly", Wish(days=(0,))),
        ("weekly monday 09:00", Wish(NINE, days=(0,))),
        ("weekly on friday at 9", Wish(NINE, days=(4,))),
        ("every week", Wish(days=(0,))),
        ("once a week on fri", Wish(days=(4,))),
        ("mo-fr", Wish(days=WORKDAYS)),
        ("mo, we & fr", Wish(days=(0, 2, 4))),
        ("business days", Wish(days=WORKDAYS)),
        ("each friday 5pm", Wish(time(17), days=(4,))),
        ("every monday at 9", Wish(NINE, days=(0,))),
        ("monthly", Wish(monthday=1)),
        ("monthly on the 1st 9:00", Wish(NINE, monthday=1)),
        ("monthly 15th", Wish(monthday=15)),
        ("first of the month", Wish(monthday=1)),
        ("the first day of each month at 9", Wish(NINE, monthday=1)),
        ("once a month on the 3rd", Wish(monthday=3)),
        ("28th of every month berlin", Wish(zone="Europe/Berlin", monthday=28)),
        ("every monday at 9am Pacific time", Wish(NINE, "America/Los_Angeles", (0,))),
    ],
)
def test_schedules(said, wanted):
    """In any order, as people write them; a zone named after a winter has its summer."""
    assert wish(split(said)) == wanted


@pytest.mark.parametrize(
    "said",
    [
        "25:00",
        "soon",
        "9 10",
        "berlinn",
        "UTC+5:30",
        "mon fri x",
        "monthly 29th",
        "0th",
        "monthly on mondays",
    ],
)
def test_no_schedules(said):
    """What is none of it is named."""
    with pytest.raises(Mistake):
        wish(split(said))


@pytest.mark.parametrize(
    ("said", "about", "rest"),
    [
        ("on for qwen 9:00", "qwen", "on 9:00"),
        ("on 9:00 weekdays for Qwen 14B", "qwen 14b", "on 9:00 weekdays"),
        ("on about deepseek r1, berlin", "deepseek r1", "on berlin"),
        ("on for qwen/qwen3-32b every monday", "qwen/qwen3-32b", "on every monday"),
        ('on for "monday model" 9', "monday model", "on 9"),
        ("for qwen", "qwen", ""),
        ("off for qwen", "qwen", "off"),
        ("off for qwen until monday", "qwen", "off until monday"),
        ("pause 3d for qwen", "qwen", "pause 3d"),
        ("off for everything", "", "off"),
        ("pause for 3d", None, "pause for 3d"),
        ("off for 2 weeks please", None, "off for 2 weeks please"),
        ("off for a week", None, "off for a week"),
        ("on for me at 9", None, "on at 9"),
        ("on for weekdays 9:00", None, "on for weekdays 9:00"),
        ("on 9:00", None, "on 9:00"),
        ("on for the weekend", None, "on for the weekend"),
        ("pause for now", None, "pause for now"),
        ("pause for qwen 3d", "qwen", "pause 3d"),
        ("pause for qwen for 3d", "qwen", "pause for 3d"),
        ("pause for 3d for qwen", "qwen", "pause for 3d"),
        ("pause for", None, "pause for"),
    ],
)
def test_topics(said, about, rest):
    """`for` names what it is about, until the words of a schedule; or how long, or for whom."""
    assert take_topic(split(said), NOW) == (about, rest.split())


MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("", None),
        ("until further notice", None),
        ("for now", None),
        ("3d", NOW + timedelta(3)),
        ("3 days", NOW + timedelta(3)),
        ("for a week", NOW + timedelta(7)),
        ("2 weeks", NOW + timedelta(14)),
        ("until monday", MIDNIGHT + timedelta(6)),
        ("monday", MIDNIGHT + timedelta(6)),
        ("till tuesday", MIDNIGHT + timedelta(7)),
        ("until tomorrow", MIDNIGHT + timedelta(1)),
        ("until next week", MIDNIGHT + timedelta(6)),
        ("until next month", MIDNIGHT + timedelta(7)),
        ("until 5 dec", MIDNIGHT + timedelta(11)),
        ("until Dec 5th", MIDNIGHT + timedelta(11)),
        ("until 2026-12-05", MIDNIGHT + timedelta(11)),
        ("until 5 jan", MIDNIGHT + timedelta(42)),
    ],
)
def test_pauses(said, until):
    """A pause has a length, or ends with a day."""
    assert pause_until(split(said), NOW, "UTC") == until


@pytest.mark.parametrize("said", ["soon", "0d", "367d", "until 2026-11-24", "until 30 feb", "3h"])
def test_no_pauses(said):
    """Anything else changes nothing."""
    with pytest.raises(Mistake):
        pause_until(split(said), NOW, "UTC")


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    """Whatever is typed is a schedule and a pause, or a mistake."""
    for read in (wish, lambda words: pause_until(words, NOW, "UTC")):
        with suppress(Mistake):
            read(split(text))
