"""CSV as the API's server writes it, and as it arrives on a bad day."""

import csv
import json
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chutes.exports import (
    CsvRows,
    ExportFile,
    ExportKind,
    parse_csv,
    parse_metrics,
    parse_moment,
)
from bot.chutes.rows import InvocationRow, ReportRow
from bot.errors import Unavailable

METRICS = {"it": 812, "ot": 240, "tt": 6.9, "tps": 34.783, "ttft": None, "p": True}
INVOCATION = {
    "parent_invocation_id": "p",
    "invocation_id": "i",
    "chute_id": "c",
    "chute_user_id": "u",
    "function_name": "chat_stream",
    "image_id": "im",
    "image_user_id": "iu",
    "instance_id": "in",
    "miner_uid": -1,
    "miner_hotkey": "5Fake",
    "started_at": "2025-10-04 18:00:00.123456",
    "completed_at": "2025-10-04 18:00:07",
    "error_message": 'Traceback:\r\n  File "x", line 1\nValueError: a, b',
    "compute_multiplier": 8.5,
    "bounty": 0,
    "metrics": METRICS,
}
STARTED = datetime(2025, 10, 4, 18, 0, 0, 123456, tzinfo=UTC)
REPORT = {"invocation_id": "p", "user_id": "u", "timestamp": "2025-10-04 18:03:11.5+00:00"}


