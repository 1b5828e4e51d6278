"""Faults on demand: what goes wrong, where, and how often."""

from typing import Annotated, Any, Literal

import msgspec

from bot.sandbox.api.endpoints import Endpoint
from bot.sandbox.pending import Pending, last

Kind = Literal[
    "slow",
    "answer",
    "reset",
    "reset_after",
    "truncated",
    "cut",
    "oversized",
    "endless",
    "empty",
    "stale",
    "silent",
    "altered",
]


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """
    One thing that goes wrong at *endpoint*, *times* times (None: until cleared).

    * slow         the true answer, after *delay* seconds (every kind can have a delay, before it)
    * answer       any *status* with any *body*: text and bytes as they are, anything else as JSON;
                   *content_type* (plain text, JSON) and *headers* are whatever they are
    * reset        the connection is reset before anything happens
    * reset_after  the request is carried out, then the connection is reset
    * truncated    a complete response whose body stops after *size* bytes (None: half of it)
    * cut          the connection is reset when *size* bytes of the body are out (None: half);
                   line feeds follow a shorter one
    * oversized    the body is followed by line feeds, up to *size* bytes, and says so
    * endless      the same without a Content-Length
    * empty        no rows: `[]`, or a CSV of its header alone
    * stale        figures as of *days* ago (usage, llm, diffusion)
    * silent       nothing, until the faults are cleared; then the connection is reset
    * altered      in the first *rows* of the true answer *field* is *value*, as JSON or CSV spells
                   it: `1e999`, `NaN`, `"2031-01-01"` (None: no such field); no *field*: the row
    """

    endpoint: Endpoint | Literal["any"] = "any"
    kind: Kind = "slow"
    times: Annotated[int, msgspec.Meta(ge=1)] | None = 1
    delay: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    status: Annotated[int, msgspec.Meta(ge=200, le=999)] = 503
    body: Any = "Service Unavailable"
    content_type: str | None = None
    headers: dict[str, str] = {}
    retry_after: int | float | str | None = None
    size: int | None = None
    days: int = 2
    field: str = ""
    value: str | None = None
    rows: Annotated[int, msgspec.Meta(ge=1)] = 1

    def strike(self) -> bool:
        self.times, is_last = last(self.times)
        return is_last


class Faults(Pending[Fault]):
    """The faults still to come; of those for an endpoint the one added first strikes first."""

    def add(
        self, endpoint: Endpoint | Literal["any"], kind: Kind = "slow", **details: Any
    ) -> Fault:
        """Add a fault; *details* are the fields of `Fault`. A wrong one is a ValidationError."""
        given = {"endpoint": endpoint, "kind": kind, **details}
        return self.put(msgspec.convert(given, Fault))

    def take(self, endpoint: Endpoint) -> Fault | None:
        """Return the fault that strikes this request at *endpoint*, and count it."""
        return self.first(lambda fault: fault.endpoint in (endpoint, "any"))
