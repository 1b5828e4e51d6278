"""How an attempt is written as a row of CSV."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from bot.sandbox.world.attempts import EPOCH, Attempt
from bot.sandbox.world.measures import SECOND

LEAD = (
    "invocation_id,chute_id,chute_user_id,function_name,image_id,image_user_id,instance_id,"
    "miner_uid,miner_hotkey,started_at,completed_at,error_message,compute_multiplier"
)
PLAIN_EPOCH = EPOCH.replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns there are: that changed over the years."""

    parent: bool = True
    bounty: bool = True
    metrics: bool = True
    reported: bool = False  # reports had columns of their own here at first

    @property
    def header(self) -> str:
        tail = (
            ",bounty" * self.bounty
            + ",metrics" * self.metrics
            + ",reported_at,report_reason" * self.reported
        )
        return "parent_invocation_id," * self.parent + LEAD + tail + "\r\n"

    def row(self, attempt: Attempt, seen: int) -> str:
        """Return *attempt* as it was at *seen* (microseconds since 1970): perhaps running."""
        started, completed, parent, invocation_id, instance, error, bounty, metrics = attempt
        if completed <= seen:
            over = f"{_stamp(completed)},{error}"
        else:
            over, metrics = ",", ""
        return (
            f"{parent + ',' if self.parent else ''}{invocation_id},{instance.serves},"
            f"{_stamp(started)},{over},{instance.multiplier}"
            f"{f',{bounty}' if self.bounty else ''}{f',{metrics}' if self.metrics else ''}"
            f"{',,' if self.reported else ''}\r\n"
        )


def _stamp(at: int) -> str:
    """Return a time as the exports write it: naive UTC, the fraction only if there is one."""
    second, fraction = divmod(at, SECOND)
    return f"{_second(second)}.{fraction:06}" if fraction else _second(second)


@lru_cache(4096)
def _second(number: int) -> str:
    return str(PLAIN_EPOCH + timedelta(seconds=number))
