"""When a watch fires, and when it is fine again: held against an independent computation."""

from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from bot.figures.days import Day, LlmDay, UsageDay
from bot.watches.backtest import NOISY, QUIET, backtest, backtest_days
from bot.watches.conditions import Calm, Condition, Reading, Trigger, Watched, fixed_bounds
from bot.watches.episodes import Phase, WatchState, advance
from bot.watches.evaluation import LATE, DayValues, Evaluation, days_to_read

DAY = timedelta(days=1)
FIRST = date(2026, 9, 1)
FLOOR = 0.15
THRESHOLD = 100.0

amounts = st.one_of(st.none(), st.integers(-50, 400).map(float), st.just(100.0), st.just(96.0))
thresholds = st.builds(
    Condition,
    watched=st.just(Watched.USD),
    trigger=st.sampled_from([Trigger.ABOVE, Trigger.BELOW]),
    threshold=st.just(THRESHOLD),
    chute_id=st.sampled_from(["", "one"]),
    calm=st.sampled_from(list(Calm)),
)


def settled(day: date) -> datetime:
    """When *day* is complete."""
    return datetime.combine(day + DAY, time(0, 20), UTC)


def usage(values: list[float | None], *, first: date = FIRST) -> dict[date, Day]:
    """Days on which the chute "one" has *values*, and another nothing; None: not even that."""
    return {
        first + place * DAY: Day(
            first + place * DAY,
            settled(first + place * DAY),
            True,
            [UsageDay("one", value, 3), UsageDay("two", 0.0, 1)],
        )
        for place, value in enumerate(values)
        if value is not None
    }


def run(condition: Condition, days: dict[date, Day], count: int) -> list[WatchState]:
    """How the watch stands at the end of each day, once it is known what is missing."""
    state, states = WatchState(), []
    for place in range(count):
        now = settled(FIRST + place * DAY) + LATE
        known = {day: rows for day, rows in days.items() if day <= FIRST + place * DAY}
        state = Evaluation(DayValues(known), now, FLOOR).advanced(condition, state)
        states.append(state)
    return states


def wrong(condition: Condition, value: float) -> bool:
    return value > THRESHOLD if condition.trigger is Trigger.ABOVE else value < THRESHOLD


def by_hand(condition: Condition, values: list[float | None]) -> list[str]:
    """The phases, computed from the whole list each time, as the words of the promise have it."""
    phases = []
    for end, newest in enumerate(values):
        known = [value for value in values[: end + 1] if value is not None]
        last_wrong = max((i for i, v in enumerate(known) if wrong(condition, v)), default=None)
        since = known[last_wrong + 1 :] if last_wrong is not None else []
        far = [v for v in since if v <= 95 or condition.trigger is Trigger.BELOW]
        clear = [v for v in far if v >= 105 or condition.trigger is Trigger.ABOVE]
        over = bool(clear) if condition.calm is Calm.MARGIN else len(since) > 1
        firing = last_wrong is not None and not over
        phases.append("no data" if newest is None else "firing" if firing else "fine")
    return phases


@given(thresholds, st.lists(amounts, min_size=1, max_size=12))
def test_thresholds(condition, values):
    """A day on the wrong side fires; the right side by 5 %, or two days of it, ends that; a day
    that nobody knows does neither, and is no zero."""
    states = run(condition, usage(values), len(values))

    assert [state.phase.value for state in states] == by_hand(condition, values)


