"""Rows of the Invocations API, with the API's own names; all ids are text, all times UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec.structs import force_setattr

LONGEST_NAME = 200  # characters of a chute's name that are kept
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**15)]  # a thousand times what there has ever been
Whole = Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]
Number = Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)]  # finite
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
UNKNOWN_NAME = "[unknown]"  # as the API itself says it


class UsageRow(msgspec.Struct, frozen=True, gc=False):
    """One chute's day, platform-wide; *usd_amount* is metered pay-as-you-go, can be negative."""

    chute_id: Id
    date: date
    usd_amount: Number
    invocation_count: Count


class LlmRow(msgspec.Struct, frozen=True, gc=False):
    """One model's day; *average_tps* in tokens per second, *average_ttft* in seconds."""

    chute_id: Id
    date: date
    total_requests: Count
    total_input_tokens: Count
    total_output_tokens: Count
    name: str = UNKNOWN_NAME
    average_tps: float | None = None
    average_ttft: float | None = None

    def __post_init__(self) -> None:
        if not _is_known(self.average_tps):
            force_setattr(self, "average_tps", None)
        if not _is_known(self.average_ttft):
            force_setattr(self, "average_ttft", None)
        _shorten_name(self)


class DiffusionRow(msgspec.Struct, frozen=True, gc=False):
    """One image model's day; *average_sps* in steps per second. No traffic is a row of zeros."""

    chute_id: Id
    date: date
    total_steps: Count
    total_requests: Count
    name: str = UNKNOWN_NAME
    average_sps: float | None = None

    def __post_init__(self) -> None:
        if not _is_known(self.average_sps):
            force_setattr(self, "average_sps", None)
        _shorten_name(self)


class InvocationRow(msgspec.Struct, frozen=True):
    """
    One attempt at a request, from an hourly export or the recent one.

    *parent_invocation_id* is the request's id, the one that reports need (the recent export
    leaves it out); *completed_at* is None while it runs; *metrics* differ by kind of chute.
    """

    invocation_id: Id
    chute_id: Id
    started_at: Moment
    parent_invocation_id: str | None = None
    chute_user_id: str | None = None
    function_name: str | None = None
    image_id: str | None = None
    image_user_id: str | None = None
    instance_id: str | None = None
    miner_uid: Whole | None = None
    miner_hotkey: str | None = None
    completed_at: Moment | None = None
    error_message: str | None = None
    compute_multiplier: Number | None = None
    bounty: Whole | None = None
    metrics: dict[str, Any] | None = None


class ReportRow(msgspec.Struct, frozen=True, gc=False):
    """One report; *invocation_id* is the request's id, *user_id* the account that reported it."""

    invocation_id: Id
    user_id: Id
    timestamp: Moment
    confirmed_at: Moment | None = None
    confirmed_by: str | None = None
    reason: str | None = None


Row = TypeVar("Row", bound=msgspec.Struct)


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """What an answer held: *rows*, and how many more were *skipped* for their wrong shape."""

    rows: Sequence[Row]
    skipped: int = 0


def _is_known(speed: float | None) -> bool:
    return speed is not None and 0 < speed < inf


def _shorten_name(row: "LlmRow | DiffusionRow") -> None:
    if len(row.name) > LONGEST_NAME:
        force_setattr(row, "name", row.name[:LONGEST_NAME])
