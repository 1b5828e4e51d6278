"""The rows of the JSON endpoints, with the fields in the order in which the API writes them."""

from datetime import date

from msgspec import Struct


class UsageRow(Struct, frozen=True, gc=False):
    chute_id: str
    date: date
    usd_amount: float
    invocation_count: int


class LlmRow(Struct, frozen=True, gc=False):
    chute_id: str
    name: str
    date: date
    total_requests: int
    total_input_tokens: int
    total_output_tokens: int
    average_tps: float | None
    average_ttft: float | None


class DiffusionRow(Struct, frozen=True, gc=False):
    chute_id: str
    name: str
    date: date
    total_steps: int
    total_requests: int
    average_sps: float
