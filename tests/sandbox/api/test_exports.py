"""The CSV files: their hours, rows and peculiarities, read with the csv module."""

import ast
import csv
import io
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.sandbox.world import SANDBOX, World, ss58
from bot.sandbox.world.exports import Exports
from tests.sandbox.api.conftest import NOW, Clock

HOUR = timedelta(hours=1)
END = datetime(2026, 11, 20, 19, tzinfo=UTC)  # a Friday
PLAIN = END.replace(tzinfo=None)
INVOCATIONS = (
    "parent_invocation_id,invocation_id,chute_id,chute_user_id,function_name,image_id,"
    "image_user_id,instance_id,miner_uid,miner_hotkey,started_at,completed_at,error_message,"
    "compute_multiplier,bounty,metrics"
)
REPORTS = "invocation_id,user_id,timestamp,confirmed_at,confirmed_by,reason"
JOBS = (
    "job_id,chute_id,version,chutes_version,method,miner_uid,miner_hotkey,miner_coldkey,"
    "instance_id,created_at,updated_at,started_at,finished_at,status,compute_multiplier,"
    "miner_terminated"
)
WORDS = {"", "RATE_LIMIT", "BAD_REQUEST", "KEY_EXCHANGE_REQUIRED", "EMPTY_STREAM"}


def read(pieces):
    text = "".join(pieces)
    return text, [*csv.DictReader(io.StringIO(text, newline=""))]


@pytest.fixture(scope="module")
def exports(world) -> Exports:
    return world.exports


@pytest.fixture(scope="module")
def text(exports):
    return "".join(exports.invocations(END))


@pytest.fixture(scope="module")
def rows(text):
    return read([text])[1]


def started(row):
    return datetime.fromisoformat(row["started_at"])


def completed(row):
    return datetime.fromisoformat(row["completed_at"]) if row["completed_at"] else None


def test_as_the_csv_module_writes(text):
    """Every byte is what the csv module would have written: quotes, CRLF, the header first."""
    again = io.StringIO()
    csv.writer(again).writerows(csv.reader(io.StringIO(text, newline="")))

    assert again.getvalue() == text
    assert text.startswith(f"{INVOCATIONS}\r\n")


def test_deterministic(text):
    """An hour is the same, whatever was asked before."""
    other = World(clock=Clock(), exported=0.05)
    other.invocations()

    assert "".join(other.exports.invocations(END)) == text


def test_hour_is_its_end(rows):
    """The file of 19:00 holds what started from 18:00 on, and what ended then; in order."""
    times = [started(row) for row in rows]

    assert times == sorted(times)
    assert all(time < PLAIN for time in times)
    assert min(time for time in times if time >= PLAIN - HOUR) < PLAIN - 0.98 * HOUR
    for row in rows:
        if started(row) < PLAIN - HOUR:
            assert PLAIN - HOUR <= completed(row) < PLAIN


def test_midnight(exports):
    """The file of hour 00 is the last hour of the day before."""
    _, rows = read(exports.invocations(datetime(2026, 11, 20, tzinfo=UTC)))

    assert {started(row).date() for row in rows} == {date(2026, 11, 19)}


def test_attempts_in_two_files(exports, rows):
    """An attempt still running at the end is there unfinished, and finished an hour later."""
    _, later = read(exports.invocations(END + HOUR))
    finished = {row["invocation_id"]: row for row in later if row["completed_at"]}
    running = [row for row in rows if not row["completed_at"]]

    assert running
    for row in running:
        assert (row["metrics"], row["error_message"]) == ("", "")
        same = finished[row["invocation_id"]]
        assert same | {"completed_at": "", "metrics": ""} == row
    ids = [row["invocation_id"] for row in rows]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("traffic", "exported"), [(1, 0.1), (0.1, 1)], ids=["part", "whole"])
