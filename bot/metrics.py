"""What this process counts, for `/metrics`; no label has values without bound."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from time import perf_counter
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

Heard = Callable[[str, str, float], None]
"""Is told of a call: its method, how it ended, and the seconds that it took."""

ANSWER = Histogram.DEFAULT_BUCKETS
SOON = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3)
CALL = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 180)
LATENESS = (1, 5, 30, 60, 300, 900, 3600, 3 * 3600, 12 * 3600)


def unheard(method: str, outcome: str, seconds: float) -> None:
    """Count no call."""


async def _nothing() -> None:
    """Look at nothing."""


class Metrics:
    """Counters of one process in a registry of their own; *look* is awaited before each reading,
    to set the gauges of what all processes share."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.look: Callable[[], Awaitable[None]] = _nothing
        ProcessCollector(registry=self.registry)
        self.questions = self._counter(
            "questions",
            "Questions answered, by subcommand and how they ended",
            "subcommand outcome",
        )
        self.acknowledge_seconds = self._histogram(
            "acknowledge_seconds", "From Slack's request to its acknowledgement", "", SOON
        )
        self.answer_seconds = self._histogram(
            "answer_seconds", "From the acknowledgement to the answer, by subcommand", "subcommand"
        )
        self.undelivered = self._counter("undelivered", "Answers that Slack refused")
        self.call_seconds = self._histogram(
            "call_seconds", "Calls to Slack and to the Chutes API", "to method outcome", CALL
        )
        self.reconnects = self._counter("reconnects", "Connections to Slack that were lost")
        self.redis_failures = self._counter(
            "redis_failures", "Exchanges with Redis that failed", "error"
        )
        self.digests = self._counter("digests", "Digests, by what became of them", "outcome")
        self.digest_late_seconds = self._histogram(
            "digest_late_seconds", "From when a digest is due until it is posted", "", LATENESS
        )
        self.watches = self._counter(
            "watches", "What watches said, by what became of it", "outcome"
        )
        self.watch_late_seconds = self._histogram(
            "watch_late_seconds",
            "From when a watch is seen to fire until that is posted",
            "",
            LATENESS,
        )
        self.jobs = self._counter("jobs", "Attempts at jobs, by how they ended", "job outcome")
        self._set_up_gauges()

    def _set_up_gauges(self) -> None:
        self.source_age_seconds = self._gauge(
            "source_age_seconds", "Since the figures of a source were fetched", "source"
        )
        self.source_failing = self._gauge(
            "source_failing", "1 while the newest visit to a source brought nothing", "source"
        )
        self.waiting = self._gauge("waiting", "Things that are to be done or followed", "what")
        self.overdue_seconds = self._gauge(
            "overdue_seconds", "For how long the oldest of them is due", "what"
        )
        self.unreadable = self._gauge("unreadable", "Records in Redis that cannot be read")
        self.worker_silent_seconds = self._gauge(
            "worker_silent_seconds", "Since a worker's last sign of life; 60 if none lives"
        )

    def heard(self, to: Literal["slack", "chutes"]) -> Heard:
        """Return what counts the calls *to* there."""

        def count(method: str, outcome: str, seconds: float) -> None:
            self.call_seconds.labels(to, method, outcome).observe(seconds)

        return count

    def digest_ended(self, outcome: str, late: timedelta) -> None:
        """Count a digest; how late it came, if it did."""
        self.digests.labels(outcome).inc()
        if outcome == "posted":
            self.digest_late_seconds.observe(max(0.0, late.total_seconds()))

    def watch_said(self, outcome: str, late: timedelta) -> None:
        """Count what a watch said; how long after it was seen to fire, if that is its message."""
        self.watches.labels(outcome).inc()
        if outcome == "posted":
            self.watch_late_seconds.observe(max(0.0, late.total_seconds()))

    def job_ended(self, job: str, outcome: str) -> None:
        """Count an attempt at a job."""
        self.jobs.labels(job, outcome).inc()

    def redis_failed(self, error: Exception) -> None:
        """Count an exchange with Redis that failed."""
        self.redis_failures.labels(type(error).__name__).inc()

    async def text(self) -> bytes:
        """Return all of them in Prometheus' text format."""
        await self.look()
        return generate_latest(self.registry)

    def _counter(self, name: str, what: str, labels: str = "") -> Counter:
        return Counter(f"chutes_bot_{name}", what, labels.split(), registry=self.registry)

    def _gauge(self, name: str, what: str, labels: str = "") -> Gauge:
        return Gauge(f"chutes_bot_{name}", what, labels.split(), registry=self.registry)

    def _histogram(
        self, name: str, what: str, labels: str = "", buckets: Sequence[float] = ANSWER
    ) -> Histogram:
        return Histogram(
            f"chutes_bot_{name}", what, labels.split(), registry=self.registry, buckets=buckets
        )


class Call:
    """One call, timed: `ends` tells *heard* of it."""

    def __init__(self, heard: Heard, method: str) -> None:
        self._heard = heard
        self._method = method
        self._began = perf_counter()

    def ends(self, outcome: str) -> None:
        self._heard(self._method, outcome, perf_counter() - self._began)
