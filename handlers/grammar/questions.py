"""Questions in people's own words, as the lines that they stand for."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import Mistake
from handlers.grammar.lexicon import FIGURES, SPEAK_FOR, VERSUS
from handlers.grammar.periods import IN
from handlers.grammar.pieces import Piece, take_apart
from handlers.words import joined

ENOUGH = 2  # of what speaks for a command
MOST_NAMES = 3
COMPARING = frozenset(["compare", "comparing", "compared", "comparison"])
WHICH_REPORTS = ("open", "mine", "all")
DIGEST_WORDS = ("on", "off", "pause", "resume", "now", "list", "history")
ACTS = ("on", "off", "pause", "resume")


@dataclass(frozen=True)
class Guess:
    """A *line* that a question may stand for; *sure* if nothing that was said is left over."""

    line: str
    sure: bool


def guesses(words: Sequence[str], now: datetime) -> list[Guess]:
    """Return what *words* may ask, the likeliest first; none if nothing speaks for anything."""
    try:
        pieces = [_name_or(piece) for piece in take_apart(words, now)]
    except Mistake:
        return []
    scores = _scores(pieces)
    ranked = [command for command, score in scores.most_common() if score >= ENOUGH]
    return [_guess(command, pieces, words, now) for command in ranked]


def _name_or(piece: Piece) -> Piece:
    """Return what `by` no measure says as a name: `made by flux`."""
    if piece.kind == "by" and piece.value.startswith("?") and piece.size > 1:
        return replace(piece, kind="name", value=piece.value[1:])
    return piece


def _scores(pieces: Sequence[Piece]) -> Counter[str]:
    """Return how much speaks for each command; days and names speak for figures."""
    scores: Counter[str] = Counter()
    for piece in pieces:
        scores.update(_speaks_for(piece))
    if any(piece.kind == "name" for piece in pieces):
        for command in FIGURES:
            scores[command] += 2 if command == "usage" or scores[command] else 0
    if best := scores.most_common(1):
        command, score = best[0]
        scores[command] = max(score, ENOUGH)
    return scores


def _speaks_for(piece: Piece) -> Mapping[str, int]:
    if piece.kind == "cue":
        weights: Mapping[str, int] = piece.value.weights
        return weights
    if piece.kind == "by":
        return SPEAK_FOR.get(piece.value, {})
    return (
        {"usage": 2 if piece.kind == "top" else 1} if piece.kind in ("period", "top", "vs") else {}
    )


def _guess(command: str, pieces: Sequence[Piece], words: Sequence[str], now: datetime) -> Guess:
    if command in FIGURES:
        return Guess(joined([command, *_figures(command, pieces, words)]), _are_few(pieces))
    sure = not any(piece.kind == "name" for piece in pieces)
    plain = [word.lower().strip("?!,.") for word in words]
    if command == "export latest":
        return Guess(f"export {_day(pieces, now)}", sure)
    if command == "reports":
        which = next((word for word in WHICH_REPORTS if word in plain), "")
        which = which or ("mine" if "my" in plain else "")
        return Guess(f"reports {which}".strip(), sure)
    if command == "digest":
        what = next((word for word in DIGEST_WORDS if word in plain), "")
        return Guess(f"digest {what}".strip(), sure and what not in ACTS)
    return Guess(command, sure)


def _are_few(pieces: Sequence[Piece]) -> bool:
    return sum(piece.kind == "name" for piece in pieces) <= MOST_NAMES


def _figures(command: str, pieces: Sequence[Piece], words: Sequence[str]) -> Iterator[str]:
    """Yield the words that a question about figures comes down to."""
    compares = bool(COMPARING & {word.lower() for word in words})
    for piece in pieces:
        if piece.kind == "name":
            yield piece.value
        elif piece.kind == "and" and _between_names(piece, pieces):
            yield "vs"
        elif piece.kind in ("period", "vs", "top"):
            said = spoken(piece, words)
            yield from _side_by_side(said, piece, pieces) if compares else said
    if measure := _measure(command, pieces):
        yield from ("by", measure)


def spoken(piece: Piece, words: Sequence[str]) -> list[str]:
    """Return the words of a time, a comparison or a number of rows, without what is around it."""
    said = list(words[piece.start : piece.start + piece.size])
    if piece.kind == "top":
        return ["top", str(piece.value)]
    if piece.kind == "vs":
        text = " ".join(said)
        opening = max((one for one in VERSUS if text.lower().startswith(one)), key=len)
        return ["vs", *_without_in(text[len(opening) :].strip())]
    return _without_in(" ".join(said))


def _side_by_side(said: list[str], piece: Piece, pieces: Sequence[Piece]) -> list[str]:
    """Return *said* as a comparison: `this month to last month` are two sides of one, not a range,
    and so are two periods."""
    if piece.kind != "period":
        return said
    is_second = any(one.kind == "period" and one.start < piece.start for one in pieces)
    return [*(["vs"] if is_second else []), *("vs" if word == "to" else word for word in said)]


def _between_names(joint: Piece, pieces: Sequence[Piece]) -> bool:
    names = [piece.start for piece in pieces if piece.kind == "name"]
    return bool(names) and min(names) < joint.start < max(names)


def _without_in(text: str) -> list[str]:
    """Return words of time without `in`, `for the` and their like before them, and marks behind."""
    found = IN.match(text.lower())
    text = text[found.end() :] if found and found.end() < len(text) else text
    return text.rstrip("?!.,").removesuffix("'s").split()


def _measure(command: str, pieces: Sequence[Piece]) -> str:
    """Return the measure that was mentioned, where it is not the command's first."""
    said = [piece.value for piece in pieces if piece.kind == "by"]
    said += [piece.value.measure for piece in pieces if piece.kind == "cue" and piece.value.measure]
    if command == "stats diffusion":
        said = ["sps" if measure in ("tps", "ttft") else measure for measure in said]
    mine = [measure for measure in said if command in SPEAK_FOR.get(measure, {})]
    first = {"usage": "usd", "stats llm": "tokens", "stats diffusion": "requests"}[command]
    return mine[0] if mine and mine[0] != first else ""


def _day(pieces: Sequence[Piece], now: datetime) -> str:
    """Return the day whose files are meant, or `latest`."""
    periods = [piece.value.period for piece in pieces if piece.kind == "period"]
    if periods and len(periods[0]) == 1 and periods[0].last < now.date():
        return str(periods[0].last)
    return "latest"
