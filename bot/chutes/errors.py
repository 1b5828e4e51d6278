"""What goes wrong with the API, as our errors in plain words."""

from dataclasses import dataclass
from datetime import datetime

import httpx
import msgspec

from bot.chutes.excerpt import excerpt
from bot.chutes.responses import Response
from bot.errors import (
    AlreadyReported,
    ApiError,
    Gone,
    NoRoute,
    NotFound,
    Rejected,
    Unanswered,
    Unauthorized,
    Unavailable,
    WebPage,
    WrongClock,
)

NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
NEVER_ARRIVED = {503, 521, 523, 525, 526}  # too busy to begin, or the edge found no server
NOT_FINAL = {408, 425, 429}  # the refusals that do not mean "no"
NO_SUCH_THING = ("Invocation not found", "Invocations export not found")
"""How the API says that it has looked for a thing: every other 404 is of a route."""

SCOPED_KEYS = "Scoped keys can never report: only an admin key or a hotkey can."


@dataclass(frozen=True)
class Endpoint:
    """*name* says what it offers; *missing* is the sentence for a thing that is not there.

    *takes*: it takes what we send, so that a failure leaves open whether that was done.
    """

    name: str
    missing: str = "The Chutes API knows no such thing (404)."
    takes: bool = False

    @property
    def gone(self) -> str:
        return f"This Chutes server no longer {'takes' if self.takes else 'offers'} {self.name}."


REPORT_ENDPOINT = Endpoint(
    "reports",
    "Chutes can't find this invocation in the bot's account. It may belong to another account "
    "or not exist.",
    takes=True,
)


def silence(error: httpx.HTTPError) -> str:
    """Return the sentence for a connection that failed, in whichever way."""
    if isinstance(error, NEVER_LEFT):
        return "I couldn't reach the Chutes API."
    if isinstance(error, httpx.TimeoutException):
        return "The Chutes API didn't answer in time."
    if isinstance(error, httpx.DecodingError):
        return "The Chutes API sent something I can't unpack."
    return "The Chutes API closed the connection before its answer was complete."


def unfiled(error: httpx.HTTPError) -> Unavailable:
    """Return the error for a report whose connection failed: did it leave, or not?"""
    if isinstance(error, NEVER_LEFT):
        return Unavailable(silence(error))
    return Unanswered(f"{silence(error)} The report may have been filed anyway.")


def error_of(answer: Response, endpoint: Endpoint, now: datetime) -> ApiError:
    """
    Return the error that *answer* is, being nothing that was asked for.

    To what we send, a 503 comes before the API begins, and some of the edge's codes mean that it
    found no server: nothing was done. Any other 5xx may come after it was (a 500 also from two
    reports at the same moment, a 502 or 504 from an edge that waited no longer): `Unanswered`.
    """
    if _is_gone(answer):
        kind = NoRoute if answer.status == 404 else Gone
        return kind(endpoint.gone)
    if _is_final(answer):
        return _report_refused(answer) if endpoint.takes else _refused(answer, endpoint)
    if endpoint.takes and answer.status >= 500 and answer.status not in NEVER_ARRIVED:
        return Unanswered(
            f"The Chutes API failed ({answer.status}) and left open whether it filed the report."
        )
    return _trouble(answer, now)


def report_receipt(answer: Response) -> str:
    """Return what the API says of a filed report; raise `Unanswered` if that is no receipt."""
    try:
        return excerpt(msgspec.json.decode(answer.text, type=dict[str, str])["status"])
    except (msgspec.MsgspecError, ValueError, RecursionError, KeyError) as exc:
        raise Unanswered("I can't read the answer to the report. It may have been filed.") from exc


def _is_gone(answer: Response) -> bool:
    """Whether the route is not there: as the API says it with and without its catch-all route."""
    match answer.status:
        case 410:
            return True
        case 400:
            return answer.detail.startswith("Invalid format")
        case 401:
            return answer.detail == "Authentication required."
        case 404 | 405:
            return answer.explains and not answer.detail.startswith(NO_SUCH_THING)
    return False


def _is_final(answer: Response) -> bool:
    """Whether the API itself says "no", which trying again will not change."""
    return _is_no(answer) and not _is_blocked(answer)


def _is_blocked(answer: Response) -> bool:
    """Whether the edge says "no": with a web page, or without the words that the API has."""
    in_other_words = answer.status in (403, 404, 405) and not answer.explains
    return _is_no(answer) and (answer.is_page or in_other_words)


def _is_no(answer: Response) -> bool:
    return 400 <= answer.status < 500 and answer.status not in NOT_FINAL


def _refused(answer: Response, endpoint: Endpoint) -> ApiError:
    if answer.status == 404:
        return NotFound(endpoint.missing)
    return Rejected(f"The Chutes API refused the question ({answer.status}){answer.said}.")


def _report_refused(answer: Response) -> ApiError:
    if answer.status == 404:
        return NotFound(REPORT_ENDPOINT.missing)
    if answer.status == 409:
        return AlreadyReported("Somebody, or the platform itself, reported this invocation before.")
    if answer.status == 401 and answer.detail.startswith("Invalid nonce"):
        return WrongClock(
            "The Chutes API and I don't agree on the time (401, “Invalid nonce”): what I sign "
            "is valid for ten minutes. My machine's clock has to be set right."
        )
    if answer.status in (401, 403):
        return Unauthorized(
            f"The Chutes API doesn't let this bot report ({answer.status}){answer.said}. "
            f"{SCOPED_KEYS}"
        )
    return Rejected(f"The Chutes API refused the report ({answer.status}){answer.said}.")


def _trouble(answer: Response, now: datetime) -> Unavailable:
    wait = answer.retry_after(now)
    later = "" if wait is None else f" Try again in {_in_words(wait)}."
    kind = WebPage if answer.status == 404 else Unavailable
    return kind(f"{_symptom(answer)}.{later}", wait)


def _symptom(answer: Response) -> str:
    status = answer.status
    if _is_blocked(answer):
        return f"Chutes is blocking requests from this server ({status}); the API isn't to blame"
    if status in NOT_FINAL:
        return f"The Chutes API is rate-limiting us ({status}){answer.said}"
    if status < 300:
        return f"The Chutes API answered in a way I don't know ({status})"
    if status < 400:
        return f"The Chutes API sends us elsewhere ({status}); CHUTES_API_URL may be wrong"
    return f"The Chutes API is having trouble ({status}){answer.said}"


def _in_words(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.0f} h"
