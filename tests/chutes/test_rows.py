"""JSON rows: the right ones typed, the wrong ones skipped and counted."""

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chutes.arrays import ArrayParser
from bot.chutes.rows import DiffusionRow, LlmRow, UsageRow
from bot.errors import Unavailable

USAGE = {"chute_id": "c", "date": "2026-03-01", "usd_amount": 1.5, "invocation_count": 7}
LLM = {
    "chute_id": "c",
    "name": "m",
    "date": "2026-03-01",
    "total_requests": 97_001,
    "total_input_tokens": 812_345_678_901,
    "total_output_tokens": 45_678_901,
    "average_tps": 41.73,
    "average_ttft": 1.92,
}
DIFFUSION = {
    "chute_id": "c",
    "name": "d",
    "date": "2026-03-01",
    "total_steps": 240_125,
    "total_requests": 9605,
    "average_sps": 5.31,
}


def parse_array(text, shape):
    """The rows of a JSON array that came in one piece."""
    parser = ArrayParser(shape)
    parser.feed(text.encode(errors="replace"))
    return parser.finish()


@pytest.mark.parametrize(
    ("shape", "row"), [(UsageRow, USAGE), (LlmRow, LLM), (DiffusionRow, DIFFUSION)]
)
def test_whole_row(shape, row):
    """Every field arrives under the API's name; unknown ones are ignored."""
    found = parse_array(json.dumps([row | {"new": {"a": [1]}}]), shape)

    assert found.rows == [shape(**row | {"date": date(2026, 3, 1)})]
    assert found.skipped == 0


WRONG = {
    "no date": {"chute_id": "c", "usd_amount": 1, "invocation_count": 1},
    "impossible date": USAGE | {"date": "2026-02-30"},
    "negative count": USAGE | {"invocation_count": -1},
    "half a count": USAGE | {"invocation_count": 1.5},
    "words for a number": USAGE | {"usd_amount": "much"},
    "null amount": USAGE | {"usd_amount": None},
    "NaN": USAGE | {"usd_amount": float("nan")},
    "infinite": USAGE | {"usd_amount": float("inf")},
    "no id": USAGE | {"chute_id": ""},
    "numeric id": USAGE | {"chute_id": 5},
    "text": "c",
    "null": None,
    "list": [USAGE],
}


@pytest.mark.parametrize("row", WRONG.values(), ids=WRONG)
def test_wrong_row(row):
    """One wrong row costs one row."""
    found = parse_array(json.dumps([USAGE, row, USAGE]), UsageRow)

    assert (len(found.rows), found.skipped) == (2, 1)


TOO_LONG = 5 * 2**19  # bytes
HUGE = {
    "a long name": LLM | {"more": "x" * TOO_LONG},
    "escaped": LLM | {"more": '\\"]},' * (TOO_LONG // 5)},
    "many fields": LLM | {"more": dict.fromkeys(map(str, range(TOO_LONG // 10)), 5)},
    "deep": LLM | {"more": json.loads('{"a":' * 90 + "5" + "}" * 90)},
    "no row": ["x" * 1000] * (TOO_LONG // 1000),
}


@pytest.mark.parametrize("row", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize(("place", "piece"), [(0, 2**20), (1, 2**20 + 3), (2, 2**19)])
def test_huge_row(row, place, piece):
    """A row that is too long or too deep to be one costs one row, wherever its pieces end."""
    found = [LLM, LLM]
    found.insert(place, row)
    text, parser = json.dumps(found).encode(), ArrayParser(LlmRow)
    for begins in range(0, len(text), piece):
        parser.feed(text[begins : begins + piece])
    read = parser.finish()

    assert (len(read.rows), read.skipped) == (2, 1)


@pytest.mark.parametrize("amount", [-3.25, 0, 1e-9, 12.345678901])
def test_amounts(amount):
    """An amount may be negative, zero, tiny, long."""
    [row] = parse_array(json.dumps([USAGE | {"usd_amount": amount}]), UsageRow).rows

    assert row.usd_amount == amount


def test_count_as_float():
    """A count written 7.0 is 7."""
    [row] = parse_array(json.dumps([USAGE | {"invocation_count": 7.0}]), UsageRow).rows

    assert row.invocation_count == 7


@pytest.mark.parametrize("speed", [None, 0, 0.0, -1, float("nan"), float("inf")])
@pytest.mark.parametrize(
    ("shape", "row", "field"),
    [
        (LlmRow, LLM, "average_tps"),
        (LlmRow, LLM, "average_ttft"),
        (DiffusionRow, DIFFUSION, "average_sps"),
    ],
)
def test_unknown_speed(shape, row, field, speed):
    """A speed that is null, zero or no number is unknown; the row stays."""
    [found] = parse_array(json.dumps([row | {field: speed}]), shape).rows

    assert getattr(found, field) is None


@pytest.mark.parametrize("names", [{}, {"name": None}])
def test_unknown_name(names):
    """A name that is missing is the API's own word for unknown."""
    row = {name: value for name, value in LLM.items() if name != "name"}
    [found] = parse_array(json.dumps([row | names]), LlmRow).rows

    assert found.name == "[unknown]"


def test_no_rows():
    """An empty list is an empty list: what it means is for others to say."""
    assert parse_array("[]", UsageRow).rows == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
almost_rows = st.fixed_dictionaries({}, optional=dict.fromkeys(LLM, json_values))


@given(st.lists(st.just(LLM) | almost_rows | json_values))
def test_any_array(found):
    """Of any array, each row is either read or counted."""
    rows = parse_array(json.dumps(found), LlmRow)

    assert len(rows.rows) + rows.skipped == len(found)
    assert len(rows.rows) >= sum(row == LLM for row in found)


@given(st.text() | json_values.map(json.dumps))
def test_any_text(text):
    """Any other text is our error."""
    with suppress(Unavailable):
        parse_array(text, LlmRow)
