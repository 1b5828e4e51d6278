"""An hour of a million invocations (560 MB): the whole way through a worker, and its parts.

The summary against the csv module doing the same, the download against curl, the worker's memory
against the file's size, and what it does to the acknowledgements of the web process.
"""

import asyncio
import csv
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from math import fsum
from pathlib import Path
from time import perf_counter

import httpx
from redis.asyncio import Redis

from benchmarks.rig import ROOT, SECRET, acknowledge, running
from benchmarks.table import Row
from bot.chutes.client import open_chutes
from bot.chutes.exports import ExportFile, ExportKind
from bot.exports.database import open_database
from bot.exports.download import Downloads
from bot.exports.files import FileRange
from bot.exports.folders import open_folders
from bot.sandbox.api import open_api
from bot.sandbox.slack import open_slack
from bot.sandbox.world import World
from bot.store.connection import open_redis
from bot.store.embedded import embedded_redis

HOUR = datetime(2026, 4, 19, 18, tzinfo=UTC)
SPAN = FileRange(ExportKind.INVOCATIONS, HOUR)
FILE = ExportFile(HOUR, ExportKind.INVOCATIONS)
EXPORTED = 33.5  # times the world's usual traffic in the files: a million rows an hour
MOST = 2_000_000_000  # bytes
FASTER, SLOWER, MEMORY = 4.0, 3.0, 0.72  # times the csv module, curl, the file (400 MB)
MEANWHILE = 3.0
GROUPED = ("chute_id", "miner_hotkey", "error_message")
METRIC = {
    name: re.compile(rf"['\"]{name}['\"]: (-?[0-9][0-9.e+-]*)") for name in ("it", "ot", "ttft")
}


async def measure() -> list[Row]:
    """Return the summary, the download and the worker beside what they are compared with."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with serving(folder) as url:
            path = folder / "hour.csv"
            curl(f"{url}{FILE.path}", path)  # the server makes it first
            curled = min(curl(f"{url}{FILE.path}", path) for _ in range(2))
            downloaded = await download(url, path, folder / "place")
            memory, quiet, busy = await through_a_worker(url, folder)
        size = path.stat().st_size / 1e6
        ours, figures = summary(path, folder)
        theirs, expected = by_csv(path)
    assert figures == expected, f"{figures} is not {expected}"
    return [
        Row("csv module, to a summary of a million attempts", theirs, ours, "s", FASTER, True),
        Row("download of 560 MB, to curl", downloaded, curled, "s", SLOWER),
        Row("memory of the worker, to the file's size", memory, size, "MB", MEMORY),
        Row("acknowledge while a worker reads, to one without", busy, quiet, "ms", MEANWHILE),
    ]


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[str]:
    """Run the sandbox's API as a process of its own; yields its URL."""
    told = folder / "url"
    command = [sys.executable, "-m", "benchmarks.bench_exports", str(told)]
    process = await asyncio.create_subprocess_exec(*command)
    try:
        while not told.exists():
            await asyncio.sleep(0.1)
        yield told.read_text()
    finally:
        process.terminate()
        await process.wait()


async def serve(told: Path) -> None:
    """Be that process."""
    async with open_api(World(exported=EXPORTED)) as api:
        told.with_suffix(".new").write_text(api.url)
        told.with_suffix(".new").rename(told)
        await asyncio.Event().wait()


def curl(url: str, path: Path) -> float:
    """Return the seconds that curl takes."""
    began = perf_counter()
    subprocess.run(["curl", "-sf", "-o", str(path), url], check=True)
    return perf_counter() - began


async def download(url: str, path: Path, place: Path) -> float:
    """Return the seconds that our download takes."""
    async with open_chutes(url) as chutes:
        with open_folders(place) as folders:
            began = perf_counter()
            await Downloads(chutes, folders, MOST).save(FILE, path, lambda done, size: None)
            return perf_counter() - began


def summary(path: Path, folder: Path) -> tuple[float, list[float]]:
    """Return the seconds that a summary takes, and some figures to compare."""
    began = perf_counter()
    with open_database(folder, SPAN.kind) as database:
        database.add(path, HOUR)
        found = database.figures(SPAN)
    seconds = perf_counter() - began
    tokens = found.tokens_in + found.tokens_out
    return seconds, [found.attempts, found.requests, found.failed, round(tokens)]


