"""Every figure of every answer, against the API's own rows added up apart from the bot's code.

Early in December, so that ranges cross the month's end; ten days before, the bot had already
filled its ledger once. In the world then: a rename, a newcomer, one that is gone, credits below
zero, speeds that are null or 0, and today, which is not over.
"""

from datetime import UTC, datetime, timedelta
from statistics import median
from types import SimpleNamespace

import pytest

from bot.blocks.text import ordinal
from bot.chutes.client import open_chutes
from bot.figures.changes import Floors
from bot.figures.days import Source
from bot.figures.ledger import Ledger
from bot.figures.refresh import Refresh, VisitPlan
from bot.sandbox.world import World
from handlers import stats, usage
from handlers.dispatch import Ask
from handlers.words import split
from tests.conftest import Clock
from tests.handlers import sums

NOW = datetime(2026, 12, 4, 12, 34, tzinfo=UTC)
RANGES = {
    "7d": ("2026-11-27", "2026-12-03", "2026-11-20", "2026-11-26"),
    "2026-11-29..2026-12-02": ("2026-11-29", "2026-12-02", "2026-11-25", "2026-11-28"),
    "since 2026-12-01": ("2026-12-01", "2026-12-03", "2026-11-28", "2026-11-30"),
    "yesterday": ("2026-12-03", "2026-12-03", "2026-12-02", "2026-12-02"),
    "yesterday vs last week": ("2026-12-03", "2026-12-03", "2026-11-26", "2026-11-26"),
    "this week": ("2026-11-30", "2026-12-03", "2026-11-26", "2026-11-29"),
    "today": ("2026-12-04", "2026-12-04", "", ""),
}
SUBCOMMANDS = {"usage": usage.SUBCOMMAND, "stats": stats.SUBCOMMAND}


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def world(clock) -> World:
    """A small world that has every part to play."""
    return World(seed=11, clock=clock, chutes=24)


def requests(row: dict) -> int:
    """Return what only grows: the day in which the API's window begins is partial."""
    return row.get("invocation_count", row.get("total_requests", 0))


async def nothing(*_: object, **__: object) -> None:
    """Take a job, and leave it."""


@pytest.fixture
async def rows(redis, api, clock) -> dict[str, list[dict]]:
    """Fill the ledger twice; return what the API said, the latest of each chute and day."""
    pace = VisitPlan(often=timedelta(minutes=5), history=timedelta(days=60))
    said: dict[str, dict[tuple[str, str], dict]] = {name: {} for name in sums.PATHS}
    async with open_chutes(api.url, clock=clock) as chutes:
        refresh = Refresh(redis, chutes, Ledger(redis, nothing), clock, pace)
        for clock.now in (NOW - timedelta(days=10), NOW):
            for source in Source:
                await refresh.visit(source)
            for name, found in (await sums.read(api.url)).items():
                for row in found:
                    known = said[name].setdefault((row["chute_id"], row["date"]), row)
                    said[name][row["chute_id"], row["date"]] = max(known, row, key=requests)
    return {name: list(found.values()) for name, found in said.items()}


@pytest.fixture
def asking(redis, clock):
    """Return what asks a question: its message's text, charts, table (values), sheet (by id)."""
    services = SimpleNamespace(clock=clock, ledger=Ledger(redis, nothing), floors=Floors())
    context = SimpleNamespace(services=services)

    async def ask(line: str):
        name, *words = split(line)
        ask = Ask("/chutes", words, "T1", "U1", "C1")
        message = await SUBCOMMANDS[name].answer(ask, context)
        sheet = await SUBCOMMANDS[name].sheet(ask, context)
        made = message.payload()["blocks"]
        charts = [
            [[point["value"] for point in line["data"]] for line in block["chart"]["series"]]
            for block in made
            if block["type"] == "data_visualization"
        ]
        table = next(block["rows"][1:] for block in made if block["type"] == "data_table")
        cells = [[cell.get("value", cell["text"]) for cell in row] for row in table]
        return message, charts, cells, sheet

    return ask


def rounded(figure: float | None, digits: int = 4) -> float | str:
    return "–" if figure is None else pytest.approx(figure, abs=0.6 * 10**-digits)


