"""The figures of files, against the same worked out with the csv module."""

import csv
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chutes.excerpt import excerpt
from bot.chutes.exports import ExportKind
from bot.errors import Unavailable
from bot.exports.database import open_database
from bot.exports.download import Text, drop_partial_record, write
from bot.exports.files import FileRange
from bot.exports.summaries import ExportFigures, Groups
from tests.exports import reference
from tests.memory import growth

SPAN = FileRange(ExportKind.INVOCATIONS, datetime(2026, 4, 19, 18, tzinfo=UTC))
HEADER = [
    "parent_invocation_id",
    "invocation_id",
    "chute_id",
    "miner_uid",
    "miner_hotkey",
    "started_at",
    "completed_at",
    "error_message",
    "metrics",
]
ID = "1c2e3b54-5f3c-4f6a-8f53-0a6e2b9d4c7{}"
ROW = {
    "parent_invocation_id": "9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71",
    "invocation_id": ID.format(0),
    "chute_id": "c1",
    "miner_uid": "-1",
    "miner_hotkey": "5Fake",
    "started_at": "2026-04-19 17:00:00.123456",
    "completed_at": "2026-04-19 17:00:07",
    "error_message": "",
    "metrics": "{'it': 812, 'ot': 240, 'tt': 6.9, 'tps': 34.783, 'ttft': 0.61, 'tokens': 239}",
}
TRACE = 'Error("a, b")\r\nTraceback:\n  File "x", line 1\n\nValueError: "a"'


def written(*rows: dict[str, str], header: Iterable[str] = HEADER) -> bytes:
    """Return *rows* as the API's server writes them."""
    file = StringIO(newline="")
    writer = csv.DictWriter(file, list(header))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def read(*bodies: bytes, span: FileRange = SPAN, piece: int = 7) -> ExportFigures:
    """Return the figures of files that came in pieces of *piece* bytes."""
    with TemporaryDirectory() as name, open_database(Path(name), span.kind) as figuring:
        cut_off = 0
        for number, body in enumerate(bodies):
            path, text = Path(name) / f"{number}.csv", Text()
            with path.open("w+b", buffering=0) as disk:
                for start in range(0, len(body), piece):
                    write(disk, text.clean(body[start : start + piece]))
                write(disk, text.clean(b"", final=True))
                cut_off += drop_partial_record(disk, text.quotes)
            figuring.add(path, span.ends)
        return figuring.figures(span, cut_off=cut_off)


def counts(groups: Groups) -> list[tuple[str, int]]:
    return sorted((group.key, group.attempts) for group in groups.largest)


def assert_same(found: ExportFigures, bodies: Iterable[bytes]) -> None:
    expected = reference.figures(*bodies)
    for name in ("failures", "chutes", "miners"):
        shown = excerpt if name == "failures" else str
        counted = sorted((shown(key), count) for key, count in expected.pop(name).items())
        assert counts(found.groups[name]) == counted
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected)


TABLE = {
    "a whole row": [written(ROW)],
    "no rows": [written()],
    "an error over several lines": [written(ROW | {"error_message": TRACE, "metrics": ""})],
    "doubled, first unfinished": [written(ROW | {"completed_at": ""}), written(ROW)],
    "doubled, first finished": [written(ROW), written(ROW | {"completed_at": ""})],
    "three attempts of one request": [
        written(*[ROW | {"invocation_id": ID.format(n)} for n in range(3)])
    ],
    "zones": [
        written(
            ROW | {"started_at": "2026-04-19 17:00:00+00:00"},
            ROW
            | {
                "invocation_id": ID.format(1),
                "started_at": "2026-04-19 19:00:00.5+02:00",
                "completed_at": "2026-04-19T17:00:09Z",
            },
        )
    ],
    "JSON metrics": [written(ROW | {"metrics": json.dumps({"it": 1.5, "ot": 2, "ttft": None})})],
    "tight JSON": [written(ROW | {"metrics": '{"ttft":1e-07,"ot":3,"it":7}'})],
    "no metrics": [written(ROW | {"metrics": "None"}, ROW | {"invocation_id": "x", "metrics": ""})],
    "columns nobody knows": [
        written(ROW | {'new, "one"': "1"}, header=['new, "one"', *reversed(HEADER)])
    ],
    "columns that are not there": [
        written({name: ROW[name] for name in HEADER[1:-1]}, header=HEADER[1:-1])
    ],
    "cut in the last row": [written(ROW, ROW | {"invocation_id": ID.format(1)})[:-30]],
    "cut before the line feed": [written(ROW, ROW | {"invocation_id": ID.format(1)})[:-1]],
    "cut between the lines of an error": [
        written(ROW, ROW | {"invocation_id": "y", "error_message": TRACE}).partition(b"x")[0]
        + b"\n"
    ],
    "bytes that are not UTF-8": [
        written(ROW | {"error_message": "caf?, \u20ac"}).replace(b"?", b"\xe9")
    ],
    "an error without words": [
        written(ROW | {"error_message": "\nTraceback (most recent call last):\nTimeoutError\n"})
    ],
    "no start": [written(ROW | {"started_at": ""}, ROW)],
}


