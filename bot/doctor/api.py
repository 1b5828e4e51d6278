"""The Invocations API: what it still offers, how old its data is, whether we may report.

The doctor files no report. It POSTs `{}` as a report of the id of zeros: the API looks at who
asks before it misses the reason, so 422 means that reports are offered and our credentials are
good. A wrong key and a scoped one get the same 401, so both are named.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.blocks.text import day
from bot.chutes.client import Chutes
from bot.chutes.exports import ExportFile, ExportKind
from bot.clock import Clock
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
from bot.exports.files import LAST_WRITTEN, ONE_HOUR, Why, latest, why_missing
from bot.figures.periods import DAY, SETTLED
from bot.health.findings import Finding, broken, fine, note, warning

THEIRS = "Nothing to mend here: {what} until Chutes offers it again."
NO_KEY = (
    "To let people report, set CHUTES_API_KEY (an admin key: `chutes keys create --name slack "
    "--admin`) or CHUTES_HOTKEY_SEED, and start the bot again."
)
BAD_KEY = (
    "Make an admin key: `chutes keys create --name slack --admin`; put it into CHUTES_API_KEY, or "
    "a registered hotkey's seed into CHUTES_HOTKEY_SEED; start the bot again."
)
NOBODY_MAY = note(
    "report is offered; nobody can use it: neither CHUTES_API_KEY nor CHUTES_HOTKEY_SEED is set.",
    NO_KEY,
)
NO_LONGER_OFFERED = "This Chutes server no longer offers it."
IF_RIGHT = "Nothing to mend here, if CHUTES_API_URL is right"
LOOK_AT_URL = "Look at CHUTES_API_URL."
NO_API = broken(
    "This is no Chutes API: asked for usage and statistics, it answers 404 or with a web page.",
    LOOK_AT_URL,
)
RECENT_PATH = "exports/recent"
RECENTLY = 3  # days of statistics; nobody needs all of them to see how old they are


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


class ApiChecks:
    """Asks each endpoint once; in all fewer than a dozen small requests."""

    def __init__(self, chutes: Chutes, clock: Clock, has_credentials: bool) -> None:
        self._chutes = chutes
        self._clock = clock
        self._has_credentials = has_credentials

    async def everything(self) -> list[Finding]:
        """Look at all endpoints; downloads a few MB where a server sends all its statistics."""
        answers = await _asked([*self._figures(), *self._others()])
        if all(isinstance(said, NoRoute | WebPage) for asked, said in answers if asked.is_vital):
            return [NO_API]
        return _findings(answers)

    async def briefly(self) -> list[Finding]:
        """Look at those that the workers do not visit every few minutes; a few kB."""
        return _findings(await _asked(self._others()))

    def _figures(self) -> list[ApiEndpoint]:
        known = "answers say how old their figures are"
        return [
            ApiEndpoint("usage", known, self._usage, is_vital=True),
            ApiEndpoint("stats/llm", known, self._llm, is_vital=True),
            ApiEndpoint("stats/diffusion", known, self._diffusion, is_vital=True),
        ]

    def _others(self) -> list[ApiEndpoint]:
        return [
            ApiEndpoint("exports/…/HH.csv", "`export` says so", self._files),
            ApiEndpoint(
                "exports/…/HH-reports.csv",
                "filed reports stay without confirmation",
                self._report_files,
            ),
            ApiEndpoint(RECENT_PATH, "`recent` says so", self._recent),
            ApiEndpoint("report", "`report` says so", self._reporting),
        ]

    async def _usage(self) -> Finding:
        return self._aged("usage", [row.date for row in (await self._chutes.usage()).rows])

    async def _llm(self) -> Finding:
        since = self._clock().date() - RECENTLY * DAY
        found = await self._chutes.llm_stats(since)
        return self._aged("stats/llm", [row.date for row in found.rows])

    async def _diffusion(self) -> Finding:
        found = await self._chutes.diffusion_stats()
        return self._aged("stats/diffusion", [row.date for row in found.rows])

    def _aged(self, name: str, days: list[date]) -> Finding:
        if not days:
            return warning(f"{name} has no figures at all.", THEIRS.format(what="there are none"))
        newest = max(days)
        if newest < (self._clock() - SETTLED).date():
            return warning(
                f"{name} stands still: its newest day is {day(newest)}.",
                "Nothing to mend here: answers say so, and Chutes has to mend it.",
            )
        return fine(f"{name} is offered, newest day {day(newest)}.")

    async def _files(self) -> Finding:
        """Open the newest file, or the one before it, and close it before its content comes."""
        newest = latest(ExportKind.INVOCATIONS, self._clock()).first
        for hour in (newest, newest - ONE_HOUR):
            try:
                async with self._chutes.export(ExportFile(hour, ExportKind.INVOCATIONS)):
                    return fine(f"exports/…/HH.csv is offered, newest file {hour:%d %b %H}.csv.")
            except NotFound:
                continue
        file = ExportFile(newest, ExportKind.INVOCATIONS)
        if why_missing(file, self._clock()) is Why.STOPPED:
            return note(
                f"exports/…/HH.csv is offered, but Chutes stopped writing these files on "
                f"{LAST_WRITTEN}.",
                f"{IF_RIGHT}: exports up to that day still work.",
            )
        return warning(
            f"exports/…/HH.csv is offered, but no file of {newest:%d %b %H}:00 or the hour before.",
            "Nothing to mend here: Chutes writes these files; exports of earlier hours still work.",
        )

    async def _report_files(self) -> Finding:
        [file] = latest(ExportKind.REPORTS, self._clock()).files
        try:
            async with self._chutes.export(file):
                pass
        except NotFound:
            return fine("exports/…/HH-reports.csv is offered; the newest hour has no file.")
        return fine("exports/…/HH-reports.csv is offered.")

    async def _recent(self) -> Finding:
        rows = (await self._chutes.recent_export(limit=1)).rows
        began = [row.started_at for row in rows if row.started_at]
        if not began:
            return fine("exports/recent is offered, and has no attempts.")
        ago = (self._clock() - max(began)) // timedelta(minutes=1)
        return fine(f"exports/recent is offered, newest attempt {ago} min ago.")

    async def _reporting(self) -> Finding:
        try:
            await self._chutes.try_reporting()
        except (AlreadyReported, NotFound):
            pass  # it asked for the invocation first, so it knew who we are
        except Unanswered as exc:
            raise Unavailable("The Chutes API didn't answer.") from exc
        except WrongClock as exc:
            return broken(str(exc), "Set it, and let it follow a time server (NTP).")
        except Unauthorized as exc:
            return broken(str(exc), BAD_KEY) if self._has_credentials else NOBODY_MAY
        except Rejected as exc:
            return broken(str(exc), LOOK_AT_URL)
        return fine("report is offered, and takes our credentials.")


async def _asked(endpoints: list[ApiEndpoint]) -> ApiAnswers:
    """Ask all at once; return each with what came of it."""
    return list(zip(endpoints, await asyncio.gather(*map(_ask, endpoints)), strict=True))


async def _ask(endpoint: ApiEndpoint) -> Finding | ApiError:
    try:
        return await endpoint.ask()
    except ApiError as exc:
        return exc


def _findings(answers: ApiAnswers) -> list[Finding]:
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
