"""What the API was asked, for tests and the curious."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime

import msgspec

from bot.sandbox.api.endpoints import Endpoint

KEPT = 10_000


class Asked(msgspec.Struct):
    """One request; *status* is None until it is answered, and for ever if it never is."""

    at: datetime
    endpoint: Endpoint
    method: str
    path: str
    query: str
    headers: dict[str, str]
    status: int | None = None


class Requests:
    """The latest requests, the oldest first; those under `/_sandbox/` do not count."""

    def __init__(self) -> None:
        self._asked: deque[Asked] = deque(maxlen=KEPT)

    def __iter__(self) -> Iterator[Asked]:
        return iter(tuple(self._asked))

    def __len__(self) -> int:
        return len(self._asked)

    def count(self, endpoint: Endpoint) -> int:
        """Return how often *endpoint* was asked since `clear`, faults included."""
        return sum(asked.endpoint == endpoint for asked in self._asked)

    def add(self, asked: Asked) -> None:
        self._asked.append(asked)

    def clear(self) -> None:
        self._asked.clear()