def test_agrees_with_usage(traffic, exported):
    """Each chute's successes are its part of what `usage` counts in the same hours, or all."""
    world = World(clock=Clock(), chutes=21, traffic=traffic, exported=exported)
    noon = datetime(2026, 11, 19, 12, tzinfo=UTC)
    counts, seen = Counter(), set()
    for end in (noon + HOUR, noon + 2 * HOUR):
        for row in read(world.exports.invocations(end))[1]:
            is_new = row["invocation_id"] not in seen
            if is_new and started(row) >= noon.replace(tzinfo=None) and not row["error_message"]:
                seen.add(row["invocation_id"])
                counts[row["chute_id"]] += 1

    def part(at):
        rows = [row for row in world.statistics.usage(at) if row.date == noon.date()]
        return {row.chute_id: int(exported * row.invocation_count) for row in rows}

    before, after = part(noon), part(noon + 2 * HOUR)
    assert counts.total() > 10_000
    for chute_id, count in after.items():
        assert counts[chute_id] == count - before[chute_id]


def test_tries(rows):
    """A request is tried up to five times under one parent; a success is its last."""
    tries = defaultdict(list)
    for row in rows:
        tries[row["parent_invocation_id"]].append(row)
    complete = [t for t in tries.values() if all(r["completed_at"] for r in t)]

    assert {len(t) for t in tries.values()} >= {1, 2, 3, 5}
    assert max(len(t) for t in tries.values()) == 5
    for attempts in complete:
        assert all(attempt["error_message"] for attempt in attempts[:-1])
        assert all(attempt["error_message"] != "BAD_REQUEST" for attempt in attempts[:-1])
        assert len({attempt["chute_id"] for attempt in attempts}) == 1
        places = [attempt["instance_id"] for attempt in attempts]
        assert all(place != again for place, again in pairwise(places))


def test_errors(rows):
    """Errors are constants, or exceptions with a traceback over several lines."""
    errors = Counter(row["error_message"] for row in rows)
    others = [error for error in errors if error not in WORDS]

    assert set(errors) > WORDS
    assert 0.01 < 1 - errors[""] / len(rows) < 0.12
    assert all("\nTraceback (most recent call last):\n  File " in error for error in others)
    assert any("[host redacted]" in error for error in others)
    assert any(error.startswith("\n") and error.endswith("\nTimeoutError\n") for error in others)
    assert any(error.startswith("instance said") and error.endswith("MiB\n") for error in others)
    assert all(not row["metrics"] and row["completed_at"] for row in rows if row["error_message"])


def test_metrics(rows):
    """Metrics are the repr of a dict, not JSON, with the short keys first."""
    metrics = [row["metrics"] for row in rows if row["metrics"]]
    values = [ast.literal_eval(text) for text in metrics]

    assert [repr(value) for value in values] == metrics
    for value in values:
        assert [*value] == sorted(value, key=lambda key: (len(key), key))
    assert {"it", "ot", "tt", "tps", "ttft", "tokens"} <= set(values[0]) | set(values[1])
    assert {"steps", "sps", "masps"} <= {key for value in values for key in value}
    assert any(value.get("ttft", 0) is None for value in values)
    assert any(isinstance(value.get("it"), float) for value in values)


def test_values(rows):
    """Columns have the types and forms of the real ones."""
    uuid4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    stamp = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?")

    for row in rows[:500]:
        assert uuid4.fullmatch(row["parent_invocation_id"])
        assert uuid4.fullmatch(row["invocation_id"])
        assert len(ss58.decode(row["miner_hotkey"])) == 32
        assert stamp.fullmatch(row["started_at"])
        assert float(row["compute_multiplier"]) >= 1
    assert any("." not in row["started_at"] for row in rows)
    assert not any(row["started_at"].endswith(".000000") for row in rows)
    assert min(int(row["miner_uid"]) for row in rows) < 0
    assert {"chat_stream", "chat", "generate", "embed", "speak"} <= {
        row["function_name"] for row in rows
    }


def test_row_size(text, rows):
    """A row is about as long as the real ones."""
    assert 500 < len(text) / len(rows) < 650


def test_speeds_agree_with_statistics(world, exports):
    """The slowed chute is slow in the files too."""
    chute = world.played_by("slowed")

    def speed(day):
        _, rows = read(exports.invocations(datetime(2026, 11, day, 15, tzinfo=UTC)))
        mine = [row for row in rows if row["chute_id"] == chute.chute_id and row["metrics"]]
        return ast.literal_eval(mine[0]["metrics"])["otps"]

    assert speed(23) / speed(20) == pytest.approx(0.65, rel=0.01)


