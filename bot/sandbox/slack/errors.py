"""What this Slack refuses, in Slack's own words."""

from typing import Any

from bot.sandbox.slack.blocks.problems import Problem


class Refusal(Exception):
    """Slack's answer is `{"ok": false, "error": code, …details}`, with HTTP status *status*."""

    def __init__(
        self, code: str, *, status: int = 200, retry_after: int | None = None, **details: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.details = details

    @property
    def reasons(self) -> list[str]:
        """Return what was wrong, one sentence each; may be empty."""
        errors = self.details.get("errors", [])
        return [error if isinstance(error, str) else str(error["message"]) for error in errors]


def refuse_blocks(code: str, problems: list[Problem]) -> Refusal:
    """Return the refusal of a message or view that breaks the rules named by *problems*."""
    reasons = [problem.text() for problem in problems]
    messages = {"messages": [f"[ERROR] {reason}" for reason in reasons]}
    return Refusal(code, errors=reasons, response_metadata=messages)


def missing_argument(name: str) -> Refusal:
    """Return the refusal of a call without the argument *name*."""
    return refuse_blocks("invalid_arguments", [Problem("", f"missing required field: {name}")])


class Mistaken(Exception):
    """The person, or a test, did what nobody can do in Slack; says what."""
