"""An answer of the API, and what it says of itself."""

import re
from dataclasses import dataclass, field
from datetime import datetime

import httpx
import msgspec

from bot.blocks.text import literal
from bot.chutes.bodies import is_page
from bot.chutes.excerpt import LONGEST_EXCERPT, excerpt
from bot.clock import read_date

EXPLANATIONS = ("detail", "error", "message")  # the API's; those of what stands before it
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_INPUT = 40  # characters of what the API says that it was given
LONGEST_RETRY_AFTER = 86_400.0  # seconds; more than that nobody means


@dataclass(frozen=True)
class Response:
    """*body* is as much as was read, nothing for an answer that was left open."""

    response: httpx.Response
    body: bytes = field(default=b"", repr=False)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def is_page(self) -> bool:
        """Whether it is a web page: the API never sends one, what stands before it does."""
        return is_page(self.response, self.body)

    @property
    def detail(self) -> str:
        """What the API itself says about a failure in so many words, else nothing."""
        said = self._explanation.get("detail")
        return said if isinstance(said, str) else ""

    @property
    def explains(self) -> bool:
        """Whether somebody says in JSON what is wrong; pages and plain texts are the edge's."""
        return any(self._explanation.get(name) for name in EXPLANATIONS)

    @property
    def said(self) -> str:
        """An excerpt of their own words, to put behind ours; empty if there are none."""
        words = (_words(self._explanation.get(name)) for name in EXPLANATIONS)
        said = literal(excerpt(next(filter(None, words), "")), LONGEST_EXCERPT).rstrip(".!")
        return f": “{said}”" if said else ""

    @property
    def text(self) -> bytes:
        """The body, without a byte order mark."""
        return self.body.removeprefix(BYTE_ORDER_MARK)

    @property
    def _explanation(self) -> dict[str, object]:
        try:
            return msgspec.json.decode(self.text, type=dict[str, object])
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return {}

    def retry_after(self, now: datetime) -> float | None:
        """The seconds that it asks us to wait (the header may give a date); None if it does not."""
        text = self.response.headers.get("Retry-After", "").strip()
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
            return min(float(text), LONGEST_RETRY_AFTER)
        if moment := read_date(text):
            return min(max((moment - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER)
        return None


def _words(detail: object) -> str:
    match detail:
        case str(text):
            return text
        case [{"msg": str(problem), **rest}, *_]:
            return f"{_where(rest.get('loc'))}{problem}{_given(rest.get('input'))}"
        case {"message": str(text)} | {"error": str(text)} | {"msg": str(text)}:
            return text
        case dict():
            plain = {name: value for name, value in detail.items() if _is_plain(value)}
            return ", ".join(f"{name}: {value}" for name, value in plain.items())
    return ""


def _where(location: object) -> str:
    names = location if isinstance(location, list) else []
    fields = [name for name in names if isinstance(name, str)]
    return f"{fields[-1]}: " if fields else ""


def _given(value: object) -> str:
    given = excerpt(str(value), LONGEST_INPUT) if _is_plain(value) else ""
    return f" (it got {given})" if given else ""


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)
