"""How often people may ask: one round trip decides for the person and the workspace."""

from datetime import timedelta

from redis.asyncio import Redis

from bot.blocks.text import rough
from bot.config import Rate
from bot.errors import TooOften
from bot.limits.allowances import QUESTIONS, clocks
from bot.store.codec import milliseconds
from bot.store.scripts import load_script

SEEN = "chutes:seen:"  # what the keys of questions that were admitted begin with
SEEN_MS = 60 * 60 * 1000  # a question that Slack delivers again within the hour is the same one


class Limits:
    """The gate that every question passes.

    Keys: `chutes:seen:<team>:<question>` (`SEEN_MS`), and the clocks of `allowances`.
    """

    def __init__(self, redis: Redis, per_person: Rate, per_workspace: Rate) -> None:
        self._gate = load_script(redis, "limits", "gate", with_gcra=True)
        rates = (per_person, per_workspace)
        self._rates = [part for rate in rates for part in (rate.count, milliseconds(rate.period))]

    async def admit(self, team_id: str, user_id: str, question_id: str) -> bool:
        """Count one question; False if it was admitted before, `TooOften` if it is one too many."""
        keys = [
            f"{SEEN}{team_id}:{question_id}",
            *clocks(QUESTIONS, team_id, user_id),
        ]
        verdict, wait_ms = await self._gate(keys, [SEEN_MS, *self._rates])
        if verdict >= 2:
            wait = timedelta(milliseconds=wait_ms)
            raise TooOften(_sentence(verdict == 2, wait), wait.total_seconds())
        return bool(verdict == 0)


def _sentence(personal: bool, wait: timedelta) -> str:
    when = rough(max(wait, timedelta(seconds=1)))
    who = (
        "Slow down a little: you've asked a lot"
        if personal
        else "Slow down a little: this workspace has asked a lot"
    )
    return f"{who} just now. Try again in {when}."
