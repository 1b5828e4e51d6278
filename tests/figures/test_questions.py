"""Questions that are kept for buttons: found again, and not more than a person may keep."""

import pytest

from bot.errors import Mistake
from bot.figures import questions
from bot.figures.questions import QUESTION_TTL, KeptQuestion, Questions


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


async def test_nothing_is_kept_for_ever(redis):
    """Questions, the list of a person's, a thread's last one and presses of Share have an end."""
    kept = Questions(redis)
    question = await kept.keep("T", "U1", KeptQuestion("usage 7d"), thread="C1:1.0")
    await kept.begin_sharing("T", question)

    ends = {key: await redis.ttl(key) for key in await redis.keys("*")}
    assert len(ends) == 4
    assert all(0 < seconds <= QUESTION_TTL for seconds in ends.values()), ends
