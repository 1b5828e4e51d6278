"""The line that a question about figures comes down to, from what it was taken apart into."""

from collections.abc import Iterator, Sequence

from handlers.grammar.beside import OVER_TIME
from handlers.grammar.common import is_common
from handlers.grammar.lexicon import MEASURES_OF, SPEAK_FOR, VERSUS
from handlers.grammar.periods import IN, Found
from handlers.grammar.pieces import Piece, Rows, measures, rows
from handlers.grammar.spelling import close_to
from handlers.words import Quoted

SPAN_WORDS = ("week", "month", "quarter", "year", "weekend", "morning")
BEFORE_SPANS = ("this", "these", "last", "past", "previous")
COMPARING = frozenset(["compare", "comparing", "compared", "comparison"])


def figures_words(command: str, pieces: Sequence[Piece], words: Sequence[str]) -> Iterator[str]:
    """Yield the words that a question about figures comes down to."""
    compares = bool(COMPARING & {word.lower() for word in words})
    for piece in pieces:
        if piece.kind in ("period", "vs"):
            said = spoken(piece, words)
            more = ["before"] if [*words[piece.start + piece.size :], ""][0] == "before" else []
            yield from _side_by_side([*said, *more], piece, pieces) if compares else said
        else:
            yield from _named(piece, pieces, words)
    yield from _ranking(command, pieces)


def _named(piece: Piece, pieces: Sequence[Piece], words: Sequence[str]) -> Iterator[str]:
    """Yield what says whom it is about, what is left out, and in which shape."""
    if piece.kind in ("name", "except", "file"):
        yield piece.value
        if words[piece.start].endswith(",") and _is_before_a_name(piece, pieces):
            yield "vs"
    elif piece.kind == "and" and _between_names(piece, pieces):
        yield "vs"
    elif piece.kind == "days":
        yield from words[piece.start - 1 : piece.start + 1]
    elif any(
        is_kept(piece, pieces) for is_kept in (_is_left_out, _is_no_measure, is_before_a_slip)
    ):
        yield from words[piece.start : piece.start + piece.size]


def _is_no_measure(piece: Piece, pieces: Sequence[Piece]) -> bool:
    return piece.kind == "by" and str(piece.value).startswith("?")


def is_before_a_slip(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether it is `this` or `last`, before a slip of the fingers: `this mnth`."""
    if piece.kind not in ("filler", "name") or piece.value not in BEFORE_SPANS:
        return False
    behind = next((one for one in pieces if one.start == piece.start + piece.size), None)
    if behind is None or behind.kind != "name":
        return False
    return bool(close_to(str(behind.value), SPAN_WORDS))


def _is_left_out(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether it says which kind is to be left out: `everything except image models`."""
    before = [one.kind for one in pieces if one.start < piece.start and one.kind != "filler"]
    return piece.kind == "cue" and before[-1:] == ["except"] and not piece.value.measure


def _ranking(command: str, pieces: Sequence[Piece]) -> Iterator[str]:
    measure = _measure(command, pieces)
    if shown := rows(pieces, measure or MEASURES_OF[command][0]):
        yield from rows_said(shown)
    if measure:
        yield from ("by", measure)


def spoken(piece: Piece, words: Sequence[str]) -> list[str]:
    """Return the words of a time, a comparison or a number of rows, without what is around it."""
    said = list(words[piece.start : piece.start + piece.size])
    if piece.kind == "top":
        return rows_said(piece.value)
    if piece.kind == "vs" and isinstance(piece.value, Found):
        return ["vs", *_without_in(" ".join(said[-piece.value.size :]))]
    if piece.kind == "vs" and " ".join(said).lower() in OVER_TIME:
        return ["vs", *piece.value.split()]
    if piece.kind == "vs":
        text = " ".join(said)
        opening = max((one for one in VERSUS if text.lower().startswith(one)), key=len)
        return ["vs", *_without_in(text[len(opening) :].strip())]
    return _without_in(" ".join(said))


def rows_said(shown: Rows) -> list[str]:
    return ["bottom" if shown.bottom else "top", str(shown.count)]


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


def _is_before_a_name(piece: Piece, pieces: Sequence[Piece]) -> bool:
    behind = [one for one in pieces if one.start > piece.start and one.kind != "filler"]
    return piece.kind == "name" and bool(behind) and behind[0].kind == "name"


def _without_in(text: str) -> list[str]:
    """Return words of time without `in`, `for the` and their like before them, and marks behind."""
    found = IN.match(text.lower())
    text = text[found.end() :] if found and found.end() < len(text) else text
    return text.rstrip("?!.,").removesuffix("'s").split()


def _measure(command: str, pieces: Sequence[Piece]) -> str:
    """Return the measure that was mentioned, where it is not the command's first."""
    said = measures(pieces)
    if command == "stats diffusion":
        said = ["sps" if measure in ("tps", "ttft") else measure for measure in said]
    mine = [measure for measure in said if command in SPEAK_FOR.get(measure, {})]
    return mine[0] if mine and mine[0] != MEASURES_OF[command][0] else ""


def is_name(piece: Piece) -> bool:
    """Whether *piece* is a name, and none that is rather a common word."""
    is_quoted = isinstance(piece.value, Quoted)
    return piece.kind == "name" and (is_quoted or not is_common(piece.value))
