"""What an examination finds: what is fine, what to know, what is wrong and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FindingState(StrEnum):
    FINE = "fine"
    NOTE = "note"  # worth knowing; nothing is wrong
    WARNING = "warning"  # something to check: part of the bot works less well
    BROKEN = "broken"  # something to fix


@dataclass(frozen=True)
class Finding:
    """*seen* and *mend* are sentences in plain text; *mend* says what to type or to click.

    A channel in them is its id behind `#`. *area* is what was examined: Slack, Redis, …
    """

    state: FindingState
    seen: str
    mend: str = ""
    area: str = ""

    @property
    def is_wrong(self) -> bool:
        return self.state in (FindingState.WARNING, FindingState.BROKEN)


def fine(seen: str) -> Finding:
    return Finding(FindingState.FINE, seen)


def note(seen: str, mend: str = "") -> Finding:
    return Finding(FindingState.NOTE, seen, mend)


def warning(seen: str, mend: str) -> Finding:
    return Finding(FindingState.WARNING, seen, mend)


def broken(seen: str, mend: str) -> Finding:
    return Finding(FindingState.BROKEN, seen, mend)


def verdict(findings: Sequence[Finding]) -> str:
    """Say in one line how much there is to do: `2 things to fix, 1 to check.`"""
    states = [finding.state for finding in findings]
    mend, look = states.count(FindingState.BROKEN), states.count(FindingState.WARNING)
    parts = [f"{_things(mend)} to fix"] if mend else []
    if look:
        parts.append(f"{look if mend else _things(look)} to check")
    return f"{', '.join(parts)}." if parts else "Everything works."


def _things(count: int) -> str:
    return f"{count} thing" if count == 1 else f"{count} things"
