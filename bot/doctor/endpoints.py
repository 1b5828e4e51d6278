"""What came of asking each endpoint of the API, as findings: the same trouble is told once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.errors import ApiError, Gone, Unavailable
from bot.health.findings import Finding, broken, note, warning

NO_LONGER_OFFERED = "This Chutes server no longer offers it."
IF_RIGHT = "Nothing to fix on your side, assuming CHUTES_API_URL is correct"
LOOK_AT_URL = "Check CHUTES_API_URL."
RECENT_PATH = "exports/recent"


@dataclass(frozen=True)
class ApiEndpoint:
    """*name* as the API calls it; *without*: what people see while it is not there.

    *is_vital*: most answers are made from it.
    """

    name: str
    without: str
    ask: Callable[[], Awaitable[Finding]]
    is_vital: bool = False


ApiAnswers = list[tuple[ApiEndpoint, Finding | ApiError]]


async def ask_all(endpoints: list[ApiEndpoint]) -> ApiAnswers:
    """Ask all at once; return each with what came of it."""
    return list(zip(endpoints, await asyncio.gather(*map(_ask, endpoints)), strict=True))


async def _ask(endpoint: ApiEndpoint) -> Finding | ApiError:
    try:
        return await endpoint.ask()
    except ApiError as exc:
        return exc


def findings(answers: ApiAnswers) -> list[Finding]:
    """Return what was found; endpoints with the same trouble share a finding."""
    found = [answer for _, answer in answers if isinstance(answer, Finding)]
    troubles: dict[tuple[type[ApiError], str], list[ApiEndpoint]] = {}
    for endpoint, answer in answers:
        if isinstance(answer, ApiError):
            kind = Gone if isinstance(answer, Gone) else type(answer)
            said = NO_LONGER_OFFERED if kind is Gone else str(answer)
            troubles.setdefault((kind, said), []).append(endpoint)
    down = [endpoint for endpoint, answer in answers if isinstance(answer, Unavailable)]
    is_recent_alone = [endpoint.name for endpoint in down] == [RECENT_PATH]
    return [
        *(
            _theirs(said, those)
            if _is_theirs(kind, those, is_recent_alone)
            else _trouble(kind, said, those, len(those) == len(answers))
            for (kind, said), those in troubles.items()
        ),
        *found,
    ]


def _is_theirs(kind: type[ApiError], those: list[ApiEndpoint], is_recent_alone: bool) -> bool:
    """Whether it is as Chutes has it: taken away, or the one that fails while all others answer."""
    if kind is Gone:
        return not any(endpoint.is_vital for endpoint in those)
    return kind is Unavailable and is_recent_alone


def _theirs(said: str, those: list[ApiEndpoint]) -> Finding:
    return note(f"{_names(those)}: {said}", f"{IF_RIGHT}: {_without(those)}.")


def _trouble(kind: type[ApiError], said: str, those: list[ApiEndpoint], is_all: bool) -> Finding:
    seen = f"{'Every endpoint' if is_all else _names(those)}: {said}"
    if not issubclass(kind, Gone | Unavailable):
        return broken(seen, LOOK_AT_URL)
    without = "people see the last known figures" if is_all else _without(those)
    return warning(seen, f"{IF_RIGHT}; meanwhile {without}.")


def _names(endpoints: list[ApiEndpoint]) -> str:
    return ", ".join(endpoint.name for endpoint in endpoints)


def _without(endpoints: list[ApiEndpoint]) -> str:
    return "; ".join(dict.fromkeys(endpoint.without for endpoint in endpoints))
