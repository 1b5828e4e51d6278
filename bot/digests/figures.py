"""The figures of a digest: complete UTC days, what they are compared with, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from bot.blocks.text import day as day_in_words
from bot.digests.records import Digest, Section
from bot.errors import NotKnownYet
from bot.figures.days import DiffusionDay, LlmDay, UsageDay
from bot.figures.ledger import Ledger
from bot.figures.periods import DAY, Period
from bot.figures.series import Series
from bot.figures.totals import DIFFUSION, LLM, USAGE, DiffusionTotal, LlmTotal, Subject, UsageTotal
from bot.reports.life import Report, ReportState

READ = timedelta(days=15)  # before the first day: the usual speed is that of the 14 before
WEEK, LONGEST_MONTH = 7, 31  # days
ON_FILE = {ReportState.FILED, ReportState.CONFIRMED, ReportState.ALREADY_FILED}
LOOKED_AT, MOST_LOOKED_AT = 500, 5000  # reports, the newest: for each day, and in all

SUBJECTS: Mapping[Section, Subject[Any, Any]] = {
    Section.USAGE: USAGE,
    Section.MODELS: LLM,
    Section.DIFFUSION: DIFFUSION,
}
CALLED = {
    Section.USAGE: "usage",
    Section.MODELS: "model statistics",
    Section.DIFFUSION: "image statistics",
}


@dataclass(frozen=True)
class ReportCounts:
    """Reports *made* from a workspace on some days, how many of them are on file; how many,
    whenever they were made, were *confirmed* on those days, and how many *wait* in all."""

    made: int
    filed: int
    confirmed: int
    waiting: int


@dataclass(frozen=True)
class DigestFigures:
    """What is known of *period*; a book is None where its section is off or gone, or has none of
    the days.

    *missing* has a sentence for each section whose source does not have the last day yet.
    """

    period: Period
    usage: Series[UsageDay, UsageTotal] | None = None
    models: Series[LlmDay, LlmTotal] | None = None
    diffusion: Series[DiffusionDay, DiffusionTotal] | None = None
    reports: ReportCounts | None = None
    missing: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """What the chutes are called that it is about, if it is not about all."""

    @property
    def is_one_day(self) -> bool:
        return len(self.period) == 1

    @property
    def before(self) -> Period:
        return compared_with(self.period)


def compared_with(period: Period) -> Period:
    """Return what *period* is compared with: of a whole month the month before, else as many days,
    of the same weekdays."""
    if is_month(period):
        return Period((period.first - DAY).replace(day=1), period.first - DAY)
    return period.earlier(-(-len(period) // WEEK) * WEEK)


def is_month(period: Period) -> bool:
    """Whether *period* is a month of the calendar."""
    first, after = period.first, period.last + DAY
    return first.day == after.day == 1 and len(period) <= LONGEST_MONTH


class Reported(Protocol):
    """Gives a page of a workspace's reports, the newest first, and how many there are."""

    async def ledger(
        self, team_id: str, user_id: str | None, first: int, count: int, only_open: bool = False
    ) -> tuple[list[Report], int]: ...


async def read_figures(
    ledger: Ledger, reported: Reported, digest: Digest, period: Period
) -> DigestFigures:
    """Return the figures that *digest* shows of *period*: those of complete days, or none."""
    books: dict[str, Series[Any, Any]] = {}
    missing: list[str] = []
    first = min(compared_with(period).first, period.first - READ)
    days, states = Period(first, period.last), await ledger.states()
    for section in digest.sections:
        if subject := SUBJECTS.get(section):
            try:
                book = await ledger.open(subject, days)
                trouble = _trouble(book, period.last)
            except NotKnownYet as exc:
                book, trouble = None, str(exc)
            if book and _has_any(book, period):
                books[section.value] = book.only(_meant(book, digest)) if digest.about else book
            if trouble and not states[subject.source].gone:
                last = day_in_words(period.last)
                missing.append(f"No {CALLED[section]} for {last}. {trouble}")
    wanted = Section.REPORTS in digest.sections and not digest.about
    counts = await _count(reported, digest.team_id, period) if wanted else None
    called = _called([*books.values()]) if digest.about else ()
    return DigestFigures(period, **books, reports=counts, missing=tuple(missing), names=called)


def _meant(book: Series[Any, Any], digest: Digest) -> set[str]:
    """Return the chutes that the digest is about."""
    registers = book.names.registers.values()
    known = book.seen.union(*(register.chutes for register in registers))
    return {*book.names.matching(digest.about.split(), known)}


def _called(books: Sequence[Series[Any, Any]]) -> tuple[str, ...]:
    """Return the names of all chutes in *books*, sorted."""
    seen = set[str]().union(*(book.seen for book in books))
    return tuple(sorted({*books[0].names.apart(seen).values()})) if books else ()


def _has_any(book: Series[Any, Any], period: Period) -> bool:
    return any(book.days[day].complete for day in period if day in book.days)


async def _count(reported: Reported, team_id: str, period: Period) -> ReportCounts | None:
    """Count what was reported from a workspace, and confirmed, in *period*; None if nothing was,
    and nothing waits."""
    looked_at = min(LOOKED_AT * len(period), MOST_LOOKED_AT)
    newest, _ = await reported.ledger(team_id, None, 0, looked_at)
    _, waiting = await reported.ledger(team_id, None, 0, 1, only_open=True)
    made = [report for report in newest if _is_in(period, report.created_at.date())]
    filed = sum(report.state in ON_FILE for report in made)
    confirmed = sum(_is_confirmed_in(period, report) for report in newest)
    if not (made or confirmed or waiting):
        return None
    return ReportCounts(len(made), filed, confirmed, waiting)


def _is_confirmed_in(period: Period, report: Report) -> bool:
    last = report.trail[-1]  # by the platform's clock
    return last.state is ReportState.CONFIRMED and _is_in(period, last.at.date())


def _is_in(period: Period, day: date) -> bool:
    return period.first <= day <= period.last


def _trouble(book: Series[Any, Any], day: date) -> str:
    """Say in a sentence why *day* is not there as a whole; nothing if it is."""
    known = book.days.get(day)
    if known and known.complete:
        return ""
    if book.state.trouble:
        return book.state.trouble
    newest = book.state.newest
    if newest is None:
        return "Chutes hasn't given me any."
    if newest >= day:
        return "Chutes hasn't completed that day."
    return f"The newest day at Chutes is {day_in_words(newest)}."
