"""The grammar of watches: what, above or below how much, where to tell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.text import quote
from bot.errors import Mistake
from bot.watches.conditions import Trigger
from handlers.grammar.pieces import Piece, take_apart
from handlers.grammar.spelling import close_to
from handlers.grammar.watching import NOISE_WORDS, SIGNS, TIMES, UNITS
from handlers.words import Quoted, joined

HERE = (["for", "me"], ["to", "me"], ["dm", "me"], ["in", "this", "channel"], ["here"])
AMOUNT = re.compile(
    r"([$]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:[.,]\d+)?|\.\d+)([a-z/%]*)", re.ASCII
)
ALERTING = re.compile(
    r"(?:please )?(?:alert|notify|warn|ping|tell (?:me|us) (?:if|when)|let (?:me|us) know)\b"
)
LONGEST_UNIT = 3  # words
WATCH_MEASURES = {"usd", "requests", "invocations", "tokens", "tps", "ttft", "sps"}
WATCH_EXAMPLES = (
    "watch usage above $12,000",
    "watch qwen ttft above 3 s",
    "watch all speed unusual",
)
INVOCATION_WORDS = frozenset({"invocation", "invocations"})


@dataclass(frozen=True)
class WatchWish:
    """What somebody wants watched: *measure* of what *names* name (nothing: all chutes).

    A threshold is in the measure's own unit; *for_me*: it is to be told in a direct message.
    """

    measure: str
    trigger: Trigger
    threshold: float
    names: tuple[str, ...]
    for_me: bool = False


@dataclass(frozen=True)
class _Sign:
    """Words that say which side is wrong: *size* of them, from *start* on; *about* is
    `speed` or `time` if they speak of that."""

    trigger: Trigger
    start: int
    size: int
    about: str


def watch_wish(words: Sequence[str], now: datetime) -> WatchWish:
    """Return what `qwen ttft > 3s for me` wants; raise `Mistake` with better lines."""
    said, for_me = _place([part for word in words for part in _parts(word)])
    sign = _sign(said)
    if sign is None:
        raise _no_sign(words, said, now)
    before, after = said[: sign.start], said[sign.start + sign.size :]
    amount, unit, used = (0.0, "", 0) if sign.trigger is Trigger.UNUSUAL else _amount(after)
    if sign.trigger is not Trigger.UNUSUAL and not used:
        raise Mistake(
            f"{quote(' '.join(words))} needs a number to be {sign.trigger}.", WATCH_EXAMPLES
        )
    measure, names = _what([*before, *after[used:]], now)
    return _wish(sign, amount, unit, measure, names, for_me)


def read_what(words: Sequence[str], now: datetime) -> tuple[str, tuple[str, ...]]:
    """Return the measure and the names in *words*, as those of a question; "" for no measure."""
    return _what(list(words), now)


def watch_line(measure: str, names: Sequence[str], trigger: Trigger, threshold: float) -> str:
    """Return what to type to watch that."""
    named = [Quoted(name) if " " in name else name for name in names]
    number = [] if trigger is Trigger.UNUSUAL else [f"{threshold:.15g}"]
    return joined(["watch", *named, "usage" if measure == "usd" else measure, trigger, *number])


def watch_lines(words: Sequence[str], now: datetime) -> list[str]:
    """Return what to type for `tell me if usage is over 12k`; nothing if that is no such wish."""
    if not ALERTING.match(" ".join(words).lower()):
        return []
    meant = (place for place, word in enumerate(words) if _plain(word) not in NOISE_WORDS)
    rest = words[next(meant, len(words)) :]
    try:
        watch_wish(rest, now)
    except Mistake as problem:
        return problem.tries if problem.tries != list(WATCH_EXAMPLES) else []
    return [joined(["watch", *rest])]


def _wish(
    sign: _Sign,
    amount: float,
    unit: str,
    measure: str,
    names: tuple[str, ...],
    for_me: bool,
) -> WatchWish:
    implied, scale = UNITS.get(unit, ("", 1.0))
    trigger = sign.trigger
    if sign.about == "speed" and implied == "ttft":  # slower than 3 s is above
        trigger = Trigger.ABOVE if trigger is Trigger.BELOW else Trigger.BELOW
        measure = "ttft"
    if sign.about == "time":
        measure = measure or "ttft"
    measure = _agreed(measure, implied, sign)
    if not measure:
        lines = [watch_line(one, names, trigger, amount) for one in ("usd", "tps", "ttft")]
        raise Mistake("Watch what: usage, speed (tps) or the first token (ttft)?", lines)
    return WatchWish(measure, trigger, amount * scale, names, for_me)


def _agreed(measure: str, implied: str, sign: _Sign) -> str:
    """Return the measure that was said, or that the unit stands for; raise `Mistake` for two."""
    same = {measure, implied} <= {"requests", "invocations"}
    if (measure == "tps" and implied == "ttft") or not measure:
        return implied or ("usd" if sign.trigger is Trigger.UNUSUAL else "")
    if implied and implied != measure and not same:
        raise Mistake(f"`{implied}` is no unit of `{measure}`.", WATCH_EXAMPLES)
    return implied if same and implied else measure


def _parts(word: str) -> list[str]:
    """Return a word with its sign apart: `>3s` is two."""
    found = re.fullmatch(r"([<>]=?|[≤≥])(.+)", word)
    return [found[1], found[2]] if found and not isinstance(word, Quoted) else [word]


def _place(words: list[str]) -> tuple[list[str], bool]:
    """Return the words without those that say where to tell, and whether that is a DM."""
    lower = [word.lower().strip(".,!?") for word in words]
    for ending in HERE:
        if lower[-len(ending) :] == ending:
            return words[: -len(ending)], "me" in ending
    return words, False


def _sign(words: Sequence[str]) -> _Sign | None:
    """Return the first words that say when it fires."""
    plain = [_plain(word) for word in words]
    for start in range(len(words)):
        for size in (3, 2, 1):
            if found := SIGNS.get(" ".join(plain[start : start + size])):
                return _Sign(found[0], start, size, found[1])
    return None


def _plain(word: str) -> str:
    return "" if isinstance(word, Quoted) else word.lower().strip("?!,;:") or word


def _amount(words: Sequence[str]) -> tuple[float, str, int]:
    """Return the number that *words* begin with, its unit and how many words both are; 0: none."""
    skipped = next(
        (n for n, word in enumerate(words) if _plain(word) not in NOISE_WORDS), len(words)
    )
    match = AMOUNT.fullmatch(_plain(words[skipped])) if skipped < len(words) else None
    if match is None:
        return 0.0, "", 0
    used, ending = skipped + 1, match[3]
    number = float(_point(match[2]))
    if not ending and used < len(words) and _plain(words[used]) in TIMES:
        ending, used = _plain(words[used]), used + 1
    times, ending = _scaled(ending)
    unit = ending or ("$" if match[1] else "")
    if not unit:
        unit, more = _unit(words[used:])
        used += more
    return number * times, unit, used


def _scaled(ending: str) -> tuple[float, str]:
    """Return what `k` and its like multiply by, and the unit behind it."""
    for times, factor in TIMES.items():
        unit = ending.removeprefix(times)
        if ending not in UNITS and unit != ending and (not unit or unit in UNITS):
            return factor, unit
    return 1.0, ending


def _point(digits: str) -> str:
    """Return digits as Python has them: `12,000` is twelve thousand, `3,5` three and a half."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        return digits.replace(",", "")
    return digits.replace(",", ".")