@given(st.lists(st.one_of(st.none(), st.integers(1, 60).map(float)), min_size=9, max_size=9))
def test_unusual(weekdays):
    """What is usual is the median of the same weekdays, within three spreads or the floor."""
    condition = Condition(Watched.USD, Trigger.UNUSUAL)
    values = [weekdays[place // 7] if place % 7 == 0 else 7000.0 for place in range(57)]
    days, last = usage(values), 56
    now = settled(FIRST + last * DAY) + LATE
    reading = Evaluation(DayValues(days), now, FLOOR).reading(condition, FIRST + last * DAY)
    before = [values[last - 7 * week] for week in range(1, 9)]
    known = [value for value in before if value is not None]

    assert reading
    if values[last] is None or len(known) < 4:
        assert not reading.is_judged
        assert not reading.is_wrong
    else:
        spread = 3 * 1.4826 * median(abs(value - median(known)) for value in known)
        off = abs(values[last] - median(known))
        assert reading.is_wrong == (off > max(spread, FLOOR * median(known)) + 1e-12 * off)


@given(thresholds, st.lists(amounts, min_size=2, max_size=8), st.integers(0, 7), amounts)
def test_revised(condition, values, place, other):
    """The last day may be corrected: then it counts as it is now; earlier ones change nothing."""
    place %= len(values)
    before = run(condition, usage(values), len(values))[-1]
    revised = [*values[:place], other, *values[place + 1 :]]
    now = settled(FIRST + (len(values) - 1) * DAY) + LATE
    evaluation = Evaluation(DayValues(usage(revised)), now, FLOOR)
    after = evaluation.advanced(condition, before)

    if place < len(values) - 1:
        assert after == before
    else:
        assert after.reading == evaluation.reading(condition, FIRST + place * DAY)
        assert other is None or after.is_firing >= wrong(condition, other)


@given(thresholds, st.lists(amounts, min_size=1, max_size=8))
def test_again(condition, values):
    """Looking at the same days again changes nothing."""
    now = settled(FIRST + (len(values) - 1) * DAY) + LATE
    state = run(condition, usage(values), len(values))[-1]

    assert Evaluation(DayValues(usage(values)), now, FLOOR).advanced(condition, state) == state


ABOVE = Condition(Watched.USD, Trigger.ABOVE, THRESHOLD)


def read(value: float, day: int, *, so_far: bool = False) -> Reading:
    return Reading(FIRST + day * DAY, value, fixed_bounds(ABOVE), so_far)


def test_the_same_episode():
    """What comes back within six hours never ended; after that, it is another episode."""
    begun = settled(FIRST)
    fired = advance(ABOVE, WatchState(), read(120, 0), begun)
    over = advance(ABOVE, fired, read(90, 1), begun + DAY)
    soon = advance(ABOVE, over, read(120, 2), begun + DAY + timedelta(hours=6))
    late = advance(ABOVE, over, read(120, 2), begun + DAY + timedelta(hours=7))

    assert over.phase is Phase.FINE
    assert soon.episode == fired.episode
    assert late.episode
    assert late.episode.began == begun + DAY + timedelta(hours=7)


def test_today_so_far():
    """A sum that is too high already fires before the day is over; nothing else does, nor does a
    day that is not over end anything."""
    noon = settled(FIRST) + timedelta(hours=12)
    days = usage([90, 130])
    today = FIRST + DAY
    days[today] = Day(today, noon, False, days[today].rows)
    fired = Evaluation(DayValues(days), noon, FLOOR).advanced(ABOVE, WatchState())
    below = Condition(Watched.USD, Trigger.BELOW, 200.0)
    not_yet = Evaluation(DayValues(days), noon, FLOOR).advanced(below, WatchState())

    assert fired.phase is Phase.FIRING
    assert fired.reading
    assert fired.reading.so_far
    assert not_yet.reading
    assert not_yet.reading.day == FIRST
    assert advance(ABOVE, fired, read(20, 2, so_far=True), noon) == fired


def test_late_days():
    """A day that a source doesn't have yet is waited for, and is then no data; when it comes, it
    counts."""
    days, now = usage([120, 80]), settled(FIRST + DAY)
    first = {FIRST: days[FIRST]}
    fired = Evaluation(DayValues(first), now, FLOOR).advanced(
        ABOVE, advance(ABOVE, WatchState(), read(120, 0), now)
    )
    late = Evaluation(DayValues(first), now + LATE, FLOOR).advanced(ABOVE, fired)
    back = Evaluation(DayValues(days), now + LATE, FLOOR).advanced(ABOVE, late)

    assert [one.phase for one in (fired, late, back)] == [Phase.FIRING, Phase.NO_DATA, Phase.FINE]
    assert late.is_firing


def test_unknown_speeds():
    """A model that had requests and no known speed has no data; one without requests had none."""
    day = Day(FIRST, settled(FIRST), True, [LlmDay("one", 0, 1, 1, None, None)])
    values, now = DayValues({FIRST: day}), settled(FIRST)
    states = [
        Evaluation(values, now, FLOOR).advanced(
            Condition(what, Trigger.BELOW, 5, "one"), WatchState()
        )
        for what in (Watched.TPS, Watched.REQUESTS)
    ]

    assert [state.phase for state in states] == [Phase.NO_DATA, Phase.FIRING]


@given(st.lists(st.integers(1, 40).map(lambda n: n * 10.0), min_size=30, max_size=30))
def test_backtest(values):
    """It says on which days it would have begun to fire; where that is noise, a number that would
    have fired twice."""
    first = backtest_days(settled(FIRST) + 40 * DAY).first
    days, now = usage(values, first=first), settled(FIRST) + 40 * DAY
    found = backtest(ABOVE, DayValues(days), now, FLOOR)
    firing, began = False, []
    for place, value in enumerate(values):
        if value > 100 and not firing:
            began.append(first + place * DAY)
        firing = value > 100 or (firing and value > 95)

    assert found.fired == began
    assert found.days == len(values)
    if found.quieter is not None:
        quiet = Condition(Watched.USD, Trigger.ABOVE, found.quieter)
        assert len(backtest(quiet, DayValues(days), now, FLOOR).fired) == QUIET
        assert len(found.fired) > NOISY


def test_what_is_read():
    """A watch that is up to date reads two days, one of what is usual their weekdays too."""
    now = settled(FIRST) + timedelta(hours=1)
    state = advance(ABOVE, WatchState(), read(1, 0), now)
    unusual = Condition(Watched.USD, Trigger.UNUSUAL)

    assert days_to_read([(ABOVE, state)], now) == {FIRST, FIRST + DAY}
    assert len(days_to_read([(unusual, state)], now)) == 18
