"""What workers make of the API's answers: history once, days that never get less, names."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chutes.client import open_chutes
from bot.chutes.rows import DiffusionRow, LlmRow, UsageRow
from bot.figures import ingest
from bot.figures.days import Day, Known, Register, Source, UsageDay
from bot.figures.ingest import merged
from bot.figures.ledger import Ledger
from bot.figures.names import ChuteKind, Sighting, note
from bot.figures.periods import DAY, Period, last_days
from bot.figures.refresh import Refresh, VisitPlan
from bot.figures.series import Series
from bot.figures.totals import DIFFUSION, LLM, USAGE, Subject

HISTORY = 60  # days
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
YESTERDAY = date(2026, 11, 23)


async def nothing(*_: object, **__: object) -> None:
    """Take a job, and leave it."""


@pytest.fixture
def ledger(redis) -> Ledger:
    return Ledger(redis, nothing, patience=0.2)


@pytest.fixture
async def refresh(redis, api, ledger, clock) -> AsyncIterator[Refresh]:
    pace = VisitPlan(often=timedelta(minutes=5), history=timedelta(days=HISTORY))
    async with open_chutes(api.url, clock=clock) as chutes:
        yield Refresh(redis, chutes, ledger, clock, pace)


async def known(ledger: Ledger, subject: Subject, days: int, clock) -> Series:
    return await ledger.open(subject, last_days(days, clock()))


def asked(api) -> list[str]:
    """Return the queries of the requests for statistics so far, and forget them."""
    queries = [request.query for request in api.requests if request.endpoint == "llm"]
    api.requests.clear()
    return queries


async def test_history_is_fetched_once(refresh, ledger, api, clock):
    """The first visit fetches recent days, then those before; later ones only recent days."""
    await refresh.visit(Source.LLM)

    assert asked(api) == [
        "start_date=2026-11-10",
        "start_date=2026-09-25&end_date=2026-11-10",
    ]
    book = await known(ledger, LLM, HISTORY, clock)
    assert book.account(last_days(HISTORY, clock())).is_whole
    clock.forward(timedelta(minutes=5))
    await refresh.visit(Source.LLM)
    assert asked(api) == ["start_date=2026-11-10"]


async def test_days_have_an_end(refresh, redis):
    """A complete day goes when it is as old as the history; today's, after two days."""
    await refresh.visit(Source.LLM)

    for key in await redis.keys("chutes:day:*"):
        age = (NOW.date() - date.fromisoformat(key.decode()[-10:])).days
        ends = timedelta(seconds=await redis.ttl(key))
        longest = timedelta(days=max(HISTORY + 1 - age if age else 0, 2))
        assert longest - timedelta(days=1) < ends <= longest, key


async def test_history_is_tried_again(refresh, ledger, api, clock):
    """If the history does not come, recent days are there, and the rest comes the next time."""
    api.faults.add("llm", times=1)
    api.faults.add("llm", "answer", status=404)
    await refresh.visit(Source.LLM)
    book = await known(ledger, LLM, HISTORY, clock)
    assert book.state.failing_since is None
    assert len(book.days) == 14

    clock.forward(timedelta(minutes=5))
    await refresh.visit(Source.LLM)
    assert len((await known(ledger, LLM, HISTORY, clock)).days) == HISTORY


async def test_a_long_absence_leaves_no_gap(refresh, ledger, api, clock):
    """After forty days without a worker, the statistics of these days are fetched."""
    await refresh.visit(Source.LLM)
    clock.forward(timedelta(days=40))
    await refresh.visit(Source.LLM)

    assert (await known(ledger, LLM, 50, clock)).account(last_days(50, clock())).is_whole


async def test_the_grids_zeros_are_no_traffic(refresh, ledger, api, clock):
    """Image models have rows for every day: those of zeros are not kept, but the day is."""
    await refresh.visit(Source.DIFFUSION)

    book = await known(ledger, DIFFUSION, HISTORY, clock)
    assert len(book.days) == HISTORY
    assert all(row.requests for day in book.days.values() for row in day.rows)