@pytest.mark.parametrize(
    ("end", "there", "not_there"),
    [
        (datetime(2024, 12, 20, 5, tzinfo=UTC), "reported_at", "metrics"),
        (datetime(2025, 1, 20, 5, tzinfo=UTC), "bounty", "metrics"),
        (datetime(2025, 3, 20, 5, tzinfo=UTC), "metrics", "reported_at"),
    ],
)
def test_columns_over_time(exports, end, there, not_there):
    """Older files have other columns, and as many fields in each row."""
    text, _ = read(exports.invocations(end))
    header, *rows = csv.reader(io.StringIO(text, newline=""))

    assert len(rows) > 100
    assert there in header
    assert not_there not in header
    assert {len(row) for row in rows} <= {len(header)}


def test_reports(exports):
    """Reports of the platform come within their hour, in order, with their zone."""
    text, rows = read(exports.reports(END))

    assert text.startswith(f"{REPORTS}\r\n")
    times = [datetime.fromisoformat(row["timestamp"]) for row in rows]
    assert times == sorted(times)
    assert all(END - HOUR <= time < END for time in times)


def test_each_automatic_report_once(world, exports):
    """Every report of the platform is in one file, also when its request was in another."""
    reported = world.reported_invocations(SANDBOX, 20)
    latest = NOW.replace(minute=0, second=0) + HOUR
    ends = [latest - back * HOUR for back in range(72)]
    found = Counter(row["invocation_id"] for end in ends for row in read(exports.reports(end))[1])

    assert {found[invocation_id] for invocation_id in reported} == {1}


def test_jobs(exports):
    """Jobs are listed when they start and when they end; both forms are there."""
    text, rows = read(exports.jobs(END))

    assert text.startswith(f"{JOBS}\r\n")
    running = [row for row in rows if not row["finished_at"]]
    assert running
    assert len(running) < len(rows)
    assert {row["status"] for row in running} == {"pending"}
    for row in rows:
        moments = [row["started_at"], row["finished_at"]]
        hours = [datetime.fromisoformat(moment) for moment in moments if moment]
        assert any(PLAIN - HOUR <= hour < PLAIN for hour in hours)
        assert row["miner_terminated"] in ("True", "False", "")


def test_availability(exports):
    """Files appear 2 to 30 minutes after their hour; a few never do."""
    hours = [END - number * HOUR for number in range(1000)]
    written = [exports.written_at(hour, "invocations") for hour in hours]
    delays = [time - hour for time, hour in zip(written, hours, strict=True) if time]

    assert timedelta(minutes=2) <= min(delays) < max(delays) <= timedelta(minutes=30)
    assert 5 < written.count(None) < 40


def test_recent(exports):
    """Recent invocations: the latest first, completed and without error, of one miner if asked."""
    text, rows = read(exports.recent(NOW, None, 300))
    hotkey = rows[0]["miner_hotkey"]
    _, of_one = read(exports.recent(NOW, hotkey, 20))
    times = [started(row) for row in rows]

    assert text.startswith(INVOCATIONS.removeprefix("parent_invocation_id,"))
    assert len(rows) == 300
    assert times == sorted(times, reverse=True)
    assert all(not r["error_message"] and completed(r) <= NOW.replace(tzinfo=None) for r in rows)
    assert {row["miner_hotkey"] for row in of_one} == {hotkey}
    assert len(of_one) == 20


def test_recent_of_nobody():
    """A hotkey that is not there gives the header alone, of the last day and no more."""
    exports = World(clock=Clock(), chutes=3, exported=0.002).exports
    _, everything = read(exports.recent(NOW, None, 100_000))

    assert read(exports.recent(NOW, "5Nobody", 100))[1] == []
    assert min(started(row) for row in everything) >= NOW.replace(tzinfo=None) - 24 * HOUR
    assert min(started(row) for row in everything) < NOW.replace(tzinfo=None) - 23 * HOUR
