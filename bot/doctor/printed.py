"""What the doctor finds, as lines for a terminal."""

import textwrap
from collections.abc import AsyncIterator, Iterator

import typer

from bot.health.findings import Finding, FindingState, verdict

FINDING_MARKS = {
    FindingState.FINE: "✓",
    FindingState.NOTE: "·",
    FindingState.WARNING: "!",
    FindingState.BROKEN: "✗",
}
COLOURS = {
    FindingState.FINE: "green",
    FindingState.NOTE: "blue",
    FindingState.WARNING: "yellow",
    FindingState.BROKEN: "red",
}
WIDTH = 100  # characters


async def print_all(findings: AsyncIterator[Finding]) -> int:
    """Print *findings* as they come, and how much there is to do; return 1 if one is to mend."""
    found: list[Finding] = []
    async for finding in findings:
        for line in _lines(finding, found[-1] if found else None):
            typer.echo(line)
        found.append(finding)
    typer.echo(f"\n{verdict(found)}")
    return int(any(finding.state is FindingState.BROKEN for finding in found))


def _lines(finding: Finding, before: Finding | None) -> Iterator[str]:
    """Yield the lines of *finding*, headed by its area unless the one *before* was of the same.

    Their colours are taken out where there is no terminal.
    """
    if before is None or before.area != finding.area:
        yield f"\n{typer.style(finding.area, bold=True)}"
    mark = typer.style(FINDING_MARKS[finding.state], fg=COLOURS[finding.state])
    first, *more = _wrapped(finding.seen, "    ")
    yield f"  {mark} {first.strip()}"
    yield from more
    if finding.mend:
        yield from _wrapped(finding.mend, "      ", "    → ")


def _wrapped(text: str, indent: str, first: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
