"""Whatever Slack answers, read: what it says, or one of our errors. Nothing else comes of it.

What stands in Slack's place may be a proxy, a page for people, or half an answer. A refusal in
words is `Undelivered` with Slack's word, whatever the status; anything that cannot be
understood is `Unsure`, as Slack may have carried out what it answered so.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.clock import read_date, utc_now
from bot.errors import Busy, Undelivered, Unsure
from bot.slack.reasons import Kind, is_word, kind

DEFAULT_RETRY_AFTER = 1.0  # seconds, where Slack names none that can be
LONGEST_MEANT = 3600.0  # seconds; Slack never means more

Found = TypeVar("Found")


class Fields(dict[str, Any]):
    """An object that Slack sent; a field that is null is none.

    A field that it lacks, or that is something else than was asked for, is `Unsure`.
    """

    def text(self, name: str) -> str:
        return self._of(str, name)

    def part(self, name: str) -> "Fields":
        return self._of(Fields, name)

    def optional(self, name: str) -> "Fields":
        """Return the object that *name* is; an empty one if it is none."""
        found = self.get(name)
        return found if isinstance(found, Fields) else Fields()

    def texts(self, name: str) -> list[str]:
        """Return the texts that *name* lists."""
        return [one for one in self._of(list, name) if isinstance(one, str)]

    def parts(self, name: str) -> list["Fields"]:
        """Return the objects that *name* lists."""
        return [one for one in self._of(list, name) if isinstance(one, Fields)]

    def listed(self, name: str) -> list["Fields"]:
        """Return the objects that *name* lists; none if it is no list."""
        return self.parts(name) if isinstance(self.get(name), list) else []

    def _of(self, kind: type[Found], name: str) -> Found:
        found = self.get(name)
        if not isinstance(found, kind):
            raise Unsure(f"its answer has no {name}")
        return found


@dataclass(frozen=True)
class SlackAnswer:
    """What came over HTTP; names of *headers* are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float:
        """The seconds that it asks us to wait, however it says so."""
        text = self.headers.get("retry-after", "").strip()
        try:
            seconds = float(text)
        except ValueError:
            moment = read_date(text)
            seconds = (moment - utc_now()).total_seconds() if moment else math.nan
        if not math.isfinite(seconds) or seconds < 0:
            return DEFAULT_RETRY_AFTER
        return min(seconds, LONGEST_MEANT)

    @property
    def json(self) -> object:
        """What it says as JSON; None if that is none."""
        return read_json(self.body)

    def result(self) -> Fields:
        """Return the object with which a method of the Web API was answered, if that was carried
        out; raise `Undelivered`, `Busy` or `Unsure`."""
        said = self.json
        self._raise_refusal(said)
        if self.status == 200 and isinstance(said, Fields) and said.get("ok") is True:
            return said
        raise self._trouble()

    def check_taken(self) -> None:
        """Raise the same unless a response_url or an upload was answered that all is well."""
        said = self.json
        self._raise_refusal(said)
        text = self.body.strip().lower()
        is_fine = text.startswith(b"ok") or (isinstance(said, Fields) and said.get("ok") is True)
        if not (self.status == 200 and is_fine):
            raise self._trouble()

    def _raise_refusal(self, said: object) -> None:
        reason = self._reason(said)
        if self.status == 429 or reason in ("ratelimited", "rate_limited"):
            raise Busy(self.retry_after)
        if not reason:
            return
        if kind(reason) is Kind.UNCLEAR or (kind(reason) is Kind.REFUSED and self.status >= 500):
            raise Unsure(reason)
        raise Undelivered(reason)

    def _reason(self, said: object) -> str:
        """Return Slack's word for what is wrong; empty if it has none."""
        if isinstance(said, Fields) and said.get("ok") is not True:
            reason = said.get("error")
            if isinstance(reason, str) and reason:
                return " ".join(reason.split())[:200]
            return "no_reason" if said.get("ok") is False else ""
        text = self.body[:200].decode(errors="replace").strip()
        return text if self.status >= 400 and is_word(text) else ""

    def _trouble(self) -> Undelivered:
        """Return what an answer means that is no word of Slack's."""
        if 300 <= self.status < 500 and self.status != 408:
            return Undelivered(f"HTTP {self.status}")
        if self.status == 200:
            return Unsure("what answered is not Slack")
        return Unsure(f"Slack answered {self.status}")


def read_json(body: bytes) -> object:
    """Return what *body* says as JSON, its objects as `Fields`; None if it is none."""
    try:
        return json.loads(body, object_pairs_hook=_fields)
    except (ValueError, RecursionError):
        return None


def _fields(pairs: list[tuple[str, Any]]) -> Fields:
    return Fields((name, value) for name, value in pairs if value is not None)
