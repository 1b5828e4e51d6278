"""Who serves: miners, and the instances of each chute that they run."""

from functools import cache, lru_cache
from typing import NamedTuple

from bot.sandbox.world import ss58
from bot.sandbox.world.chutes import Chute
from bot.sandbox.world.dice import Dice

MINERS = 24
KNOWN = 4096  # chutes of which the instances are remembered: a world asks twice
FUNCTIONS = {
    "llm": ("chat_stream", "chat_stream", "chat", "completion_stream"),
    "diffusion": ("generate",),
    "other": ("embed", "speak"),
}


class Miner(NamedTuple):
    uid: int
    hotkey: str
    coldkey: str


class Instance(NamedTuple):
    """*serves* is the part of an export's row that is the same for all it serves, as CSV."""

    instance_id: str
    miner: Miner
    function: str
    serves: str
    multiplier: float


@cache
def miners(dice: Dice) -> tuple[Miner, ...]:
    """Return the miners; the first has left the network, which shows as a negative uid."""
    return tuple(
        Miner(
            uid=7 * place + int(6 * dice.reals("uid", place)[0]) if place else -1,
            hotkey=ss58.encode(dice.digest("hotkey", place)[:32]),
            coldkey=ss58.encode(dice.digest("coldkey", place)[:32]),
        )
        for place in range(MINERS)
    )


@lru_cache(KNOWN)
def instances(dice: Dice, chute: Chute) -> tuple[Instance, ...]:
    """Return the instances of *chute*, three to eight."""
    first, many, power, *_ = dice.reals("instances", chute.chute_id)
    functions = FUNCTIONS[chute.kind]
    image = dice.uuid("image", chute.chute_id)
    found = []
    for place in range(3 + int(6 * many)):
        miner = miners(dice)[int(first * MINERS + 5 * place) % MINERS]
        function = functions[place % len(functions)]
        instance_id = dice.uuid("instance", chute.chute_id, place)
        who = f"{chute.chute_id},{chute.owner},{function},{image},{chute.owner},{instance_id}"
        serves = f"{who},{miner.uid},{miner.hotkey}"
        found.append(Instance(instance_id, miner, function, serves, 1 + int(30 * power) / 2))
    return tuple(found)
