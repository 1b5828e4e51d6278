"""What the doctor finds, as lines for a terminal."""

import textwrap
from collections.abc import Iterator

import click

from bot.services.findings import Finding, State

MARKS = {State.FINE: "✓", State.NOTE: "·", State.WARNING: "!", State.BROKEN: "✗"}
COLOURS = {State.FINE: "green", State.NOTE: "blue", State.WARNING: "yellow", State.BROKEN: "red"}
WIDTH = 100  # characters


def lines(finding: Finding, before: Finding | None) -> Iterator[str]:
    """Yield the lines of *finding*, headed by its area unless the one *before* was of the same.

    They have colours, which `click.echo` takes out where there is no terminal.
    """
    if before is None or before.area != finding.area:
        yield f"\n{click.style(finding.area, bold=True)}"
    mark = click.style(MARKS[finding.state], fg=COLOURS[finding.state])
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
