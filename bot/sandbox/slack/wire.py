"""The wire: every payload to and from the bot, the newest thousand of them."""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.clock import Clock

KEPT = 1000  # entries


@dataclass
class Entry:
    """One payload; *refused* holds what Slack had against it, one sentence each."""

    n: int
    at: str
    direction: str  # "to bot" or "from bot"
    kind: str
    summary: str
    payload: Any
    ack_ms: float | None = None
    status: str = ""
    refused: list[str] = field(default_factory=list)


class Wire:
    def __init__(self, clock: Clock, noticed: Callable[[], None] = lambda: None) -> None:
        self._clock = clock
        self._noticed = noticed
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0

    def to_bot(self, kind: str, summary: str, payload: Any) -> Entry:
        """Note what goes to the bot; its ack is filled in by whoever waits for it."""
        return self._note("to bot", kind, summary, payload)

    def from_bot(self, kind: str, summary: str, payload: Any) -> Entry:
        """Note what the bot asks or says."""
        return self._note("from bot", kind, summary, payload)

    def after(self, n: int = 0) -> list[Entry]:
        """Return the entries after number *n*, newest last."""
        return [entry for entry in self._entries if entry.n > n]

    def rows(self, n: int = 0) -> list[dict[str, Any]]:
        """Return the same as JSON."""
        return [asdict(entry) for entry in self.after(n)]

    def _note(self, direction: str, kind: str, summary: str, payload: Any) -> Entry:
        self._count += 1
        at = self._clock().isoformat()
        entry = Entry(self._count, at, direction, kind, summary, payload)
        self._entries.append(entry)
        self._noticed()
        return entry
