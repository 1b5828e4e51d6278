"""The latest attempts, as a message."""

from datetime import UTC, datetime

import pytest

from bot.exports.recent_messages import recent_message
from bot.exports.summaries import Group, Groups, Recent, RecentRow
from bot.figures.days import Register, Source
from bot.figures.names import Names
from tests.conversation import cells

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)


@pytest.mark.parametrize(
    ("uid", "number"), [(7, " (uid 7)"), (0, " (uid 0)"), (-1, ""), (None, "")]
)
def test_a_miner(uid, number):
    """A miner is a hotkey and a uid, if it has one: -1 is none."""
    hotkey = "5GrwvaEF5zXb26Fz"
    row = RecentRow("chute", uid, hotkey, "chat", NOW, 1.0, 10, 20, 20.0, 0.1)
    groups = Groups(1, [Group(hotkey, 1, uid=uid)])
    recent = Recent(None, 1, NOW, 1, 0, [row], Groups(1, [Group("chute", 1)]), groups)
    message = recent_message(recent, Names(dict.fromkeys(Source, Register())), "value")

    shown = f"{hotkey[:8]}…{number}"
    assert f"Miners by attempts: {shown} *1*." in message.text
    assert cells(message.payload())[1][-1] == shown