async def test_what_the_api_drops_is_kept(refresh, ledger, world, clock):
    """A deleted image model vanishes from the API's past, not from ours."""
    painter = world.played_by("painter")
    await refresh.visit(Source.DIFFUSION)
    before = (await known(ledger, DIFFUSION, 7, clock)).account(last_days(7, clock()))
    world.statistics._chutes = tuple(c for c in world.statistics._chutes if c is not painter)
    clock.forward(timedelta(minutes=15))
    await refresh.visit(Source.DIFFUSION)

    after = (await known(ledger, DIFFUSION, 7, clock)).account(last_days(7, clock()))
    assert painter.chute_id in after.chutes
    assert after.total == before.total


async def test_a_stale_answer_replaces_nothing(refresh, ledger, api, clock):
    """Figures of two days ago take nothing away, and the source is said to be behind."""
    await refresh.visit(Source.USAGE)
    before = await known(ledger, USAGE, 7, clock)
    clock.forward(timedelta(minutes=15))
    api.faults.add("usage", "stale", days=2)
    await refresh.visit(Source.USAGE)

    after = await known(ledger, USAGE, 7, clock)
    assert after.account(last_days(7, clock())).total == before.account(last_days(7, clock())).total
    assert after.state.newest == date(2026, 11, 22)


async def test_one_endpoint_gone(refresh, ledger, api, clock):
    """An endpoint that the server no longer offers is said to be gone; the others work."""
    api.faults.add("llm", "answer", status=410, times=None)
    for source in Source:
        await refresh.visit(source)

    states = await ledger.states()
    assert "no longer offers" in states[Source.LLM].trouble
    assert [source for source in Source if states[source].gone] == [Source.LLM]
    assert not states[Source.USAGE].trouble
    assert (await known(ledger, USAGE, 7, clock)).account(last_days(7, clock())).is_whole


@pytest.mark.parametrize(("status", "times"), [(501, 2), (410, 1)])
async def test_what_is_gone_is_not_asked_in_a_hurry(refresh, api, clock, status, times):
    """A source in trouble is asked again soon; one that is gone at the usual pace."""
    api.faults.add("llm", "answer", status=status, times=None)
    for _ in range(2):
        await refresh.visit(Source.LLM)
        clock.forward(timedelta(seconds=31))

    assert api.requests.count("llm") == times


async def test_kinds_and_names_of_2026(refresh, ledger, api, world, clock):
    """The newer server lists every kind of chute as a language model, without tokens."""
    api.profile = "2026"
    for source in Source:
        await refresh.visit(source)

    book = await known(ledger, LLM, 7, clock)
    names = book.names
    kinds = {"leader": ChuteKind.LLM, "painter": ChuteKind.IMAGE, "embedder": ChuteKind.OTHER}
    for role, kind in kinds.items():
        assert names.kind(world.played_by(role).chute_id) is kind
    assert names.of(world.played_by("embedder").chute_id) == "example-embeddings"
    private = world.played_by("private").chute_id
    assert names.of(private) == f"{private[:8]} (LLM)"
    in_week = book.account(last_days(7, clock())).chutes
    assert world.played_by("embedder").chute_id not in in_week
    assert world.played_by("painter").chute_id not in in_week


def day(complete: bool, *rows: UsageDay) -> Day:
    return Day(YESTERDAY, NOW, complete, list(rows))


A, B, MORE = UsageDay("a", 1.0, 1), UsageDay("b", 2.0, 2), UsageDay("a", 1.5, 2)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (None, day(False, A), day(False, A)),
        (day(False, A), day(False, MORE), day(False, MORE)),
        (day(False, A), day(True, MORE, B), day(True, MORE, B)),
        (day(True, A, B), day(True, MORE), day(True, MORE, B)),
        (day(True, A, B), day(True), None),
        (day(True, A), day(True, A), None),
        (day(True, A), day(False, MORE), None),
    ],
)
def test_a_day_is_never_replaced_by_less(before, after, kept):
    """A newer row wins; what is missing stays; complete is never replaced by what may grow."""
    assert merged(before, after) == kept


