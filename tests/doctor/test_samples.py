"""Every kind of message that cannot be asked for at any time reads as the answers do."""

from datetime import UTC, datetime

import pytest

from bot.doctor.live.samples import Samples
from tests.blocks.reading import assert_reads_well

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)
SAMPLES = dict(Samples("T0TEAM0001", "U0ADA00001", "C0GPUCOSTS", "/chutes", NOW).messages())


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_sample_reads_well(kind):
    """Exports, reports, digests and their notices: short above a table, and tidy."""
    assert_reads_well(SAMPLES[kind])
