"""How reports are kept: for how long, and in what form."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace

from bot.config import Rate
from bot.reports.life import AttemptOutcome, ReportState, finish_attempt, open_attempt, withdraw
from bot.reports.store import ReportStore
from bot.store.encryption import Encryption
from tests.reports.test_life import COMPLAINT, NEW, NOW, UNDO

OFTEN, ONCE = Rate(1000, timedelta(hours=1)), Rate(1, timedelta(hours=1))
KEEP = timedelta(days=180)


def open_store(redis, *keys):
    return ReportStore(redis, Encryption(keys), KEEP, (OFTEN, OFTEN))


@pytest.fixture
async def store(redis):
    """A store with one report in it."""
    store = open_store(redis)
    assert (await store.claim(NEW)).kept
    return store


async def moved(store, *steps):
    """Take the report through *steps*; return what is kept then."""
    kept = await store.find(NEW.id)
    for step in steps:
        kept = await store.step(kept, step(kept.report), NOW)
    return kept


def sent(report):
    return open_attempt(report, NOW + UNDO)


def ended(state):
    return lambda report: finish_attempt(report, AttemptOutcome(state, "Because."), NOW)


async def test_open_reports_are_kept_for_ever(store, redis):
    """What is not at its end has no end in Redis either."""
    assert await redis.ttl(f"chutes:report:{NEW.id}") == -1
    assert await redis.ttl(f"chutes:claim:{COMPLAINT.invocation_id}") == -1


async def test_ended_reports_are_kept_for_a_while(store, redis):
    """Reason and reporter go after the days of the setting, and the claim with them."""
    await moved(store, sent, ended(ReportState.FILED))

    for key in (f"chutes:report:{NEW.id}", f"chutes:claim:{COMPLAINT.invocation_id}"):
        assert 0 < await redis.ttl(key) <= KEEP.total_seconds()


@pytest.mark.parametrize(
    ("state", "is_free"),
    [
        (ReportState.FILED, False),
        (ReportState.ALREADY_FILED, False),
        (ReportState.NOT_FOUND, False),
        (ReportState.REFUSED, True),
        (ReportState.GIVEN_UP, True),
    ],
)
async def test_which_ends_free_the_id(store, state, is_free):
    """Refused and given up reports free their invocation, others do not."""
    await moved(store, sent, ended(state))

    assert (await store.holder(COMPLAINT.invocation_id) is None) is is_free


async def test_undo_frees_the_id(store):
    """What was undone can be reported again."""
    await moved(store, lambda report: withdraw(report, "U1", NOW))

    assert await store.holder(COMPLAINT.invocation_id) is None


@pytest.mark.parametrize(("account", "kept"), [("account", False), ("another", True)])
async def test_not_found_is_free_for_another_account(store, account, kept):
    """What one account does not have, another may."""
    await moved(store, sent, ended(ReportState.NOT_FOUND))
    again = await store.claim(replace(NEW, id="another", account=account))

    assert again.kept is kept


async def test_a_step_from_what_is_no_longer_so(store):
    """A step worked out from an old state is not made; the same step twice is made once."""
    old = await store.find(NEW.id)
    first = await moved(store, sent)

    assert await store.step(old, withdraw(old.report, "U1", NOW), NOW) is None
    assert await store.step(old, first.report, NOW) is not None


async def test_encrypted(redis):
    """With keys Redis has neither reasons nor reporters in the clear; old keys still open."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    await open_store(redis, old).claim(NEW)
    value = await redis.get(f"chutes:report:{NEW.id}")

    assert COMPLAINT.reason.encode() not in value
    assert (await open_store(redis, new, old).find(NEW.id)).report == NEW


async def test_from_before_there_were_keys(store, redis):
    """What was kept in the clear can still be read."""
    assert (await open_store(redis, Fernet.generate_key().decode()).find(NEW.id)).report == NEW


@pytest.mark.parametrize(("rates", "is_crowd"), [((ONCE, OFTEN), False), ((OFTEN, ONCE), True)])
async def test_a_report_too_many(rates, is_crowd, redis):
    """More than a person or a workspace may report is neither kept nor claimed; it says when."""
    store = ReportStore(redis, Encryption(()), KEEP, rates)
    assert (await store.claim(NEW)).kept
    more = replace(NEW, id="one-more", invocation_id="0" * 36)
    claim = await store.claim(more)

    assert (claim.kept, claim.crowd) == (False, is_crowd)
    assert timedelta(0) < claim.wait <= timedelta(hours=1)
    assert await store.find(more.id) is await store.holder(more.invocation_id) is None
