"""Desks that send: one at a time, for as long as the API takes."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.config import Rate
from bot.errors import InDoubt
from bot.reports import sender
from bot.reports.life import ATTEMPT_LEASE, ReportState, TooLate
from bot.reports.sender import ReportSender
from bot.reports.service import Reports
from bot.reports.store import DUE_KEY, ReportStore, due_reports
from bot.store.due import milliseconds
from bot.store.encryption import Encryption
from tests.conftest import Clock
from tests.reports.test_life import COMPLAINT, NEW, UNDO

OFTEN = Rate(1000, timedelta(hours=1))


class SlowApi:
    """Answers when it is told to."""

    def __init__(self):
        self.answer = asyncio.Event()
        self.asked = 0
        self.hung_up = 0

    async def report(self, invocation_id, reason):
        self.asked += 1
        try:
            await self.answer.wait()
        except asyncio.CancelledError:
            self.hung_up += 1
            raise
        return "report received"


@pytest.fixture
def hurried(monkeypatch):
    """Renews each 20 ms, and hangs up after 200 ms without."""
    monkeypatch.setattr(sender, "RENEW_EVERY", timedelta(milliseconds=20))
    monkeypatch.setattr(sender, "ATTEMPT_TIMEOUT", timedelta(milliseconds=200))


@pytest.fixture
async def store(redis, hurried):
    store = ReportStore(redis, Encryption(), timedelta(days=1), (OFTEN, OFTEN))
    await store.claim(NEW)
    return store


@pytest.fixture
def api():
    return SlowApi()


@pytest.fixture
def send(store, redis, api, clock):
    """Let a worker of its own send what is due."""

    async def send():
        due = due_reports(redis, clock)
        for lease in await due.claim(9):
            await ReportSender(store, due, api, clock).send(lease)

    return send


async def renewed(redis, clock):
    """Return once the lease has been renewed at the present time."""
    while await redis.zscore(DUE_KEY, NEW.id) < milliseconds(clock() + ATTEMPT_LEASE):
        await asyncio.sleep(0.01)


async def test_nobody_else_sends_meanwhile(send, store, redis, api, clock, monkeypatch):
    """However long the API takes, the lease is renewed, and there is one attempt."""
    monkeypatch.setattr(sender, "ATTEMPT_TIMEOUT", timedelta(minutes=1))  # however busy we are
    clock.forward(UNDO)
    sending = asyncio.create_task(send())
    for _ in range(20):
        await renewed(redis, clock)
        clock.forward(ATTEMPT_LEASE / 4)
        await send()
    api.answer.set()
    await sending

    assert api.asked == 1
    assert (await store.find(NEW.id)).report.state is ReportState.FILED


async def test_hanging_up_before_anybody_else_begins(send, store, api, clock, mocker):
    """A sender that can no longer renew its lease hangs up, and leaves the report to another."""
    clock.forward(UNDO)
    sending = asyncio.create_task(send())
    await asyncio.sleep(0.05)
    mocker.patch.object(ReportStore, "step", return_value=None)
    await sending
    mocker.stopall()
    clock.forward(ATTEMPT_LEASE)
    api.answer.set()
    await send()

    assert (api.asked, api.hung_up) == (2, 1)
    assert (await store.find(NEW.id)).report.unanswered


async def test_what_is_no_longer_kept(send, store, redis, api, clock):
    """It is not sent, and no longer due."""
    await redis.delete(f"chutes:report:{NEW.id}")
    clock.forward(UNDO)
    await send()

    assert api.asked == 0
    assert not await redis.exists(DUE_KEY)


@pytest.mark.parametrize("first", ["undo", "send"])
async def test_undo_against_sending(redis, api, clock, first):
    """In the same moment, by clocks that disagree, one of the two wins: never both."""
    store = ReportStore(redis, Encryption(), timedelta(days=1), (OFTEN, OFTEN))
    late = Clock(clock.now + UNDO)
    people, due = Reports(store, "account", UNDO, clock), due_reports(redis, late)
    reporting_bot = ReportSender(store, due, api, late)
    api.answer.set()
    made = [
        (await people.file(replace(COMPLAINT, invocation_id=f"{n}"))).report.id for n in range(30)
    ]
    leases = {lease.member: lease for lease in await due.claim(30)}

    async def race(report_id):
        undo, send = people.undo(report_id, "T1", "U1"), reporting_bot.send(leases[report_id])
        both = (undo, send) if first == "undo" else (send, undo)
        results = await asyncio.gather(*both, return_exceptions=True)
        return report_id, results[both.index(undo)]

    ended = await asyncio.gather(*map(race, made))
    states = {report_id: (await store.find(report_id)).report.state for report_id in made}

    for report_id, undone in ended:
        if isinstance(undone, TooLate):
            assert states[report_id] is ReportState.FILED
        elif not isinstance(undone, InDoubt):  # which a busy machine may be in
            assert undone.state is states[report_id] is ReportState.WITHDRAWN
    assert api.asked == [*states.values()].count(ReportState.FILED)
