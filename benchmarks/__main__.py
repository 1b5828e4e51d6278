"""All benchmarks, or those that are named: `python -m benchmarks [acknowledge …] [--rounds 3]`.

Each is a module `bench_<name>` with `async def measure() -> list[Row]`, run in a process of its
own. Rounds are interleaved, so that whatever else the machine does meets all of them; the table
has the median of the rounds. The exit status is 1 if a limit is missed, after all have run.
"""

import asyncio
import importlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.table import Row, middle, written

ALL = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
app = typer.Typer(add_completion=False)


@app.command()
def main(
    names: Annotated[list[str] | None, typer.Argument(help=", ".join(ALL))] = None,
    rounds: int = 3,
    once: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Measure what is named, or everything; print one table."""
    if once:
        [name] = names or []
        print(json.dumps([asdict(row) for row in measure(name)]))
        return
    found: dict[str, list[Row]] = {}
    failed = []
    for number in range(rounds):
        for name in names or ALL:
            print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr, flush=True)
            rows = in_a_process(name)
            failed += [] if rows else [name]
            for row in rows:
                found.setdefault(row.what, []).append(row)
    rows = [middle(of_one) for of_one in found.values()]
    print(written(rows))
    if failed:
        print(f"\nDid not end: {', '.join(failed)}.")
    raise typer.Exit(bool(failed) or not all(row.holds for row in rows))


def measure(name: str) -> list[Row]:
    """Return what one round of the benchmark *name* finds."""
    rows: list[Row] = asyncio.run(importlib.import_module(f"benchmarks.bench_{name}").measure())
    return rows


def in_a_process(name: str) -> list[Row]:
    """Return what *name* finds in a process of its own; nothing if it fails."""
    command = [sys.executable, "-m", "benchmarks", name, "--once"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.splitlines()
    return [] if done.returncode or not lines else [Row(**row) for row in json.loads(lines[-1])]


if __name__ == "__main__":
    app()
