"""What the API answers from between two runs of its ten-minute cron."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import msgspec

PERIOD = timedelta(minutes=10)


def last_run(now: datetime) -> datetime:
    """Return when the cron last ran."""
    return now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % PERIOD


class Snapshots:
    """Encoded answers of one run; those of an earlier run are forgotten."""

    def __init__(self) -> None:
        self._at: datetime | None = None
        self._bodies: dict[object, bytes] = {}
        self._lock = Lock()

    def body(self, at: datetime, key: object, rows: Callable[[], list[Any]]) -> bytes:
        """Return the rows of *key* as JSON, computed at most once for the run *at*."""
        with self._lock:
            if at != self._at:
                self._at, self._bodies = at, {}
            if key not in self._bodies:
                self._bodies[key] = msgspec.json.encode(rows())
            return self._bodies[key]
