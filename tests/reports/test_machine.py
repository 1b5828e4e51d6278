"""A search for a path to a lost report, a double POST, or a state that contradicts the API's.

Commands, undo, the API's answers and files, strangers, staff that confirm, time, duplicate and
missing jobs, and processes that die at any step, in any order, on a real Redis.
"""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace
from redis.asyncio import Redis

from bot.chutes.rows import ReportRow, Rows
from bot.config import Rate
from bot.errors import (
    AlreadyReported,
    Gone,
    NotFound,
    Refused,
    Rejected,
    Unanswered,
    Unavailable,
)
from bot.reports.confirmations import Confirmations
from bot.reports.life import ATTEMPT_LEASE, MAYBE, UNFILED, Complaint, ReportState
from bot.reports.sender import ReportSender
from bot.reports.service import Reports
from bot.reports.store import BATCH, DUE_KEY, ReportStore, due_reports, files_to_read
from bot.store.encryption import Encryption
from tests.conftest import Clock
from tests.reports.reporting_bot import REASON, UNDO

OFTEN = Rate(10**6, timedelta(hours=1))
IDS = [f"9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c7{digit}" for digit in range(3)]
TEAMS = ["T1", "T2"]
US, THEM = "7ff3c0de-1111-4222-8333-444455556666", "7ff3c0de-9999-4222-8333-444455556666"
HOUR, FOLLOW = timedelta(hours=1), timedelta(days=2)
ANSWERS = [
    "accepts",
    "accepts in silence",
    "is silent",
    "is down",
    "finds nothing",
    "refuses",
    "is gone",
    "dies before it accepts",
    "dies after it accepted",
]
DEATHS = [None, (0, "before"), (0, "after"), (1, "before"), (1, "after")]
FAILURES = {
    "is silent": Unanswered("Silence."),
    "is down": Unavailable("Down."),
    "finds nothing": NotFound("No such."),
    "refuses": Rejected("No."),
    "is gone": Gone("Gone."),
}


class Died(BaseException):
    """The process was killed here."""


class FragileStore(ReportStore):
    """Dies before or after a step, if told to."""

    dies = None
    """When: `(0, "before")` is before the next step."""

    async def step(self, kept, new, now, lease=None):
        steps, moment = self.dies or (0, "")
        self.dies = (steps - 1, moment) if steps else None
        if not steps and moment == "before":
            raise Died
        done = await super().step(kept, new, now, lease)
        if not steps and moment == "after":
            raise Died
        return done


class FakeApi:
    """Takes one report of each invocation, as the real one does; says what it is told to."""

    def __init__(self, clock):
        self.clock = clock
        self.next = "accepts"
        self.on_file = {}
        self.rows = {}
        self.asked = Counter()
        self.in_flight = set()

    async def report(self, invocation_id, reason):
        assert invocation_id not in self.in_flight, "two attempts at the same time"
        self.in_flight.add(invocation_id)
        try:
            await asyncio.sleep(0)
            return self._answer(invocation_id, reason)
        finally:
            self.in_flight.discard(invocation_id)

    def _answer(self, invocation_id, reason):
        self.asked[reason] += 1
        if self.next == "dies before it accepts":
            raise Died
        if error := FAILURES.get(self.next):
            raise error
        if invocation_id in self.on_file:
            raise AlreadyReported("On file.")
        self.file(invocation_id, US, reason)
        if self.next == "accepts in silence":
            raise Unanswered("Silence.")
        if self.next == "dies after it accepted":
            raise Died
        return "report received"

    def file(self, invocation_id, user_id, reason):
        self.on_file[invocation_id] = reason
        self.rows[invocation_id] = ReportRow(invocation_id, user_id, self.clock(), None, "", reason)

    def confirm(self, invocation_id):
        row = self.rows[invocation_id]
        self.rows[invocation_id] = replace(row, confirmed_at=row.confirmed_at or self.clock())

    async def report_rows(self, end):
        """The file as it would be written now."""
        moments = {
            row: (row.timestamp, row.confirmed_at or row.timestamp) for row in self.rows.values()
        }
        return Rows(
            [row for row, both in moments.items() if any(end - HOUR <= at < end for at in both)]
        )


