"""What this process counts, for `/metrics`."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)


class Metrics:
    """Counters of one process in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.questions = Counter(
            "chutes_bot_questions",
            "Questions answered, by subcommand and how they ended",
            ["subcommand", "outcome"],
            registry=self.registry,
        )
        self.answer_seconds = Histogram(
            "chutes_bot_answer_seconds",
            "From the acknowledgement to the answer, by subcommand",
            ["subcommand"],
            registry=self.registry,
        )
        self.undelivered = Counter(
            "chutes_bot_undelivered", "Answers that Slack refused", registry=self.registry
        )

    def text(self) -> bytes:
        """Return all of them in Prometheus' text format."""
        return generate_latest(self.registry)
