"""When a question is asked again, and how long we wait before."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot.chutes.retries import PAUSES, RETRY_WITHIN
from bot.errors import Unavailable
from tests.chutes.conftest import FILE, NOW
from tests.chutes.wire import RESET, SILENCE, reply

FINE = reply([])
PASSING = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530)
SOON = format_datetime(NOW + timedelta(seconds=7), usegmt=True)
PAST = format_datetime(NOW - timedelta(days=1), usegmt=True)


@pytest.mark.parametrize(
    "answer",
    [RESET, b"", reply([1])[:-1], *(reply("", status) for status in PASSING)],
    ids=["reset", "hung up", "cut off", *map(str, PASSING)],
)
async def test_what_passes(wire, chutes, waits, answer):
    """What may pass within seconds is tried twice more, after a short pause at random."""
    wire.answers = [answer, answer, FINE]

    assert (await chutes.usage()).rows == []
    assert len(wire.requests) == 3
    assert all(0 <= wait <= longest for wait, longest in zip(waits, PAUSES, strict=True))


async def test_not_for_ever(wire, chutes):
    """The third failure is the answer."""
    wire.answers = [reply("", 503), reply("", 503), reply("", 503), FINE]

    with pytest.raises(Unavailable):
        await chutes.usage()

    assert len(wire.requests) == 3


@pytest.mark.parametrize(
    "answer",
    [SILENCE, *(reply("", status) for status in (501, 404, 401, 403, 422)), reply("[")],
    ids=["silence", "501", "404", "401", "403", "422", "broken"],
)
async def test_what_does_not_pass(wire, chutes, waits, answer):
    """Anything else is not asked again."""
    wire.answers = [answer, FINE]

    with pytest.raises(Exception, match="Chutes"):
        await chutes.usage()

    assert len(wire.requests) == 1
    assert waits == []


@pytest.mark.parametrize(
    ("header", "least"),
    [("7", 7), (SOON, 7), ("7.5", 7.5), (PAST, 0), ("soon", 0), ("", 0), ("-5", 0), ("²", 0)],
)
async def test_retry_after(wire, chutes, waits, header, least):
    """A Retry-After is obeyed, whether seconds or a date; nonsense in it is ignored."""
    wire.answers = [reply("", 429, Retry_After=header), FINE]

    await chutes.usage()

    assert least <= waits[0] <= least + PAUSES[0]


@pytest.mark.parametrize(
    ("header", "seconds", "when"),
    [
        ("21", 21, "in 21 s"),
        (format_datetime(NOW + timedelta(hours=3), usegmt=True), 10_800, "in 3 h"),
        ("600", 600, "in 10 min"),
        ("9" * 50, 86_400, "in 24 h"),
    ],
)
async def test_retry_after_too_long(wire, chutes, waits, header, seconds, when):
    """What is beyond our patience is said at once, with the time."""
    wire.answers = [reply("", 503, Retry_After=header), FINE]

    with pytest.raises(Unavailable, match=when) as caught:
        await chutes.usage()

    assert caught.value.retry_after == seconds
    assert waits == []


async def test_patience_in_all(wire, chutes, waits):
    """Two waits of 15 s are more than our patience: the second one is not begun."""
    wire.answers = [reply("", 429, Retry_After="15")]

    with pytest.raises(Unavailable, match="in 15 s"):
        await chutes.usage()

    assert len(waits) == 1
    assert sum(waits) < RETRY_WITHIN


async def test_download(wire, chutes):
    """Opening a file is tried again like any question."""
    wire.answers = [reply("", 502), RESET, reply("abc", kind="text/csv")]

    async with chutes.export(FILE) as download:
        assert [piece async for piece in download.chunks()] == [b"abc"]
