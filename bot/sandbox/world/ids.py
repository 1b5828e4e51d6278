"""Invocation ids that tell the platform, and only the platform, whose they are."""

from dataclasses import dataclass
from random import Random

from bot.sandbox.world.accounts import ACCOUNTS
from bot.sandbox.world.dice import Dice


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made a request, and whether the platform's watchtower reported it by itself."""

    account: str
    reported: bool


STRANGER = "stranger"
ORIGINS = tuple(
    Origin(account, reported)
    for account in (*(account.name for account in ACCOUNTS), STRANGER)
    for reported in (False, True)
)


class Ids:
    """
    Version 4 UUIDs. One half is chance, the other its keyed digest with the origin, so that
    origins need not be stored. Most strangers' ids are chance alone: the platform has nothing to
    tell their maker from nobody.
    """

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    def draw(self, origin: Origin, rng: Random) -> str:
        """Return a new id of *origin*."""
        return self._written(origin, f"{rng.getrandbits(60):015x}")

    def origin(self, invocation_id: str) -> Origin | None:
        """Return whose *invocation_id* is, None if the platform cannot tell."""
        chance = invocation_id[20:23] + invocation_id[24:]
        return next((o for o in ORIGINS if self._written(o, chance) == invocation_id), None)

    def _written(self, origin: Origin, chance: str) -> str:
        seal = self._dice.digest("id", origin.account, origin.reported, chance).hex()
        variant = "89ab"[int(seal[15], 16) % 4]
        return f"{seal[:8]}-{seal[8:12]}-4{seal[12:15]}-{variant}{chance[:3]}-{chance[3:]}"
