"""Faults on demand: what Slack does instead of answering, where, how late, how often."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from bot.sandbox.pending import Pending, last
from bot.sandbox.slack.errors import Mistaken


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """What goes wrong at *method*, the next *count* times (None: until the faults are cleared).

    *method* is a Web API method (`chat.update`), `response_url`, `upload` (an upload URL), `socket`
    (Socket Mode's handshake), or a pattern: `chat.*`, `*.*` (the whole Web API), `*` (all Slack).
    *channel*: only calls about that conversation.

    Instead of the true answer the bot gets one of these; without any the connection is closed:

    * error    `{"ok": false, "error": …}`, with *metadata* as its `response_metadata`; the HTTP
               status is 200 (`ratelimited`: 429 with `Retry-After: 1`) or *status*
    * status   any HTTP status, or *body*, or both: text and bytes as they are, anything else as
               JSON; *content_type* is what it pretends to be (HTML or JSON by default)
    * reset    a TCP reset
    * silent   nothing, until the faults are cleared

    With these, and with the true answer if they are alone:

    * delay         comes so many seconds late
    * headers       bears these; *retry_after* is `Retry-After`, whatever it is: 30, "nan", a date
    * truncated     breaks off after so many bytes of its body
    * after_effect  the call is carried out first, and only its answer is lost (not of `socket`)
    """

    method: str
    count: Annotated[int, msgspec.Meta(ge=1)] | None = 1
    error: str | None = None
    status: Annotated[int, msgspec.Meta(ge=200, le=999)] | None = None
    retry_after: int | float | str | None = None
    delay: Annotated[float, msgspec.Meta(ge=0)] = 0
    after_effect: bool = False
    channel: str | None = None
    body: Any | UnsetType = UNSET
    content_type: str | None = None
    headers: dict[str, str] = {}
    metadata: dict[str, Any] | None = None
    reset: bool = False
    silent: bool = False
    truncated: Annotated[int, msgspec.Meta(ge=0)] | None = None

    def strike(self) -> bool:
        self.count, is_last = last(self.count)
        return is_last

    def meets(self, method: str, channel: str | None) -> bool:
        return fnmatchcase(method, self.method) and self.channel in (None, channel)

    @property
    def says(self) -> bool:
        """Whether it has an answer of its own."""
        return bool(self.error or self.status) or self.body is not UNSET

    @property
    def spares(self) -> bool:
        """Whether the true answer gets through, late, longer or cut."""
        changes = self.delay or self.extra or self.truncated is not None
        return bool(changes) and not (self.says or self.reset or self.silent)

    @property
    def extra(self) -> dict[str, str]:
        """The headers that go with any answer."""
        if self.retry_after is None:
            return self.headers
        return {**self.headers, "Retry-After": str(self.retry_after)}

    @property
    def words(self) -> str:
        """What it does, as the page tells it."""
        what = "closed without an answer"
        if self.says:
            what = self.error or f"answers {self.status or 200}"
        elif self.reset or self.silent:
            what = self.name
        elif self.spares:
            what = "cut short" if self.truncated is not None else "slow"
        return f"{what}, after it was carried out" if self.after_effect else what

    @property
    def name(self) -> str:
        """What the wire calls it."""
        if self.error or self.status == 429:
            return self.error or "ratelimited"
        return "reset" if self.reset else "silent" if self.silent else "fault"


class Faults(Pending[Fault]):
    """The faults still to come; of those that meet a call the one added first strikes."""

    def add(self, method: str, count: int | None = 1, **what: Any) -> Fault:
        """Let the next *count* calls of *method* go wrong; see `Fault` for *what* can happen."""
        try:
            return self.put(msgspec.convert({"method": method, "count": count, **what}, Fault))
        except msgspec.ValidationError as exc:
            raise Mistaken(f"No such fault: {exc}.") from exc

    def take(self, method: str, args: Mapping[str, Any]) -> Fault | None:
        """Return the fault that meets this call, and count it."""
        channel = args.get("channel") or args.get("channel_id")
        return self.first(lambda fault: fault.meets(method, channel))
