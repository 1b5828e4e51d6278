"""The rules of tables and charts: one case for each."""

import pytest

from bot.sandbox.slack.blocks.check import check_blocks
from tests.sandbox.slack.samples import (
    chart,
    data_table,
    pie,
    plain,
    raw,
    raw_number,
    rich_text,
    series,
    table,
)


def rows(count: int, text: str = "x") -> list[list[dict]]:
    return [[raw(text)] for _ in range(count)]


SCORE = {f"{n}": n for n in range(21)}
BAD = {
    "101 table rows": ([table(*rows(101))], "no more than 100 items allowed", "/0/rows"),
    "21 columns": ([table([raw("x")] * 21)], "no more than 20 items allowed", "/0/rows/0"),
    "raw_number in table": (
        [table([raw_number(1)])],
        "unsupported type: raw_number",
        "/0/rows/0/0/type",
    ),
    "empty cell": (
        [data_table(*rows(2, ""))],
        "must be more than 0 characters",
        "/0/rows/0/0/text",
    ),
    "header only": ([data_table(*rows(1))], "no less than 2 items allowed", "/0/rows"),
    "102 rows": ([data_table(*rows(102))], "no more than 101 items allowed", "/0/rows"),
    "ragged rows": (
        [data_table([raw("A"), raw("B")], [raw("a")])],
        "all rows must have the same number of cells",
        "/0/rows",
    ),
    "long table": (
        [data_table(*rows(11, "x" * 1000))],
        "must be less than 10001 characters in total",
        "/0/rows",
    ),
    "no caption": ([data_table(caption="")], "must be more than 0 characters", "/0/caption"),
    "rich header": (
        [data_table([rich_text({"type": "text", "text": "A"})], [raw("a")])],
        "unsupported type: rich_text",
        "/0/rows/0/0/type",
    ),
    "number without text": (
        [data_table([raw("A")], [{"type": "raw_number", "value": 1}])],
        "missing required field: text",
        "/0/rows/1/0",
    ),
    "NaN in a table": (
        [data_table([raw("A")], [raw_number(float("nan"))])],
        "must be a finite number",
        "/0/rows/1/0/value",
    ),
    "page of 101": ([data_table(page_size=101)], "must be less than 101", "/0/page_size"),
    "header column outside": (
        [data_table(row_header_column_index=2)],
        "must be less than 2",
        "/0/row_header_column_index",
    ),
    "two tables": ([table(), data_table()], "only_one_table_allowed", ""),
    "three charts": (
        [chart(), chart(), pie(("a", 1))],
        "no more than 2 data_visualization blocks allowed",
        "",
    ),
    "chart title object": ([chart(title=plain())], "must provide a string", "/0/title"),
    "long chart title": ([chart(title="x" * 51)], "must be less than 51 characters", "/0/title"),
    "7 segments": (
        [pie(*((f"s{n}", 1) for n in range(7)))],
        "no more than 6 items allowed",
        "/0/chart/segments",
    ),
    "zero segment": ([pie(("a", 0))], "must be greater than 0", "/0/chart/segments/0/value"),
    "7 series": (
        [chart(*(series(f"s{n}", Mon=1, Tue=1) for n in range(7)))],
        "no more than 6 items allowed",
        "/0/chart/series",
    ),
    "21 points": (
        [chart(series("a", **SCORE), categories=list(SCORE))],
        "no more than 20 items allowed",
        "/0/chart/series/0/data",
    ),
    "same series": (
        [chart(series("a", Mon=1, Tue=1), series("a", Mon=1, Tue=1))],
        "series names must be unique",
        "/0/chart/series",
    ),
    "long label": (
        [chart(series("x" * 21, Mon=1, Tue=1))],
        "must be less than 21 characters",
        "/0/chart/series/0/name",
    ),
    "same category": (
        [chart(categories=["Mon", "Mon"])],
        "categories must be unique",
        "/0/chart/axis_config/categories",
    ),
    "point missing": (
        [chart(series("a", Mon=1))],
        "every series must have exactly one point for each category, in their order",
        "/0/chart/series/0/data",
    ),
    "no value": (
        [chart(series("a", Mon=1, Tue=None))],
        "must provide a number",
        "/0/chart/series/0/data/1/value",
    ),
    "infinite value": (
        [chart(series("a", Mon=1, Tue=float("inf")))],
        "must be a finite number",
        "/0/chart/series/0/data/1/value",
    ),
}


@pytest.mark.parametrize(("blocks", "message", "pointer"), BAD.values(), ids=BAD)
def test_bad(blocks, message, pointer):
    """What breaks a rule is refused, with the rule and the place."""
    problems = check_blocks(blocks)

    assert (message, f"/blocks{pointer}") in [(each.message, each.pointer) for each in problems]


@pytest.mark.parametrize("block", [chart(), data_table()])
def test_before_the_rollout(block):
    """A workspace without native blocks refuses them, and takes a plain table."""
    [problem] = check_blocks([block], native=False)

    assert problem.text() == f"unsupported type: {block['type']} [json-pointer:/blocks/0/type]"
    assert check_blocks([table()], native=False) == []
