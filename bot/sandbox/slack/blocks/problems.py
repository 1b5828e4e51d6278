"""What Slack has against a block, and the checks that find it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One broken rule: where (a JSON pointer), and what, in the words Slack uses."""

    pointer: str
    message: str
    code: str = "invalid_value"
    constraint: Any = None

    def text(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]" if self.pointer else self.message

    def row(self) -> dict[str, Any]:
        """Return the problem as `blocks.validate` tells it."""
        return {
            "pointer": self.pointer,
            "code": self.code,
            "message": self.message,
            "constraint": self.constraint,
        }


Problems = Iterable[Problem]
Check = Callable[[Any, str], Problems]  # (value, its JSON pointer)
