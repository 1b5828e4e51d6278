"""Who is in the world: a cast with parts to play, and as many extras as are asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from bot.sandbox.world.chutes import PLATFORM, Chute, Kind
from bot.sandbox.world.dice import Dice
from bot.sandbox.world.traffic import HOUR, start

FIRST_DAY = date(2025, 1, 30)
"""The first day of the platform's statistics."""

LAUNCH = date(2024, 12, 1)
"""The first day of its oldest chutes."""

INVOCATIONS = 1_250_000  # a weekday
USD = 9_400  # a weekday

ORGS = ("example-org", "northwind-ai", "tallgrass", "blue_heron", "kestrel.ai", "Foxfern-Labs")
FAMILIES = (
    "Larkspur",
    "Juniper",
    "Quartz",
    "Meadow-R1",
    "Wren_Coder",
    "Atlas-V3.1",
    "Pico",
    "Tern",
)
SIZES = ("3B", "8B-Instruct", "14B", "32B", "70B-TEE", "120B", "235B-A22B", "671B-TEE", "7B:free")
PICTURES = ("aquarelle", "Linocut-XL", "daguerreo_v2", "gouache.turbo", "Fresco-1.5", "riso*print")
VOICES = ("embed-large", "whisperer-v3", "speak_82M", "rerank-base", "moderator", "ocr-lite")
KINDS: tuple[Kind, ...] = (*("llm",) * 15, *("diffusion",) * 3, *("other",) * 2)


class Part(NamedTuple):
    """What somebody of the cast plays; days count from the anchor."""

    kind: Kind
    role: str
    name: str
    weight: float
    price: float
    official: bool = True
    born: int | None = None
    died: int | None = None
    slow_from: int | None = None
    renamed: int | None = None
    nature: Mapping[str, Any] = MappingProxyType({})


# The first few make small worlds interesting too.
CAST = (
    Part("llm", "leader", "example-org/Model-70B-TEE", 14, 1.0, nature={"tokens_in": 42_000.0}),
    Part("llm", "slowed", "northwind-ai/Larkspur-32B", 9, 1.4, slow_from=-1, nature={"tps": 88.0}),
    Part(
        *("llm", "renamed", "tallgrass/Meadow-R1-0528", 7, 1.1),
        renamed=-6,
        nature={"earlier_name": "tallgrass/Meadow-R1"},
    ),
    Part("diffusion", "painter", "example-diffusion", 3, 2.5),
    Part("llm", "predecessor", "blue_heron/Atlas-V3.1", 6, 1.6, died=-17),
    Part("llm", "successor", "blue_heron/Atlas-V3.1-TEE", 6, 1.6, born=-21),
    Part("llm", "new", "kestrel.ai/Wren_Coder-Next:free", 5, 0.9, born=-3),
    Part("llm", "dead", "Foxfern-Labs/Quartz-14B", 4, 1.2, died=-4),
    Part("llm", "hostile", "<!channel> *x* <https://evil|ok>", 1.5, 2.0, official=False),
    Part("llm", "private", "[private]", 2.5, 3.0, official=False),
    Part("llm", "private", "[private]", 1.2, 2.0, official=False),
    Part("llm", "unknown", "[unknown]", 1.1, 1.0, official=False),
    Part("llm", "unknown", "[unknown]", 0.4, 0.0, official=False),
    Part("llm", "credited", "somebody_else/shared*build*", 0.6, -3.2, official=False),
    Part("llm", "namesake", "example-org/Model-70B-TEE", 0.3, 1.0, official=False),
    Part("llm", "unstreamed", "example-org/Batch-8B", 2, 0.5, nature={"ttft": None}),
    Part(
        *("llm", "unmeasured", "northwind-ai/~Draft~ & Co", 0.8, 0.7),
        nature={"tps": None, "ttft": None},
    ),
    Part("llm", "standing", "tallgrass/Stub-1B", 0.5, 0.0, nature={"tps": 0.0, "ttft": 0.0}),
    Part("llm", "idle", "example-org/Rarely-3B", 0.0004, 1.0),
    Part("diffusion", "deleted", "Old-Fresco", 0.8, 1.0, died=-40),
    Part("other", "embedder", "example-embeddings", 8, 0.1),
)