def percent(before: float, after: float) -> str:
    change = 100 * abs(after / before - 1)
    said = f"{change:.1f}".removesuffix(".0") if change < 9.95 else f"{change:,.0f}"
    return f"{'up' if after > before else 'down'} {said}%" if said != "0" else "hardly changed"


async def test_usage(rows, asking):
    """Totals, the chart, the table, the changes and the sheet of usage."""
    for asked, (first, last, first_before, last_before) in RANGES.items():
        now = sums.within(rows["usage"], first, last)
        before = sums.within(rows["usage"], first_before, last_before)
        message, charts, cells, sheet = await asking(f"usage top 100 {asked}")

        usd = sums.total(now, "usd_amount")
        assert message.figures["USD"] == pytest.approx(usd)
        assert message.figures["invocations"] == sums.total(now, "invocation_count")
        assert f"*${usd:,.0f}*" in message.text
        if before:
            assert percent(sums.total(before, "usd_amount"), usd) in message.text
        chutes = sums.by_chute(now)
        expected = sorted(
            (
                (sums.total(found, "usd_amount"), sums.total(found, "invocation_count"))
                for found in chutes.values()
            ),
            reverse=True,
        )
        count_at = 3 if before else 2  # behind the change, if there is one
        assert [(row[1], row[count_at]) for row in cells] == [
            (rounded(usd), count) for usd, count in expected
        ]
        assert bool(charts) is (first < last)  # one day has no trend
        if charts:
            together, *lines = charts[0]
            by_day = sums.by_day(now, lambda found: sums.total(found, "usd_amount"))
            assert together == pytest.approx(by_day, abs=0.03)
            largest = sorted((usd for usd, _ in expected), reverse=True)[:3]
            assert [sum(line) for line in lines] == pytest.approx(largest, abs=0.04)
        in_sheet = {row[0]: row for row in sheet.rows}
        earlier = sums.by_chute(before)
        assert in_sheet.keys() == chutes.keys() | earlier.keys()
        for chute, row in in_sheet.items():
            assert row[3] == pytest.approx(sums.total(chutes.get(chute, []), "usd_amount"))
            assert row[4] == sums.total(chutes.get(chute, []), "invocation_count")
            if before:
                assert row[6] == pytest.approx(sums.total(earlier.get(chute, []), "usd_amount"))


async def test_usage_of_one_chute(rows, asking, world):
    """One chute's total, its days, and its place."""
    chute = world.played_by("credited")
    now = sums.within(rows["usage"], "2026-11-27", "2026-12-03", chute.chute_id)
    message, charts, cells, _ = await asking("usage 'somebody_else/shared*build*'")

    assert message.figures["USD"] == pytest.approx(sums.total(now, "usd_amount"))
    assert message.figures["USD"] < 0
    by_day = sums.by_day(now, lambda found: sums.total(found, "usd_amount"))
    assert charts == [[pytest.approx(by_day, abs=0.005)]]
    assert [row[1] for row in reversed(cells)] == pytest.approx(by_day, abs=0.0001)
    everybody = sums.by_chute(sums.within(rows["usage"], "2026-11-27", "2026-12-03"))
    assert f"{ordinal(len(everybody))} of {len(everybody)} chutes by USD" in message.text


async def test_llm(rows, asking):
    """Requests, tokens and weighted speeds of language models, in total, by day and by model."""
    for asked, (first, last, *_) in RANGES.items():
        now = sums.within(rows["llm"], first, last)
        message, charts, cells, sheet = await asking(f"stats llm top 100 {asked}")

        tokens = sums.total(now, "total_input_tokens") + sums.total(now, "total_output_tokens")
        assert message.figures["requests"] == sums.total(now, "total_requests")
        assert message.figures["tokens"] == tokens
        assert message.figures["tokens/s"] == pytest.approx(sums.mean(now, "average_tps"))
        assert f"*{sums.mean(now, 'average_ttft'):.2f}\u00a0s* to the first token" in message.text
        assert bool(charts) is (first < last)  # one day has no trend
        if charts:
            [[drawn_in, drawn_out]] = charts
            assert drawn_in == sums.by_day(
                now, lambda found: sums.total(found, "total_input_tokens")
            )
            assert drawn_out == sums.by_day(
                now, lambda found: sums.total(found, "total_output_tokens")
            )
        models = sums.by_chute(now)
        assert {row[2]: (row[3], row[4]) for row in cells} == {
            sums.total(found, "total_requests"): (
                rounded(sums.mean(found, "average_tps")),
                rounded(sums.mean(found, "average_ttft")),
            )
            for found in models.values()
        }
        in_sheet = {row[0]: row for row in sheet.rows}
        for chute, found in models.items():
            assert in_sheet[chute][3:8] == [
                sums.total(found, "total_requests"),
                sums.total(found, "total_input_tokens"),
                sums.total(found, "total_output_tokens"),
                pytest.approx(sums.mean(found, "average_tps")),
                pytest.approx(sums.mean(found, "average_ttft")),
            ]