@pytest.mark.parametrize("bodies", TABLE.values(), ids=TABLE)
def test_one_case(bodies):
    """Each peculiarity of these files, on its own."""
    assert_same(read(*bodies), bodies)


moments = st.datetimes(datetime(2026, 4, 19, 16), datetime(2026, 4, 19, 18)).map(
    lambda at: at if at.microsecond % 2 else at.replace(microsecond=0)
)
stamps = st.builds(lambda at, zone: f"{at}{zone}", moments, st.sampled_from(["", "+00:00"]))
amounts = st.none() | st.integers(0, 10**6) | st.floats(0, 1e6)
dicts = st.fixed_dictionaries({}, optional=dict.fromkeys(("it", "ot", "ttft", "tps", "p"), amounts))
rows = st.fixed_dictionaries(
    {
        "parent_invocation_id": st.sampled_from(["", "p1", "p2"]),
        "invocation_id": st.sampled_from(["", *map(ID.format, range(5)), "odd", "Odd"]),
        "chute_id": st.sampled_from(["c1", "c2"]),
        "miner_uid": st.integers(-2, 200).map(str),
        "miner_hotkey": st.sampled_from(["", "5A", "5B"]),
        "started_at": stamps,
        "completed_at": st.just("") | stamps,
        "error_message": st.sampled_from(["", "", "RATE_LIMIT", TRACE]) | st.text(max_size=20),
        "metrics": st.just("") | dicts.map(repr) | dicts.map(json.dumps),
    }
)
files = st.lists(rows, max_size=8).map(lambda some: written(*some))


@settings(max_examples=20)
@given(st.lists(files, min_size=1, max_size=3), st.integers(1, 40), st.integers(0, 20))
def test_any_files(bodies, piece, cut):
    """Whatever is in the files, however they come, and wherever the last breaks off."""
    bodies[-1] = bodies[-1][: len(bodies[-1]) - cut] if bodies[-1].count(b"\n") > 1 else bodies[-1]

    assert_same(read(*bodies, piece=piece), bodies)


def test_not_such_a_file():
    """Another table, or a web page, is no export."""
    for body in (b"", b"<html>\n", b"a,b\r\n1,2\r\n"):
        with pytest.raises(Unavailable, match="something other"):
            read(body)


def test_broken_rows_are_counted():
    """A row with a cell too many or with broken quotes costs itself."""
    body = written(ROW) + b"a,b\r\n" + written(ROW | {"invocation_id": "z"}).partition(b"\n")[2]
    found = read(body)

    assert (found.rows, found.skipped, found.attempts) == (3, 1, 2)


def test_requests_through_the_hour():
    """A request counts once, in the slice in which its first attempt began; earlier ones do not."""
    at = ("16:59:59", "17:00:00", "17:02:59", "17:03:00", "17:59:59")
    some = [
        ROW
        | {
            "invocation_id": f"i{number}",
            "parent_invocation_id": f"p{number // 2}",
            "started_at": f"2026-04-19 {time}",
        }
        for number, time in enumerate(at)
    ]
    points = read(written(*some)).through

    per_hour = 20  # slices in an hour
    assert [(f"{point.start:%H:%M}", point.value) for point in points if point.value] == [
        ("17:00", per_hour),
        ("17:57", per_hour),
    ]
    assert len(points) == per_hour


def test_a_day_with_a_hole():
    """Requests an hour are averages of the hours that are there; none there is no point."""
    day = FileRange(ExportKind.INVOCATIONS, datetime(2026, 4, 19, 1, tzinfo=UTC), 24)
    some = [
        ROW
        | {
            "invocation_id": f"i{n}",
            "parent_invocation_id": "",
            "started_at": f"{day.starts + timedelta(hours=n)}",
        }
        for n in range(24)
    ]
    missing = [day.first + timedelta(hours=n) for n in (2, 4, 5)]
    with TemporaryDirectory() as name, open_database(Path(name), day.kind) as figuring:
        (path := Path(name) / "a.csv").write_bytes(
            written(*[row for n, row in enumerate(some) if n not in (2, 4, 5)])
        )
        figuring.add(path, day.ends)
        points = figuring.figures(day, missing).through

    assert len(points) == 11
    assert {point.value for point in points} == {1.0}