def written(*rows: dict[str, object], header: list[str] | None = None) -> str:
    """Return *rows* as the server writes them: the csv module's defaults, `str` of each value."""
    file = StringIO(newline="")
    writer = csv.DictWriter(file, header or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def test_invocation():
    """A whole row: quoted newlines, repr metrics, naive times, negative uid."""
    found = parse_csv(written(INVOCATION).encode(), InvocationRow)

    times = {"started_at": STARTED, "completed_at": STARTED.replace(second=7, microsecond=0)}
    assert found.rows == [InvocationRow(**INVOCATION | times)]
    assert found.skipped == 0


def test_unfinished_invocation():
    """What is empty is None."""
    optional = ("completed_at", "error_message", "metrics", "bounty", "parent_invocation_id")
    [row] = parse_csv(written(INVOCATION | dict.fromkeys(optional)).encode(), InvocationRow).rows

    assert [getattr(row, name) for name in optional] == [None] * len(optional)


def test_columns_by_name():
    """Columns may come in any order; unknown ones are ignored, missing ones are None."""
    few = {"new": 1, "started_at": "2025-10-04 18:00:00.123456", "chute_id": "c"}
    [row] = parse_csv(written(few | {"invocation_id": "i"}).encode(), InvocationRow).rows

    assert row == InvocationRow("i", "c", STARTED)


def test_report():
    """A report's times have a zone; it is unconfirmed as long as they are empty."""
    late = {"confirmed_at": "2025-10-05 00:00:00+02:00", "confirmed_by": "s", "reason": "null"}
    found = parse_csv(written(REPORT | dict.fromkeys(late), REPORT | late).encode(), ReportRow)

    moment = datetime(2025, 10, 4, 18, 3, 11, 500_000, tzinfo=UTC)
    assert found.rows == [
        ReportRow("p", "u", moment),
        ReportRow("p", "u", moment, datetime(2025, 10, 4, 22, tzinfo=UTC), "s", "null"),
    ]


WRONG = {
    "no start": INVOCATION | {"started_at": None},
    "bad time": INVOCATION | {"completed_at": "yesterday"},
    "time beyond time": INVOCATION | {"started_at": "0001-01-01 00:00:00+23:00"},
    "bad uid": INVOCATION | {"miner_uid": "many"},
    "NaN": INVOCATION | {"compute_multiplier": "nan"},
    "no id": INVOCATION | {"invocation_id": ""},
}


@pytest.mark.parametrize("row", WRONG.values(), ids=WRONG)
def test_wrong_row(row):
    """One wrong row costs one row."""
    found = parse_csv(written(INVOCATION, row, INVOCATION).encode(), InvocationRow)

    assert (len(found.rows), found.skipped) == (2, 1)


SHORT = written(REPORT, REPORT)


@pytest.mark.parametrize(
    ("text", "rows", "skipped"),
    [
        (SHORT, 2, 0),
        (SHORT + "\r\n", 2, 0),
        (SHORT.replace("\r\n", "\n"), 2, 0),
        (SHORT[:-2], 1, 1),
        (SHORT[:-20], 1, 1),
        (SHORT + 'p,"u', 2, 1),
        (SHORT + 'p,"u\r\n', 2, 1),
        (SHORT + "p,u,2025-10-04 18:00:00,more\r\n", 2, 1),
        (SHORT + 'p,"u"x,2025-10-04 18:00:00\r\n' + "p,u,2025-10-04 18:00:00\r\n", 3, 1),
        (SHORT + "p," + "u" * 200_000 + ",2025-10-04 18:00:00\r\n", 2, 1),
    ],
    ids=[
        "whole",
        "blank line",
        "unix",
        "cut at its end",
        "cut in a row",
        "cut in quotes",
        "cut in quotes at a line's end",
        "one cell more",
        "bad quotes",
        "giant cell",
    ],
)
def test_damaged_file(text, rows, skipped):
    """A last row that is cut off is left out, even if it looks whole; the others stay."""
    found = parse_csv(text.encode(), ReportRow)

    assert (len(found.rows), found.skipped) == (rows, skipped)


def test_bytes_that_are_no_text():
    """Bytes that are not UTF-8 are replaced."""
    text = written(REPORT | {"reason": "caf?"}).encode().replace(b"?", b"\xe9")

    assert parse_csv(text, ReportRow).rows[0].reason == "caf\ufffd"


def test_keys_are_removed():
    """A key that somebody pasted into a reason goes no further."""
    text = written(REPORT | {"reason": f'it said "cpk_{"a" * 32}.b.c", twice'})

    assert parse_csv(text.encode(), ReportRow).rows[0].reason == 'it said "[removed]", twice'


def test_never_held():
    """Rows come while lines are read: an endless file is no problem."""

    def endless():
        yield "invocation_id,user_id,timestamp\r\n"
        while True:
            yield "p,u,2025-10-04 18:00:00\r\n"
            yield "p,u,never\r\n"

    table = CsvRows(endless(), ReportRow)
    rows = iter(table)

    assert [next(rows).user_id for _ in range(3)] == ["u"] * 3
    assert table.skipped == 2


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        (str(METRICS), METRICS),
        (json.dumps(METRICS), METRICS),
        ("{}", {}),
        ("{'b': 1e-07, 'x': 1e999}", {"b": 1e-07}),
        ('{"a": NaN, "b": 1}', {"b": 1}),
        ("", None),
        ("None", None),
        ("[1]", None),
        ("{'a': open('x')}", None),
        ("{[]: 1}", None),
        ("{'a': 1", None),
        ("(" * 4000, None),
        ("-" * 4000 + "1", None),
        ("{'a': '" + "x" * 5000 + "'}", None),
    ],
)
def test_metrics(text, metrics):
    """Metrics are a dict as Python or JSON writes it; anything else is None."""
    assert parse_metrics(text) == metrics


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-04 18:00:00",
        "2025-10-04 18:00:00.000000",
        "2025-10-04 18:00:00+00:00",
        "2025-10-04T18:00:00Z",
        "2025-10-04 20:00:00.000+02:00",
    ],
)
def test_moments(text):
    """Times are UTC, whichever way they are written."""
    assert parse_moment(text) == datetime(2025, 10, 4, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ExportKind.INVOCATIONS, "2025-01-04-09.csv"),
        (ExportKind.REPORTS, "2025-01-04-09-reports.csv"),
        (ExportKind.JOBS, "2025-01-04-09-jobs.csv"),
    ],
)
def test_file_name(kind, name):
    """A file's name is the API's, with two digits each."""
    assert ExportFile(datetime(2025, 1, 4, 9, tzinfo=UTC), kind).name == name


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.lists(texts.filter(bool), min_size=1))
def test_any_reason(reasons):
    """Whatever people write as a reason survives the file."""
    file = written(*[REPORT | {"reason": reason} for reason in reasons])

    assert [row.reason for row in parse_csv(file.encode(), ReportRow).rows] == reasons


@given(st.binary() | st.binary().map(lambda tail: SHORT.encode() + tail))
def test_any_bytes(body):
    """Any bytes are rows or our error."""
    with suppress(Unavailable):
        parse_csv(body, ReportRow)


@given(st.text(st.sampled_from("{}[]()'\":,0189.eEjx-+ \\\nNoneTrueabinf")))
def test_any_metrics(text):
    """No text makes the reading of metrics fail."""
    assert isinstance(parse_metrics(text), dict | None)
