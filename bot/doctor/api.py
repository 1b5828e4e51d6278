"""The Invocations API: what it still offers, and how old its data is."""

from datetime import date, timedelta

from bot.blocks.text import day
from bot.chutes.client import Chutes
from bot.chutes.exports import ExportFile, ExportKind
from bot.clock import Clock
from bot.doctor.endpoints import IF_RIGHT, LOOK_AT_URL, RECENT_PATH, ApiEndpoint, ask_all, findings
from bot.doctor.reporting import reporting
from bot.errors import NoRoute, NotFound, WebPage
from bot.exports.files import LAST_WRITTEN, ONE_HOUR, Why, latest, why_missing
from bot.figures.periods import DAY, SETTLED
from bot.health.findings import Finding, broken, fine, note, warning

THEIRS = "Nothing to fix on your side: {what} until Chutes offers it again."
NO_API = broken(
    "This is no Chutes API: asked for usage and statistics, it answers 404 or with a web page.",
    LOOK_AT_URL,
)
RECENTLY = 3  # days of statistics; nobody needs all of them to see how old they are


class ApiChecks:
    """Asks each endpoint once; in all fewer than a dozen small requests."""

    def __init__(self, chutes: Chutes, clock: Clock, has_credentials: bool) -> None:
        self._chutes = chutes
        self._clock = clock
        self._has_credentials = has_credentials

    async def everything(self) -> list[Finding]:
        """Look at all endpoints; downloads a few MB where a server sends all its statistics."""
        answers = await ask_all([*self._figures(), *self._others()])
        if all(isinstance(said, NoRoute | WebPage) for asked, said in answers if asked.is_vital):
            return [NO_API]
        return findings(answers)

    async def briefly(self) -> list[Finding]:
        """Look at those that the workers do not visit every few minutes; a few kB."""
        return findings(await ask_all(self._others()))

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
                "Nothing to fix on your side: answers say so, and Chutes has to fix it.",
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
            "Nothing to fix on your side: Chutes writes these files. Earlier exports still work.",
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
        return await reporting(self._chutes, self._has_credentials)
