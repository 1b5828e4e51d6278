"""The Invocations API: what it still offers, how old its data is, whether we may report."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chutes.client import Chutes
from bot.chutes.exports import ExportKind
from bot.clock import Clock
from bot.errors import AlreadyReported, ApiError, Gone, NotFound, Rejected, Unanswered, Unavailable
from bot.services.findings import Finding, broken, fine, note, warning
from bot.services.periods import DAY, SETTLED
from bot.services.spans import HOUR, latest
from bot.views.text import day

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
GONE = "This Chutes server no longer offers it."
RECENTLY = 3  # days of statistics; nobody needs all of them to see how old they are


@dataclass(frozen=True)
class Endpoint:
    """*name* as the API calls it; *without*: what people see while it is not there."""

    name: str
    without: str
    ask: Callable[[], Awaitable[Finding]]


class ApiRounds:
    """Asks each endpoint once; in all fewer than a dozen small requests."""

    def __init__(self, chutes: Chutes, clock: Clock, has_credentials: bool) -> None:
        self._chutes = chutes
        self._clock = clock
        self._has_credentials = has_credentials

    async def everything(self) -> list[Finding]:
        """Look at all endpoints; downloads a few MB where a server sends all its statistics."""
        return await _asked([*self._figures(), *self._others()])

    async def briefly(self) -> list[Finding]:
        """Look at those that the workers do not visit every few minutes; a few kB."""
        return await _asked(self._others())

    def _figures(self) -> list[Endpoint]:
        known = "answers say how old their figures are"
        return [
            Endpoint("usage", known, self._usage),
            Endpoint("stats/llm", known, self._llm),
            Endpoint("stats/diffusion", known, self._diffusion),
        ]

    def _others(self) -> list[Endpoint]:
        return [
            Endpoint("exports/…/HH.csv", "exports of earlier hours still work", self._files),
            Endpoint(
                "exports/…/HH-reports.csv",
                "filed reports stay without confirmation",
                self._report_files,
            ),
            Endpoint("exports/recent", "`recent` says that it cannot know", self._recent),
            Endpoint("report", "`report` says so", self._reporting),
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
        for hour in (newest, newest - HOUR):
            try:
                async with self._chutes.export(
                    hour.year, hour.month, hour.day, hour.hour, ExportKind.INVOCATIONS
                ):
                    return fine(f"exports/…/HH.csv is offered, newest file {hour:%d %b %H}.csv.")
            except NotFound:
                continue
        return warning(
            f"exports/…/HH.csv is offered, but no file of {newest:%d %b %H}:00 or the hour before.",
            "Nothing to mend here: Chutes writes these files; exports of earlier hours still work.",
        )

    async def _report_files(self) -> Finding:
        hour = latest(ExportKind.REPORTS, self._clock()).first
        try:
            async with self._chutes.export(
                hour.year, hour.month, hour.day, hour.hour, ExportKind.REPORTS
            ):
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
            raise Unavailable("The Chutes API did not answer.") from exc
        except Rejected as exc:
            return broken(str(exc), BAD_KEY) if self._has_credentials else NOBODY_MAY
        return fine("report is offered, and takes our credentials.")


async def _asked(endpoints: list[Endpoint]) -> list[Finding]:
    """Ask all at once; those with the same trouble share a finding."""
    answers = await asyncio.gather(*map(_ask, endpoints))
    found = [answer for answer in answers if isinstance(answer, Finding)]
    troubles: dict[tuple[type[ApiError], str], list[Endpoint]] = {}
    for endpoint, answer in zip(endpoints, answers, strict=True):
        if isinstance(answer, ApiError):
            said = GONE if isinstance(answer, Gone) else str(answer)
            troubles.setdefault((type(answer), said), []).append(endpoint)
    return [*(_trouble(*why, those, endpoints) for why, those in troubles.items()), *found]


async def _ask(endpoint: Endpoint) -> Finding | ApiError:
    try:
        return await endpoint.ask()
    except ApiError as exc:
        return exc


def _trouble(
    kind: type[ApiError], said: str, those: list[Endpoint], asked: list[Endpoint]
) -> Finding:
    seen = f"{', '.join(endpoint.name for endpoint in those)}: {said}"
    without = "; ".join(dict.fromkeys(endpoint.without for endpoint in those))
    if len(those) == len(asked):
        seen, without = f"Every endpoint: {said}", "people see the last known figures"
    if issubclass(kind, Gone):
        return warning(seen, f"Nothing to mend here, if CHUTES_API_URL is right: {without}.")
    if issubclass(kind, Unavailable):
        return warning(
            seen, f"Nothing to mend here, if CHUTES_API_URL is right; meanwhile {without}."
        )
    return broken(seen, "Look at CHUTES_API_URL.")