async def test_a_model(rows, asking, world):
    """One model's trend, its place, and that it is slower than usual."""
    chute = world.played_by("slowed").chute_id
    now = sums.within(rows["llm"], "2026-11-27", "2026-12-03", chute)
    message, charts, _, _ = await asking("stats llm larkspur-32b")

    assert message.figures["tokens/s"] == pytest.approx(sums.mean(now, "average_tps"))
    speeds = sums.by_day(now, lambda found: sums.mean(found, "average_tps"))
    assert charts[1] == [pytest.approx(speeds, abs=0.005)]
    everybody = sums.by_chute(sums.within(rows["llm"], "2026-11-27", "2026-12-03"))
    means = [sums.mean(found, "average_tps") for found in everybody.values()]
    known = sorted((speed for speed in means if speed), reverse=True)
    place = known.index(sums.mean(now, "average_tps")) + 1
    assert f"{ordinal(place)} of {len(known)} by tokens/s" in message.text
    before = sums.within(rows["llm"], "2026-11-19", "2026-12-02", chute)
    usual = median(row["average_tps"] for row in before if row["average_tps"])
    said = message.text.replace("\u00a0", " ")
    assert f"{speeds[-1]:.1f} tokens/s (usually {usual:.1f} tokens/s)" in said
    assert ":warning: Slower than usual on 3 Dec: " in said


async def test_diffusion(rows, asking, world):
    """Requests, steps and the weighted speed of image models; the grid's zeros are no traffic."""
    for asked, (first, last, *_) in RANGES.items():
        now = sums.within(rows["diffusion"], first, last)
        message, charts, cells, _ = await asking(f"stats diffusion top 100 {asked}")

        assert message.figures["requests"] == sums.total(now, "total_requests")
        assert message.figures["steps"] == sums.total(now, "total_steps")
        assert message.figures["steps/s"] == pytest.approx(sums.mean(now, "average_sps"))
        models = [
            found for found in sums.by_chute(now).values() if sums.total(found, "total_requests")
        ]
        assert {row[2]: (row[1], row[3]) for row in cells} == {
            sums.total(found, "total_requests"): (
                sums.total(found, "total_steps"),
                rounded(sums.mean(found, "average_sps")),
            )
            for found in models
        }
        assert bool(charts) is (first < last)  # one day has no trend
        if charts:
            assert charts[0][0] == sums.by_day(now, lambda found: sums.total(found, "total_steps"))

    painter = world.played_by("painter").chute_id
    now = sums.within(rows["diffusion"], "2026-11-27", "2026-12-03", painter)
    _, charts, *_ = await asking(f"stats diffusion {painter}")
    speeds = sums.by_day(now, lambda found: sums.mean(found, "average_sps"))
    assert charts[1] == [pytest.approx(speeds, abs=0.005)]


async def test_names(rows, asking, world):
    """The latest name counts in every answer; who has none is a short id, and never merged."""
    names = sums.names(rows["llm"], rows["diffusion"])
    _, _, cells, sheet = await asking("usage top 100")

    renamed = world.played_by("renamed")
    assert names[renamed.chute_id] == renamed.name
    for chute, name, kind, *_ in sheet.rows:
        assert name == names.get(chute, name)
        assert chute in names or name.startswith(chute[:8])
        measured = {row["chute_id"] for row in rows["diffusion"]}
        assert (kind == "image") is (chute in measured)
    assert len({row[0] for row in cells}) == len(cells)