REPORT = {"invocation_id": "p", "user_id": "u", "timestamp": "2026-04-19 17:03:11.5+00:00"}


def test_reports():
    """A report that is there twice counts once, and as confirmed."""
    header = [*REPORT, "confirmed_at", "confirmed_by", "reason"]
    first = REPORT | {"reason": "garbled\noutput"}
    again = first | {"confirmed_at": "2026-04-19 17:30:00+00:00", "confirmed_by": "s"}
    span = FileRange(ExportKind.REPORTS, SPAN.first)
    found = read(written(first, again, REPORT | {"invocation_id": "q"}, header=header), span=span)

    assert (found.rows, found.attempts, found.unfinished) == (3, 2, 1)
    assert counts(found.groups["reasons"]) == [("garbled", 1)]
    assert counts(found.groups["reporters"]) == [("u", 2)]


def test_jobs():
    """Jobs by status and chute; one that has not begun counts from when it was made."""
    header = ["job_id", "chute_id", "created_at", "started_at", "finished_at", "status"]
    jobs = [
        {"job_id": "1", "chute_id": "c", "created_at": "2026-04-19 17:03:11", "status": "pending"},
        {"job_id": "2", "chute_id": "c", "started_at": "2026-04-19 17:00:00", "status": "done"},
    ]
    span = FileRange(ExportKind.JOBS, SPAN.first)
    found = read(written(*jobs, header=header), span=span)

    assert found.attempts == 2
    assert counts(found.groups["statuses"]) == [("done", 1), ("pending", 1)]


def test_keys_in_errors_are_removed():
    """A key that an error quotes goes no further."""
    error = f"denied: cpk_{'a' * 32}.{'b' * 32}.{'c' * 32}"
    found = read(written(ROW | {"error_message": error}))

    assert counts(found.groups["failures"]) == [("other: denied: [removed]", 1)]


ENORMOUS = ["1e999", "1e308", str(10**400), "-5", "NaN", "Infinity"]


@pytest.mark.parametrize("number", ENORMOUS)
def test_numbers_that_cannot_be(number):
    """A number without end, or below nothing, is not known, and the row stays."""
    rows = [
        ROW | {"invocation_id": ID.format(n), "metrics": f"{{'it': {number}, 'ot': 3}}"}
        for n in range(2)
    ]
    found = read(written(*rows))

    assert (found.attempts, found.tokens_in, found.tokens_out) == (2, 0, 6)


@pytest.mark.parametrize(
    "when", ["infinity", "-infinity", "294247-01-01", "2031-01-01 00:00:00", "0001-01-01", "epoch"]
)
def test_times_that_cannot_be(when):
    """A row of a time to come, or of no time, is skipped and counted."""
    found = read(written(ROW, ROW | {"invocation_id": ID.format(1), "started_at": when}))

    assert (found.rows, found.skipped, found.attempts) == (2, 1, 1)


MOST_GROWTH = 200  # MB, while a worker reads a file
SHAPES = {
    "of the wrong width": b"a,b,c\r\n" * 300_000,
    "of the wrong width, for long": b"a,b,c\r\n" * 9_000_000,
    "with a cell too many": written(ROW).partition(b"\n")[2].replace(b"\r", b",x\r") * 60_000,
    "of broken quotes": b'a"b,"c"d,,,,,,,\r\n' * 900_000,
    "of one endless text": b'"' + b"x" * 20_000_000,
    "without line feeds": b"x," * 10_000_000,
    "as long as may be": (b"y" * 900_000 + b"\r\n") * 20,
}


FIRST, *OTHERS = SHAPES


@pytest.mark.parametrize(
    "shape", [FIRST, *(pytest.param(name, marks=pytest.mark.soak) for name in OTHERS)]
)
def test_memory_does_not_go_by_shape(shape, tmp_path):
    """Rows that cannot be cost neither much memory, nor those that can."""
    (tmp_path / "junk.csv").write_bytes(written(ROW) + SHAPES[shape])
    grown, said = growth("tests.exports.reader:read", f"{tmp_path}/junk.csv")

    assert said.startswith("1 attempts, "), said
    assert grown < MOST_GROWTH


@pytest.mark.parametrize("columns", [200, 50_000, 200_000])
def test_columns_without_end(columns):
    """A file of more columns than any has is no export."""
    header = [*HEADER, *(f"c{number}" for number in range(columns))]
    with pytest.raises(Unavailable, match="something other"):
        read(written(ROW, header=header), piece=2**20)
