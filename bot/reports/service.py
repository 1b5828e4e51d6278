"""Reports as people meet them: made, undone, looked up. `sender` sends them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.blocks.text import rough
from bot.clock import Clock
from bot.errors import Mistake, Refused, TooOften, Unreadable
from bot.reports.life import Complaint, Report, ReportState, new_report, withdraw
from bot.reports.store import ReportClaim, ReportStore
from bot.store.doubt import note_kept, or_in_doubt

NOT_SET_UP = (
    "Reporting isn't set up: whoever runs this bot has to set CHUTES_API_KEY (of an admin key; "
    "scoped keys can never report) or CHUTES_HOTKEY_SEED."
)
NOT_OFFERED = "Chutes doesn't take reports at the moment."


@dataclass(frozen=True)
class Filing:
    """What came of a complaint: the new report, or the one that was there before."""

    report: Report
    is_new: bool


class Reports:
    """*account* says with what we report (None: with nothing), *undo* how long it can be undone."""

    def __init__(
        self, store: ReportStore, account: str | None, undo: timedelta, clock: Clock
    ) -> None:
        self._store = store
        self._account = account
        self._undo = undo
        self._clock = clock

    async def check_offered(self) -> str:
        """Return the account that reports are made with; raise `Refused` if none can be made."""
        if await self._store.is_gone():
            raise Refused(NOT_OFFERED)
        if self._account is None:
            raise Refused(NOT_SET_UP)
        return self._account

    async def file(self, complaint: Complaint) -> Filing:
        """Keep a report of *complaint*, or return the one that claims the invocation.

        Once this returns it cannot be lost. Raises `TooOften`, or `Refused` if none can be made.
        """
        account = await self.check_offered()
        report = new_report(complaint, account, self._clock(), self._undo)
        claim = await or_in_doubt(self._store.claim(report), "whether I've kept your report")
        if claim.kept:
            note_kept()
            return Filing(report, is_new=True)
        if not claim.taken_by:
            raise TooOften(_sentence(claim), claim.wait.total_seconds())
        taken = await self._store.find(claim.taken_by)
        if taken is None:
            raise Refused("The last report of it has expired at this very moment. Try again.")
        return Filing(taken.report, is_new=False)

    async def undo(self, report_id: str, team_id: str, user_id: str) -> Report:
        """Withdraw a report; `TooLate` once its window is over. Who may is checked before."""
        while True:
            kept = await self._store.find(report_id)
            if not kept or kept.report.team_id != team_id:
                raise Mistake("That report is no longer kept.")
            now = self._clock()
            withdrawn = withdraw(kept.report, user_id, now)
            step = self._store.step(kept, withdrawn, now)
            if await or_in_doubt(step, "whether the report is withdrawn"):
                note_kept()
                return withdrawn

    async def get(self, team_id: str, report_id: str) -> Report:
        """Return a report of this workspace by its id; `Mistake` if there is none."""
        kept = await self._store.find(report_id)
        if not kept or kept.report.team_id != team_id:
            raise Mistake("That report is no longer kept.")
        return kept.report

    async def of_invocation(self, team_id: str, invocation_id: str) -> Report | None:
        """Return the workspace's newest report of an invocation."""
        kept = await self._store.newest(team_id, invocation_id)
        return kept.report if kept else None

    async def claims(self, invocation_ids: Iterable[str]) -> list[Report]:
        """Return the reports, of any workspace, that stand in the way of reporting these."""
        found = []
        for id in invocation_ids:
            with suppress(Unreadable):  # whoever reports it hears that
                found.append(await self._store.holder(id))
        return [kept.report for kept in found if kept and not self._is_free(kept.report)]

    async def is_staffed(self) -> bool:
        """Whether a worker, which would send reports, was alive in the last minute."""
        return await self._store.is_staffed()

    async def is_free(self, invocation_id: str) -> bool:
        """Whether that invocation can be reported."""
        return not await self.claims([invocation_id])

    async def ledger(
        self, team_id: str, user_id: str | None, first: int, count: int, only_open: bool = False
    ) -> tuple[list[Report], int]:
        """Return a page of reports, newest first, and how many there are."""
        return await self._store.ledger(team_id, user_id, first, count, only_open)

    def _is_free(self, report: Report) -> bool:
        return report.account != self._account and report.state is ReportState.NOT_FOUND


def _sentence(claim: ReportClaim) -> str:
    when = rough(max(claim.wait, timedelta(seconds=1)))
    who = "This workspace has" if claim.crowd else "You have"
    return f"{who} reported a lot lately. Try again in {when}."
