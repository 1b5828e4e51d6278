"""An hour of a million invocations, from the sandbox's API to a summary.

Prints, and fails if one is missed: the summary against the csv module doing the same (at least 4
times faster), the download against curl (at most 3 times its time), the worker's memory (below
400 MB), and how much later the web process acknowledges meanwhile.
"""

import asyncio
import resource
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bot.chutes.client import open_chutes
from bot.chutes.exports import ExportFile, ExportKind
from bot.exporting.download import Downloads
from bot.exporting.figures import open_figuring
from bot.exporting.folders import open_folders
from bot.sandbox.api import open_api
from bot.sandbox.world import World
from bot.services.spans import Span
from tests.exporting import plain

HOUR = datetime(2026, 4, 19, 18, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SPAN = Span(ExportKind.INVOCATIONS, HOUR)
FILE = ExportFile(HOUR, ExportKind.INVOCATIONS)
EXPORTED = 36.0  # parts of the world's traffic: about a million rows
MOST = 2_000_000_000  # bytes
FASTER, SLOWER, MEMORY = 4.0, 3.0, 400.0  # times the csv module's, times curl's, MB


async def serve(port_file: Path) -> None:
    """Be the API, in a process of its own."""
    async with open_api(World(clock=lambda: NOW, exported=EXPORTED)) as api:
        port_file.write_text(api.url)
        await asyncio.Event().wait()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[str]:
    """Run `serve`; yields its URL once the file is made."""
    port_file = folder / "url"
    command = [sys.executable, "-m", "benchmarks.bench_exports", "serve", str(port_file)]
    process = subprocess.Popen(command)
    try:
        while not port_file.exists():
            await asyncio.sleep(0.1)
        yield port_file.read_text()
    finally:
        process.terminate()
        process.wait()


def curl(url: str, path: Path) -> float:
    """Return the seconds that curl takes."""
    began = perf_counter()
    subprocess.run(["curl", "-sf", "-o", str(path), url], check=True)
    return perf_counter() - began


async def download(url: str, path: Path, folder: Path) -> float:
    """Return the seconds that our download takes."""
    async with open_chutes(url, clock=lambda: NOW) as chutes:
        with open_folders(folder) as folders:
            began = perf_counter()
            await Downloads(chutes, folders, MOST).save(FILE, path, lambda done, size: None)
            return perf_counter() - began


def summary(path: Path, folder: Path) -> tuple[float, int, float | None]:
    """Return the seconds that a summary takes, and two figures of it to compare."""
    began = perf_counter()
    with open_figuring(folder, SPAN.kind) as figuring:
        figuring.add(path)
        figures = figuring.figures(SPAN)
    return perf_counter() - began, figures.requests, figures.p95


def by_csv(path: Path) -> tuple[float, int, float | None]:
    """The same by the csv module."""
    began = perf_counter()
    figures = plain.figures(path.read_bytes())
    return perf_counter() - began, figures["requests"], figures["p95"]


async def main() -> None:
    """Measure, print, and fail if a bound is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with serving(folder) as url:
            curl(f"{url}{FILE.path}", folder / "curl.csv")  # the server makes it first
            curled = curl(f"{url}{FILE.path}", folder / "curl.csv")
            downloaded = await download(url, folder / "ours.csv", folder / "place")
        size = (folder / "ours.csv").stat().st_size / 1e6
        (folder / "curl.csv").unlink()
        ours, *same = await asyncio.to_thread(summary, folder / "ours.csv", folder)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        theirs, *expected = by_csv(folder / "ours.csv")
    assert same[0] == expected[0]
    print(f"file: {size:,.0f} MB, {same[0]:,} requests")
    print(f"summary: {ours:.1f} s, csv module {theirs:.1f} s: {theirs / ours:.1f} times faster")
    print(f"download: {downloaded:.1f} s, curl {curled:.1f} s: ratio {downloaded / curled:.1f}")
    print(f"memory: {memory:.0f} MB at most")
    missed = theirs / ours < FASTER or downloaded / curled > SLOWER or memory > MEMORY
    sys.exit(missed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(Path(sys.argv[2])))
    else:
        asyncio.run(main())