def _unit(words: Sequence[str]) -> tuple[str, int]:
    plain = [_plain(word) for word in words[:LONGEST_UNIT]]
    for size in range(len(plain), 0, -1):
        if (unit := " ".join(plain[:size])) in UNITS:
            return unit, size
    return "", 0


def _what(words: Sequence[str], now: datetime) -> tuple[str, tuple[str, ...]]:
    """Return which measure the words name, if any, and the names among them."""
    kept = [word for word in words if isinstance(word, Quoted) or _plain(word) not in NOISE_WORDS]
    pieces = take_apart(kept, now)
    said = [piece.value for piece in pieces if piece.kind == "by"]
    said += [_measure(piece, kept) for piece in pieces if piece.kind == "cue"]
    known = [measure for measure in said if measure]
    if known and known[0] not in WATCH_MEASURES:
        raise Mistake(f"I can't watch {quote(known[0].removeprefix('?'))}.", WATCH_EXAMPLES)
    names = tuple(piece.value for piece in pieces if piece.kind == "name")
    return (known[0] if known else ""), names


def _measure(piece: Piece, words: Sequence[str]) -> str:
    """Return the measure that a cue names; `usage` alone is USD."""
    word = _plain(words[piece.start])
    if word in INVOCATION_WORDS:
        return "invocations"
    measure: str = piece.value.measure
    return measure or ("usd" if word in ("usage", "use") else "")


def _no_sign(words: Sequence[str], said: Sequence[str], now: datetime) -> Mistake:
    """Return what to say if nobody knows when it is to fire, with lines that say it."""
    for place, word in enumerate(said):
        if close := close_to(_plain(word), [one for one in SIGNS if one.isalpha()]):
            line = joined(["watch", *said[:place], close[0], *said[place + 1 :]])
            return Mistake(f"I don't understand {quote(word)}. Did you mean:", [line])
    if not said:
        return Mistake("Watch what? For example:", WATCH_EXAMPLES)
    starts = [place for place, word in enumerate(said) if AMOUNT.fullmatch(_plain(word))]
    start = starts[0] if starts else len(said)
    lines = [joined(["watch", *said[:start], one, *said[start:]]) for one in ("above", "below")]
    unusual = joined(["watch", *said[:start], "unusual"])
    what = quote(" ".join(words))
    tries = [*lines, unusual] if starts else [unusual]
    return Mistake(
        f"When am I to tell you about {what}? Say above or below what, or unusual.", tries
    )
