"""Faults on demand: what Slack answers instead, how late, how often."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.errors import Mistaken, Refusal

CLOSED = 0  # the status of a fault that answers nothing and drops the connection


@dataclass
class Fault:
    """What happens to the next *count* calls of *method* (`*`: of any; `response_url`: those).

    *error*: Slack's error code; *status*: an HTTP status with an unhelpful body; neither, and no
    *delay*: the connection is dropped. *after_effect*: the call is carried out first. *channel*:
    only calls about that conversation.
    """

    method: str
    count: int = 1
    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    delay: float = 0  # seconds
    after_effect: bool = False
    channel: str | None = None

    def meets(self, method: str, channel: str | None) -> bool:
        return self.method in ("*", method) and self.channel in (None, channel)

    @property
    def only_slow(self) -> bool:
        return bool(self.delay) and self.error is None and self.status is None

    def refusal(self) -> Refusal:
        """Return what the bot is told instead of an answer."""
        if self.error == "ratelimited" or self.status == 429:
            return Refusal("ratelimited", status=429, retry_after=self.retry_after or 1)
        if self.error:
            return Refusal(self.error, status=self.status or 200, retry_after=self.retry_after)
        return Refusal("fault", status=self.status or CLOSED, retry_after=self.retry_after)


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, method: str, count: int = 1, **what: Any) -> Fault:
        """Let the next *count* calls of *method* go wrong; see `Fault` for *what* can happen."""
        try:
            fault = Fault(method, count, **what)
        except TypeError as exc:
            raise Mistaken(f"No such fault: {exc}") from exc
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything go well again."""
        self._faults.clear()

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def take(self, method: str, args: Mapping[str, Any]) -> Fault | None:
        """Return the fault that meets this call, and count it."""
        channel = args.get("channel") or args.get("channel_id")
        for fault in self._faults:
            if fault.meets(method, channel):
                fault.count -= 1
                if fault.count <= 0:
                    self._faults.remove(fault)
                return fault
        return None


async def wait_for(fault: Fault | None, *, before: bool) -> None:
    """Wait as long as *fault* says, and raise its refusal; *before* or after the effect."""
    if fault is None or fault.after_effect is before:
        return
    await asyncio.sleep(fault.delay)
    if not fault.only_slow:
        raise fault.refusal()