def test_the_latest_name_wins():
    """In whatever order the rows come; a placeholder is no name."""
    early, late = date(2026, 11, 1), date(2026, 11, 2)
    rows = [("old", early), ("new", late), ("[private]", late + DAY), ("older", early - DAY)]
    sightings = [Sighting("a", seen, name, True) for name, seen in rows]

    for order in (sightings, sightings[::-1]):
        assert note(Register(), order).chutes == {"a": Known(late, "new", True)}


@pytest.mark.parametrize("make", [ingest.of_llm, ingest.of_diffusion, ingest.of_usage])
def test_no_rows_are_no_figures(make):
    """An empty answer is "not there yet", not zero."""
    with pytest.raises(Exception, match="no figures at the moment"):
        make([], NOW)


def test_unknown_speeds_stay_unknown():
    """Null and zero are not slow."""
    llm = ingest.of_llm([LlmRow("a", YESTERDAY, 3, 10, 20, average_tps=0.0)], NOW)
    diffusion = ingest.of_diffusion([DiffusionRow("a", YESTERDAY, 3, 10, average_sps=0.0)], NOW)

    assert llm.days[0].rows[0].tps is None
    assert LLM.total(llm.days[0].rows).tps is None
    assert DIFFUSION.total(diffusion.days[0].rows).sps is None


@pytest.mark.parametrize(
    ("make", "row"),
    [
        (ingest.of_usage, lambda chute, day, n: UsageRow(chute, day, 1.0, n)),
        (ingest.of_llm, lambda chute, day, n: LlmRow(chute, day, n, 10, 20)),
        (ingest.of_diffusion, lambda chute, day, n: DiffusionRow(chute, day, 5, n)),
    ],
)
def test_rows_that_cannot_be(make, row):
    """A day to come, or before all days, is skipped and counted, and of a chute's two rows of a
    day the first one; none of them makes a day complete, or counts twice."""
    days = YESTERDAY, NOW.date() + DAY, date.max, date.min, date(1999, 1, 1)
    found = make([row("a", YESTERDAY, 1), *(row("a", day, 2) for day in days)], NOW)

    assert [(day.date, day.complete) for day in found.days] == [(YESTERDAY, False)]
    assert [row.requests for row in found.days[0].rows] == [2]
    assert (found.newest, found.skipped) == (YESTERDAY, 5)
    assert {seen.day for seen in found.sightings} <= {YESTERDAY}


VALUES = {
    "date": ['"2031-01-01"', '"9999-12-31"', '"0001-01-01"', '"soon"', "5", None],
    "chute_id": ["5", "null", '""', f'"{"x" * 100_000}"', "{}", None],
    "total_requests": ["-1", str(2**64), str(10**400), "1e999", "NaN", '"many"', "[[[]]]"],
    "name": [f'"{"x" * 100_000}"', "5", '"\\ud800"'],
    "": ["null", "[]", '"row"', "[" * 15 + "]" * 15, '{"a": {"b": "}"}}'],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in VALUES.items() for value in values]
)
async def test_one_value_stops_no_source(refresh, ledger, api, clock, field, value):
    """One row that cannot be is one row: the source answers, with all the others."""
    api.faults.add("llm", "altered", field=field, value=value, times=None)
    await refresh.visit(Source.LLM)

    state = (await ledger.states())[Source.LLM]
    assert (state.failing_since, state.newest) == (None, clock().date())
    assert state.skipped <= 1
    assert (await known(ledger, LLM, 7, clock)).account(last_days(7, clock())).days


def test_complete_days(clock):
    """The day before the source's newest is complete; that one is not."""
    rows = [LlmRow("a", YESTERDAY - back * DAY, 3, 10, 20) for back in range(3)]

    days = ingest.of_llm(rows, NOW).days
    assert [day.complete for day in days] == [True, True, False]
    assert [day.date for day in days] == list(Period(YESTERDAY - 2 * DAY, YESTERDAY))
