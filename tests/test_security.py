"""SECURITY.md says what is so: how long things are kept, and which scopes the app wants."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from bot.digests.records import DELIVERIES
from bot.exports.runs import TROUBLE
from bot.exports.service import ROWS_KEPT, SUMMARY_KEPT
from bot.figures.questions import QUESTION_TTL
from bot.slack.scopes import REQUIRED, WITHOUT

TEXT = (Path(__file__).parent.parent / "SECURITY.md").read_text()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def default(name: str) -> int:
    return int(Settings.model_fields[name].default)


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("a question under", f"{timedelta(seconds=QUESTION_TTL) // DAY} days"),
        ("a report: who", f"{default('report_keep_days')} days after its end (`REPORT_KEEP_DAYS`)"),
        ("digests: channel", "as long as they are set up"),
        ("complete days", f"{default('history_days')} days (`HISTORY_DAYS`)"),
        ("what an export found", f"{SUMMARY_KEPT // DAY} days"),
        ("latest attempts", f"{ROWS_KEPT // HOUR} hour"),
        ("a run that failed", f"{TROUBLE // DAY} day"),
    ],
)
def test_how_long_things_are_kept(row, kept):
    """Each row has the time that the code has."""
    [found] = re.findall(rf"^\| {re.escape(row)}.*\| (.*) \|$", TEXT, re.MULTILINE)

    assert found.startswith(kept)


def test_deliveries_that_are_kept():
    """So many as a digest remembers."""
    assert f"the last {DELIVERIES} deliveries" in TEXT


def test_scopes():
    """All that the manifest asks for are explained, and no others."""
    rows = re.findall(r"^\| `([a-z:_]+)`( \(optional\))? \| \S", TEXT, re.MULTILINE)

    assert {name for name, optional in rows if not optional} == REQUIRED
    assert {name for name, optional in rows if optional} == set(WITHOUT)
