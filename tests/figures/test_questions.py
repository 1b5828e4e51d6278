"""Questions that are kept for buttons: found again, and not more than a person may keep."""

import pytest

from bot.errors import Mistake
from bot.figures import questions
from bot.figures.questions import KeptQuestion, Questions


async def test_a_person_keeps_so_many(redis, monkeypatch):
    """Of more questions than one person may keep the oldest is forgotten; others keep theirs."""
    monkeypatch.setattr(questions, "MOST_KEPT", 3)
    kept = Questions(redis)
    others = await kept.keep("T", "U2", KeptQuestion("usage 7d"))
    mine = [await kept.keep("T", "U1", KeptQuestion(f"usage {days}d")) for days in range(1, 6)]

    for forgotten in mine[:2]:
        with pytest.raises(Mistake):
            await kept.find("T", forgotten)
    assert [(await kept.find("T", id)).words for id in mine[2:]] == [
        "usage 3d",
        "usage 4d",
        "usage 5d",
    ]
    assert (await kept.find("T", others)).words == "usage 7d"