def by_csv(path: Path) -> tuple[float, list[float]]:
    """Do the same with the csv module."""
    began = perf_counter()
    attempts, at = read_attempts(path)
    firsts: dict[str, str] = {}
    durations: list[float] = []
    measured: dict[str, list[float]] = {name: [] for name in METRIC}
    groups = {name: defaultdict[str, list[float]](list) for name in GROUPED}
    for row in attempts:
        parent, started = row[at["parent_invocation_id"]], row[at["started_at"]]
        firsts[parent] = min(firsts.get(parent, started), started)
        took = duration(started, row[at["completed_at"]])
        if not row[at["error_message"]]:
            durations.append(took)
        for name, members in groups.items():
            members[label(row[at[name]])].append(took)
        for name, into in measured.items():
            into += [float(found[1]) for found in METRIC[name].finditer(row[at["metrics"]])]
    for values in chain(
        [durations, measured["ttft"]], *(found.values() for found in groups.values())
    ):
        statistics.quantiles([0.0, *values], n=20)
    Counter(started[:15] for started in firsts.values())
    failed = len(attempts) - len(groups["error_message"][""])
    tokens = round(fsum(measured["it"]) + fsum(measured["ot"]))
    return perf_counter() - began, [len(attempts), len(firsts), failed, tokens]


def label(text: str) -> str:
    """Return the first line, or the last where that is empty, as a traceback's is."""
    return text.partition("\n")[0] or text.rstrip().rpartition("\n")[2]


def duration(started: str, completed: str) -> float:
    """Return seconds; none for an attempt that still ran."""
    if not completed:
        return 0.0
    return (datetime.fromisoformat(completed) - datetime.fromisoformat(started)).total_seconds()


def read_attempts(path: Path) -> tuple[list[list[str]], dict[str, int]]:
    """Return the rows, each attempt once and finished if it ever is, and where each column is."""
    attempts: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        reader = csv.reader(file)
        at = {name: number for number, name in enumerate(next(reader))}
        own, completed = at["invocation_id"], at["completed_at"]
        for row in reader:
            known = attempts.get(row[own])
            if known is None or row[completed] > known[completed]:
                attempts[row[own]] = row
    return list(attempts.values()), at


async def through_a_worker(api_url: str, folder: Path) -> tuple[float, float, float]:
    """Ask for the hour in Slack; return the worker's memory (MB), and the medians in ms of the
    web process' acknowledgements before and meanwhile."""
    async with AsyncExitStack() as stack:
        redis_url = await stack.enter_async_context(embedded_redis(folder / "redis"))
        slack = await stack.enter_async_context(open_slack(ROOT / "manifest.yml"))
        settings = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "CHUTES_API_URL": api_url,
            "REDIS_URL": redis_url,
            "LIMIT_PER_PERSON": "1000000/minute",
            "LIMIT_PER_WORKSPACE": "1000000/minute",
            "LOG_LEVEL": "error",
        }
        run = partial(running, folder=folder, settings=settings)
        await stack.enter_async_context(run("-m", "bot", "worker"))
        web = await stack.enter_async_context(run("-m", "bot", "web"))
        redis = await stack.enter_async_context(open_redis(redis_url))
        http = await stack.enter_async_context(httpx.AsyncClient())
        quiet = [await acknowledge(http, web, "help") for _ in range(300)]
        await acknowledge(http, web, f"export {SPAN.words}")
        busy = []
        while await state(redis) in (b"waiting", b"running", None):
            busy.append(await acknowledge(http, web, "help"))
            await asyncio.sleep(0.01)
        assert await state(redis) == b"done", await redis.hgetall(KEY)
        return peak_memory(), 1000 * statistics.median(quiet), 1000 * statistics.median(busy)


KEY = f"chutes:run:{SPAN.id}"


async def state(redis: Redis) -> bytes | str | None:
    return await redis.hget(KEY, "state")


def peak_memory() -> float:
    """Return the most memory that the worker, a child of ours, has held, in MB."""
    for status in Path("/proc").glob("[0-9]*/status"):
        command = (status.parent / "cmdline").read_bytes().split(b"\0")
        if command[1:4] == [b"-m", b"bot", b"worker"]:
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            assert found
            return int(found[1]) / 1024
    raise LookupError("there is no worker")


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
