"""The figures of a digest: one complete UTC day, what it is compared with, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from bot.digests.records import Digest, Section
from bot.errors import NotKnownYet
from bot.figures.days import DiffusionDay, LlmDay, UsageDay
from bot.figures.ledger import Ledger
from bot.figures.periods import DAY, Period
from bot.figures.series import Series
from bot.figures.totals import DIFFUSION, LLM, USAGE, DiffusionTotal, LlmTotal, Subject, UsageTotal
from bot.reports.life import Report, ReportState

READ = 15  # days: the usual speed is that of the 14 before
ON_FILE = {ReportState.FILED, ReportState.CONFIRMED, ReportState.ALREADY_FILED}
LOOKED_AT = 500  # reports, the newest

SUBJECTS: Mapping[Section, Subject[Any, Any]] = {
    Section.USAGE: USAGE,
    Section.MODELS: LLM,
    Section.DIFFUSION: DIFFUSION,
}
CALLED = {
    Section.USAGE: "Usage",
    Section.MODELS: "Statistics of models",
    Section.DIFFUSION: "Diffusion",
}


@dataclass(frozen=True)
class ReportCounts:
    """Reports *made* from a workspace on a day, how many of them are on file; how many, whenever
    they were made, were *confirmed* on that day, and how many *wait* in all."""

    made: int
    filed: int
    confirmed: int
    waiting: int


@dataclass(frozen=True)
class DigestFigures:
    """What is known of *day*; a book is None where its section is off, gone or late.

    *missing* has a sentence for each section whose source does not have the whole day yet.
    """

    day: date
    usage: Series[UsageDay, UsageTotal] | None = None
    models: Series[LlmDay, LlmTotal] | None = None
    diffusion: Series[DiffusionDay, DiffusionTotal] | None = None
    reports: ReportCounts | None = None
    missing: tuple[str, ...] = ()


class Reported(Protocol):
    """Gives a page of a workspace's reports, the newest first, and how many there are."""

    async def ledger(
        self, team_id: str, user_id: str | None, first: int, count: int, only_open: bool = False
    ) -> tuple[list[Report], int]: ...


async def read_figures(
    ledger: Ledger, reported: Reported, digest: Digest, day: date
) -> DigestFigures:
    """Return the figures that *digest* shows of *day*: complete ones, or none."""
    books: dict[str, Series[Any, Any]] = {}
    missing: list[str] = []
    days, states = Period(day - READ * DAY, day), await ledger.states()
    for section in digest.sections:
        if subject := SUBJECTS.get(section):
            try:
                book = await ledger.open(subject, days)
                trouble = _trouble(book, day)
            except NotKnownYet as exc:
                book, trouble = None, str(exc)
            if book and not trouble:
                books[section.value] = book
            elif not states[subject.source].gone:
                missing.append(f"{CALLED[section]} of {day.day} {day:%b} is missing: {trouble}")
    wanted = Section.REPORTS in digest.sections
    counts = await _count(reported, digest.team_id, day) if wanted else None
    return DigestFigures(day, **books, reports=counts, missing=tuple(missing))


async def _count(reported: Reported, team_id: str, day: date) -> ReportCounts | None:
    """Count what was reported from a workspace, and confirmed, on *day*; None if nothing was, and
    nothing waits."""
    newest, _ = await reported.ledger(team_id, None, 0, LOOKED_AT)
    _, waiting = await reported.ledger(team_id, None, 0, 1, only_open=True)
    made = [report for report in newest if report.created_at.date() == day]
    filed = sum(report.state in ON_FILE for report in made)
    confirmed = sum(_is_confirmed_on(day, report) for report in newest)
    if not (made or confirmed or waiting):
        return None
    return ReportCounts(len(made), filed, confirmed, waiting)


def _is_confirmed_on(day: date, report: Report) -> bool:
    last = report.trail[-1]  # by the platform's clock
    return last.state is ReportState.CONFIRMED and last.at.date() == day


def _trouble(book: Series[Any, Any], day: date) -> str:
    """Say why *day* is not there as a whole; nothing if it is."""
    known = book.days.get(day)
    if known and known.complete:
        return ""
    if book.state.trouble:
        return book.state.trouble
    newest = book.state.newest
    return f"the Chutes API has it up to {newest.day} {newest:%b} so far." if newest else "unknown."
