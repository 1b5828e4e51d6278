"""How far a run is, in words."""

from datetime import UTC, datetime

import pytest

from bot.chutes.exports import ExportKind
from bot.exports.files import FileRange
from bot.exports.requests import Progress, ReadExport, SendFile
from bot.exports.run_messages import cancelled_message, how_far


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(), "asking the Chutes API"),
        (
            Progress("fetching", 7, 24, 120_000_000, 430_000_000, 200.0),
            "fetching, 120 MB of 430 MB, hour 7 of 24, about 3 min left",
        ),
        (Progress("fetching", done=1_500_000, size=9_000_000), "fetching, 1.5 MB of 9.0 MB"),
        (Progress("fetching", done=80_000_000), "fetching, 80 MB so far"),
        (
            Progress("reading", done=430_000_000, size=430_000_000, left=4),
            "reading, 430 MB, about 4 s left",
        ),
    ],
)
def test_how_far(progress, words):
    """Bytes of the file, the hour of the day, and how long the rest takes, as far as is known."""
    assert how_far(progress).replace("\u00a0", " ") == words


DAY = ReadExport(FileRange(ExportKind.INVOCATIONS, datetime(2026, 4, 19, 1, tzinfo=UTC), 24))


@pytest.mark.parametrize(
    ("order", "others", "words"),
    [
        (DAY, 0, "Cancelled: *invocations, 19 Apr 2026 (UTC)*."),
        (DAY, 2, "Cancelled: *invocations, 19 Apr 2026 (UTC)*. Others are still waiting for it."),
        (SendFile(DAY, "C1", "U1"), 0, "Cancelled: the file of *invocations, 19 Apr 2026 (UTC)*."),
    ],
)
def test_cancelled(order, others, words):
    """What was cancelled stays to be read."""
    assert cancelled_message(order, others).text == words