class Desks(RuleBasedStateMachine):
    """Two processes that send, and people of two workspaces; each reason is used once."""

    url: str
    reports_made = Bundle("reports made")

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = Clock(datetime(2026, 11, 24, 12, 34, tzinfo=UTC))
        self.api = FakeApi(self.clock)
        self.made = {}
        self.run(self._open())

    async def _open(self):
        self.redis = Redis.from_url(self.url)
        await self.redis.flushall()
        self.store = FragileStore(self.redis, Encryption(), timedelta(days=180), (OFTEN, OFTEN))
        self.reports = Reports(self.store, US, UNDO, self.clock)
        self.due = due_reports(self.redis, self.clock)
        self.files = files_to_read(self.redis, self.clock)
        self.senders = [ReportSender(self.store, self.due, self.api, self.clock) for _ in range(2)]
        files = self.redis, self.store, self.files, self.api, FOLLOW, self.clock
        self.confirmations = Confirmations(*files)

    def run(self, work):
        return self.runner.run(work)

    def teardown(self):
        self.run(self._come_to_rest())
        self.check_ends()
        self.run(self.redis.aclose())
        self.runner.close()

    @rule(
        target=reports_made,
        invocation_id=st.sampled_from(IDS),
        team_id=st.sampled_from(TEAMS),
    )
    def report(self, invocation_id, team_id):
        complaint = Complaint(
            invocation_id=invocation_id,
            team_id=team_id,
            user_id="U1",
            kind="",
            reason=f"{REASON} {len(self.made)}",
        )
        self.run(self.store.note_gone(False))
        filing = self.run(self.reports.file(complaint))
        if filing.is_new:
            self.made[filing.report.id] = complaint
        else:
            assert filing.report.id in self.made
        return filing.report.id, filing.report.team_id

    @rule(made=reports_made)
    def undo(self, made):
        report_id, team_id = made
        before = self.get(report_id)
        try:
            self.run(self.reports.undo(report_id, team_id, "U1"))
            assert self.clock() < before.due
        except Refused:
            report = self.get(report_id)
            assert report.state is not ReportState.HELD or report.due <= self.clock()

    @rule(seconds=st.sampled_from([1, 2, 5, 10, 15, 30, 600, 86_400]))
    def wait(self, seconds):
        self.clock.forward(timedelta(seconds=seconds))

    @rule(answer=st.sampled_from(ANSWERS), made=reports_made, dies=st.sampled_from(DEATHS))
    def send(self, answer, made, dies):
        """When it is due; whoever has a lease on another is never heard of again."""
        self.clock.now = max(self.clock.now, self.get(made[0]).due or self.clock.now)
        self.api.next, self.store.dies = answer, dies
        self.run(self._send(made[0]))
        self.store.dies = None

    @rule(answer=st.sampled_from(ANSWERS), late=st.booleans())
    def send_twice_at_once(self, answer, late):
        """Who lost the lease comes back, when another has it; or hears late that it is lost."""
        self.api.next = answer
        self.run(self._both(late))

    @rule(answer=st.sampled_from(ANSWERS))
    def send_what_is_due(self, answer):
        self.api.next = answer
        self.run(self._send_due())

    @rule(invocation_id=st.sampled_from(IDS))
    def somebody_else_reports(self, invocation_id):
        if invocation_id not in self.api.on_file:
            self.api.file(invocation_id, THEM, "somebody else's")

    @rule(invocation_id=st.sampled_from(IDS))
    def staff_confirm(self, invocation_id):
        if invocation_id in self.api.on_file:
            self.api.confirm(invocation_id)

    @rule(dies=st.sampled_from(DEATHS))
    def look_into_the_files(self, dies):
        self.store.dies = dies
        self.run(self._survive(self._look_into_files()))
        self.store.dies = None

    async def _send(self, report_id):
        for lease in await self.due.claim(BATCH):
            if lease.member == report_id:
                await self._survive(self.senders[0].send(lease))

    async def _both(self, late):
        first = await self.due.claim(BATCH)
        self.clock.forward(ATTEMPT_LEASE)
        second = await self.due.claim(BATCH)
        pairs = [(0, lease) for lease in first] + [(1, lease) for lease in second]
        sending = [self._survive(self.senders[sender].send(lease)) for sender, lease in pairs]
        await asyncio.gather(*(reversed(sending) if late else sending))

    async def _send_due(self):
        for lease in await self.due.claim(BATCH):
            await self._survive(self.senders[1].send(lease))

    async def _look_into_files(self):
        for lease in await self.files.claim(1):
            await self.confirmations.look(lease)

    async def _survive(self, sending):
        with suppress(Died):
            await sending

    async def _come_to_rest(self):
        """Let the API answer, and time pass, until nothing is due any more."""
        self.api.next = "accepts"
        while await self.redis.zcard(DUE_KEY):
            self.clock.forward(timedelta(minutes=10))
            await self._send_due()
        self.clock.forward(2 * HOUR)
        await self._look_into_files()

    @invariant()
    def all_is_well(self):
        """Nothing is lost or filed twice, and no state contradicts the API's."""
        reports, due = self.run(self._look())
        live = Counter(r.invocation_id for r in reports if not was_free(r))
        assert max(live.values(), default=0) <= 1
        for report in reports:
            assert (report.id in due) is not report.state.is_final
            self.check(report, self.made[report.id])

    async def _look(self):
        due = {id.decode() for id in await self.redis.zrange(DUE_KEY, 0, -1)}
        kept = [await self.store.find(report_id) for report_id in self.made]
        assert all(kept), "a report is lost"
        return [each.report for each in kept], due

    def check(self, report, complaint):
        on_file = self.api.on_file.get(complaint.invocation_id)
        is_ours = on_file == complaint.reason
        if report.state in (ReportState.FILED, ReportState.CONFIRMED):
            assert on_file
        if report.state is ReportState.CONFIRMED:
            assert self.api.rows[complaint.invocation_id].confirmed_at == report.trail[-1].at
        if report.state is ReportState.ALREADY_FILED:
            assert on_file
            assert not is_ours
        if report.state in (ReportState.HELD, ReportState.WITHDRAWN):
            assert not self.api.asked[complaint.reason]
        if is_ours and report.state in (
            ReportState.NOT_FOUND,
            ReportState.REFUSED,
            ReportState.GIVEN_UP,
        ):
            assert report.trail[-1].why.endswith(MAYBE)

    def check_ends(self):
        reports, _ = self.run(self._look())
        for report in reports:
            assert report.state.is_final
            self.check_end(report)

    def check_end(self, report):
        """What the files have shown while the report was followed is known."""
        row = self.api.rows.get(report.invocation_id)
        end = report.ended_at + FOLLOW
        if row and report.first_sent_at and row.timestamp < report.first_sent_at:
            return  # that is in none of the files that were looked at
        if row and row.timestamp < end and report.unanswered:
            assert report.state not in UNFILED
        if row and row.user_id == US and (row.confirmed_at or end) < end:
            assert report.state is not ReportState.FILED

    def get(self, report_id):
        return self.run(self.store.find(report_id)).report


def was_free(report):
    """Whether somebody else could report the invocation after it, at some time."""
    return any(change.state.frees_the_id for change in report.trail)


def search(url, examples, steps):
    machine = type("Machine", (Desks,), {"url": url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_path_to_a_lost_report(redis_url):
    """A short search."""
    search(redis_url, 10, 25)


@pytest.mark.soak
def test_no_path_to_a_lost_report_in_a_long_search(redis_url):
    """A long one."""
    search(redis_url, 120, 50)
