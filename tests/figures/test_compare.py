"""Two chutes, or two periods, side by side."""

import pytest

from tests.conversation import ask, blocks, cells
from tests.figures.test_usage import usage_rows


async def two_names(api) -> list[str]:
    """Return parts of the names of two chutes that are used every day."""
    said = await usage_rows(api, "2026-11-17", "2026-11-23")
    ids = sorted(
        {row["chute_id"] for row in said},
        key=lambda id: -sum(r["usd_amount"] for r in said if r["chute_id"] == id),
    )
    return ids[:2]


@pytest.mark.parametrize("line", ["usage {} vs {}", "usage {} {}", "compare {} and {}"])
async def test_two_chutes(line, bot, slack, api):
    """Each has a line in the chart and a column in the table; a sentence says the difference."""
    one, other = await two_names(api)
    said = await ask(slack, f"/chutes {line.format(one, other)}")

    rows = await usage_rows(api, "2026-11-17", "2026-11-23")
    usd = [sum(row["usd_amount"] for row in rows if row["chute_id"] == id) for id in (one, other)]
    [table] = blocks(said, "data_table")
    assert [cell["value"] for cell in table["rows"][1][1:3]] == pytest.approx(usd, abs=0.01)
    [chart] = blocks(said, "data_visualization")
    assert len(chart["chart"]["series"]) == 2
    assert f"{round(100 * (usd[0] / usd[1] - 1))}% above" in said["text"]
    assert cells(said)[0][-1] == "Difference"


async def test_two_periods(bot, slack, api):
    """Periods that are both named are shown beside each other."""
    said = await ask(slack, "/chutes usage 21-23 nov vs 18 nov - 20 nov")

    usd = [
        sum(row["usd_amount"] for row in await usage_rows(api, first, last))
        for first, last in (("2026-11-21", "2026-11-23"), ("2026-11-18", "2026-11-20"))
    ]
    [table] = blocks(said, "data_table")
    assert [cell["value"] for cell in table["rows"][1][1:3]] == pytest.approx(usd, abs=0.01)
    assert cells(said)[0] == ["Measure", "21–23 Nov", "18–20 Nov", "Difference"]
    [chart] = blocks(said, "data_visualization")
    assert [series["name"] for series in chart["chart"]["series"]] == ["21–23 Nov", "18–20 Nov"]


async def test_a_slip_of_the_fingers(bot, slack):
    """What only a slip made a name is read as it was meant, and the answer says so."""
    said = await ask(slack, "/chutes usage yesteday")

    assert "23 Nov" in said["text"]
    assert "Understood as `usage yesterday`." in said["text"]