def catalogue(
    dice: Dice, anchor: date, count: int, name_length: int = 0, size: float = 1.0
) -> tuple[Chute, ...]:
    """Return *count* chutes as they are on *anchor*, names at least *name_length* long.

    *size* is the platform's, as a part of the real one's.
    """
    chutes = [_actor(dice, anchor, place) for place in range(min(count, len(CAST)))]
    chutes += [_extra(dice, anchor, place) for place in range(len(CAST), count)]
    living = [chute for chute in chutes if not chute.died]
    traffic = sum(chute.weight for chute in living)
    money = sum(chute.weight * chute.price for chute in living if chute.price > 0)
    return tuple(
        replace(
            chute,
            name=chute.name.ljust(name_length, "~"),
            invocations=size * INVOCATIONS * chute.weight / traffic,
            usd=size * _usd(chute, money),
        )
        for chute in chutes
    )


def _usd(chute: Chute, money: float) -> float:
    """Return what *chute* earns a day, of all the *money*; a credit is what it is."""
    return chute.price if chute.price < 0 else USD * chute.weight * chute.price / money


def _actor(dice: Dice, anchor: date, place: int) -> Chute:
    part = CAST[place]

    def day(number: int | None) -> date | None:
        return None if number is None else anchor + timedelta(days=number)

    def moment(number: int | None) -> datetime | None:
        return None if number is None else start(anchor + timedelta(days=number)) + 10 * HOUR

    return Chute(
        chute_id=dice.uuid("chute", place),
        kind=part.kind,
        role=part.role,
        name=part.name,
        owner=PLATFORM if part.official else dice.uuid("user", place),
        weight=part.weight,
        price=part.price,
        born=moment(part.born) or start(LAUNCH),
        died=moment(part.died),
        slow_from=day(part.slow_from),
        renamed=day(part.renamed),
        **{**_nature(dice, part.kind, place), **part.nature},
    )


def _extra(dice: Dice, anchor: date, place: int) -> Chute:
    kind = KINDS[place % len(KINDS)]
    fame, price, paid, age, end, owner, *_ = dice.reals("extra", place)
    history = max((anchor - LAUNCH).days, 40)
    born = LAUNCH + timedelta(days=int(history * max(0.0, age * 1.8 - 0.9)))
    died = born + timedelta(days=30 + int(history * end * 5)) if end < 0.12 else None
    return Chute(
        chute_id=dice.uuid("chute", place),
        kind=kind,
        role="extra",
        name=_name(kind, place),
        owner=PLATFORM if owner < 0.8 else dice.uuid("user", place),
        weight=0.03 + 2.5 * fame**6,
        price=0.3 + 3 * price**2 if paid < 0.6 else 0.0,
        born=start(born),
        died=start(died) if died else None,
        **_nature(dice, kind, place),
    )


def _nature(dice: Dice, kind: Kind, place: int) -> dict[str, Any]:
    week, peak, first, second, third, fourth, *_ = dice.reals("nature", place)
    nature: dict[str, Any] = {"peak": 11 + 10 * peak}
    if kind == "llm":
        nature |= {"weekend": 0.62 + 0.2 * week, "tps": 18 + 140 * second**2}
        nature |= {"tokens_in": 900 + 14_000 * first**2, "tokens_out": 180 + 900 * third}
        return nature | {"ttft": 0.25 + 3 * fourth**2}
    if kind == "diffusion":
        return nature | {"weekend": 1.1 + 0.3 * week, "steps": 8 + 32 * first, "sps": 2 + 9 * third}
    return nature | {"weekend": 0.8}


def _name(kind: Kind, place: int) -> str:
    number, turn = divmod(place, len(ORGS))
    if kind == "diffusion":
        return f"{PICTURES[turn]}-{number}"
    if kind == "other":
        return f"{VOICES[turn]}-{number}"
    size = SIZES[place % len(SIZES)]
    again, family = divmod(number, len(FAMILIES))
    edition = f"-v{again + 1}" if again else ""
    return f"{ORGS[turn]}/{FAMILIES[(family + turn) % len(FAMILIES)]}{edition}-{size}"
