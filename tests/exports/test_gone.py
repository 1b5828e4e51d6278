"""What is noted of exports that the server no longer offers, whatever is in Redis."""

from datetime import UTC, date, datetime

import pytest

from bot.chutes.exports import ExportKind
from bot.errors import Gone, NotFound
from bot.exports.files import LAST_WRITTEN, FileRange, whole_day
from bot.exports.gone import (
    EXPORTS_GONE_KEY,
    NotOffered,
    OffersOfExports,
    ask_exports_gone,
    read_exports_gone,
)
from bot.exports.requests import ReadExport, ReadRecent

RECENT = ReadRecent(None, 10)


@pytest.fixture
def offers(redis) -> OffersOfExports:
    return OffersOfExports(redis)


async def known(redis) -> list[str]:
    """Return what is told to be gone."""
    async with redis.pipeline(transaction=False) as pipe:
        ask_exports_gone(pipe)
        [answer] = await pipe.execute(raise_on_error=False)
    return read_exports_gone(answer)


async def test_new_files(redis, offers):
    """That the last day which was written is there says nothing of those after it."""
    new = FileRange(ExportKind.INVOCATIONS, datetime(2026, 5, 1, 12, tzinfo=UTC))
    await offers.failed(ReadExport(new), NotFound("There is none."))
    await offers.answered(ReadExport(whole_day(ExportKind.INVOCATIONS, LAST_WRITTEN)))
    assert await known(redis) == [NotOffered.NEW_FILES]

    await offers.answered(ReadExport(whole_day(ExportKind.INVOCATIONS, date(2026, 5, 1))))
    assert await known(redis) == []


@pytest.mark.parametrize("kept", ["a text", "junk in a set"])
async def test_a_damaged_note(redis, offers, kept):
    """It costs nobody an answer, and is written anew."""
    if kept == "a text":
        await redis.set(EXPORTS_GONE_KEY, b"junk")
    else:
        await redis.sadd(EXPORTS_GONE_KEY, b"\xff\xfe")
    assert await known(redis) == []
    await offers.answered(RECENT)
    await offers.failed(RECENT, Gone("It is gone."))

    assert await known(redis) == [NotOffered.RECENT]
    assert 0 < await redis.ttl(EXPORTS_GONE_KEY) <= 24 * 60 * 60


async def test_damaged_when_something_goes(redis, offers):
    """What is gone is noted also where the note was none."""
    await redis.set(EXPORTS_GONE_KEY, b"junk")
    await offers.failed(RECENT, Gone("It is gone."))

    assert await known(redis) == [NotOffered.RECENT]
