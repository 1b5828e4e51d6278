"""Every kind of message that cannot be asked for at any time reads as the answers do."""

from datetime import UTC, datetime

import pytest

from bot.doctor.live.samples import Samples
from tests.blocks.reading import LINES_FIRST, lines_first, two_renderings, untidy

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)
SAMPLES = dict(Samples("T0TEAM0001", "U0ADA00001", "C0GPUCOSTS", "/chutes", NOW).messages())


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_sample_reads_well(kind):
    """Exports, reports, digests and their notices: short above a table, and tidy."""
    assert lines_first(SAMPLES[kind]) <= LINES_FIRST
    assert untidy(SAMPLES[kind]) == []
    assert two_renderings(SAMPLES[kind]) == []
