"""Who is in the world: a cast with parts to play, and as many extras as are asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.sandbox.world.chutes import PLATFORM, Chute, Kind
from bot.sandbox.world.dice import Dice

FIRST_DAY = date(2025, 1, 30)
"""The first day of the platform's statistics."""

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

# role, name, part of the traffic, relative price, and what else is particular. Days count from the
# anchor. The first few make small worlds interesting too.
CAST: tuple[tuple[Kind, str, str, float, float, dict[str, Any]], ...] = (
    ("llm", "leader", "example-org/Model-70B-TEE", 14, 1.0, {"tokens_in": 42_000.0}),
    ("llm", "slowed", "northwind-ai/Larkspur-32B", 9, 1.4, {"tps": 88.0, "slow_from": -1}),
    (
        "llm",
        "renamed",
        "tallgrass/Meadow-R1-0528",
        7,
        1.1,
        {"renamed": -6, "earlier_name": "tallgrass/Meadow-R1"},
    ),
    ("diffusion", "painter", "example-diffusion", 3, 2.5, {}),
    ("llm", "predecessor", "blue_heron/Atlas-V3.1", 6, 1.6, {"died": -17}),
    ("llm", "successor", "blue_heron/Atlas-V3.1-TEE", 6, 1.6, {"born": -21}),
    ("llm", "new", "kestrel.ai/Wren_Coder-Next:free", 5, 0.9, {"born": -3}),
    ("llm", "dead", "Foxfern-Labs/Quartz-14B", 4, 1.2, {"died": -4}),
    ("llm", "hostile", "<!channel> *x* <https://evil|ok>", 1.5, 2.0, {"owner": "somebody"}),
    ("llm", "private", "[private]", 2.5, 3.0, {"owner": "somebody"}),
    ("llm", "private", "[private]", 1.2, 2.0, {"owner": "somebody"}),
    ("llm", "unknown", "[unknown]", 1.1, 1.0, {"owner": "somebody"}),
    ("llm", "unknown", "[unknown]", 0.4, 0.0, {"owner": "somebody"}),
    ("llm", "credited", "somebody_else/shared*build*", 0.6, -3.2, {"owner": "somebody"}),
    ("llm", "namesake", "example-org/Model-70B-TEE", 0.3, 1.0, {"owner": "somebody"}),
    ("llm", "unstreamed", "example-org/Batch-8B", 2, 0.5, {"ttft": None}),
    ("llm", "unmeasured", "northwind-ai/~Draft~ & Co", 0.8, 0.7, {"tps": None, "ttft": None}),
    ("llm", "standing", "tallgrass/Stub-1B", 0.5, 0.0, {"tps": 0.0, "ttft": 0.0}),
    ("llm", "idle", "example-org/Rarely-3B", 0.0004, 1.0, {}),
    ("diffusion", "deleted", "Old-Fresco", 0.8, 1.0, {"died": -40}),
    ("other", "embedder", "example-embeddings", 8, 0.1, {}),
)


def catalogue(dice: Dice, anchor: date, count: int, name_length: int = 0) -> tuple[Chute, ...]:
    """Return *count* chutes as they are on *anchor*, names at least *name_length* long."""
    chutes = [_actor(dice, anchor, place) for place in range(min(count, len(CAST)))]
    chutes += [_extra(dice, anchor, place) for place in range(len(CAST), count)]
    return tuple(_sized(replace(c, name=c.name.ljust(name_length, "~")), chutes) for c in chutes)


def _actor(dice: Dice, anchor: date, place: int) -> Chute:
    kind, role, name, weight, price, extra = CAST[place]
    particular = dict(extra)
    for day in {"slow_from", "renamed"} & extra.keys():
        particular[day] = anchor + timedelta(days=extra[day])
    for moment in {"born", "died"} & extra.keys():
        particular[moment] = _start(anchor + timedelta(days=extra[moment])) + timedelta(hours=10)
    particular["owner"] = dice.uuid("user", place) if "owner" in extra else PLATFORM
    particular = {"born": _start(FIRST_DAY), **_nature(dice, kind, place), **particular}
    return Chute(
        chute_id=dice.uuid("chute", place),
        kind=kind,
        role=role,
        name=name,
        weight=weight,
        price=price,
        **particular,
    )


def _extra(dice: Dice, anchor: date, place: int) -> Chute:
    kind = KINDS[place % len(KINDS)]
    fame, price, paid, age, end, owner, *_ = dice.reals("extra", place)
    history = max((anchor - FIRST_DAY).days, 40)
    born = FIRST_DAY + timedelta(days=int(history * max(0.0, age * 1.8 - 0.9)))
    died = born + timedelta(days=30 + int(history * end * 5)) if end < 0.12 else None
    return Chute(
        chute_id=dice.uuid("chute", place),
        kind=kind,
        role="extra",
        name=_name(kind, place),
        owner=PLATFORM if owner < 0.8 else dice.uuid("user", place),
        weight=0.03 + 2.5 * fame**6,
        price=0.3 + 3 * price**2 if paid < 0.6 else 0.0,
        born=_start(born),
        died=_start(died) if died else None,
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


def _sized(chute: Chute, chutes: list[Chute]) -> Chute:
    """Give *chute* its part of the platform's traffic and money."""
    living = [other for other in chutes if not other.died]
    traffic = sum(other.weight for other in living)
    money = sum(other.weight * other.price for other in living if other.price > 0)
    if chute.price < 0:
        usd = chute.price
    else:
        usd = USD * chute.weight * chute.price / money if money else 0.0
    invocations = INVOCATIONS * chute.weight / traffic if traffic else 0.0
    return replace(chute, invocations=invocations, usd=usd)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
