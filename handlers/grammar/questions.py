"""Questions in people's own words, as the lines that they stand for."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import Mistake
from bot.reports.invocation_ids import ids_in
from handlers.grammar.digests import changes, digest_line
from handlers.grammar.kinds import LANGUAGE, are_of_both, is_cost_of_images
from handlers.grammar.lexicon import CUES, FIGURES, SPEAK_FOR
from handlers.grammar.lines import figures_words, is_before_a_slip, is_name
from handlers.grammar.pieces import Piece, measures, take_apart
from handlers.grammar.reading import Misread
from handlers.grammar.requests import kind_left_out
from handlers.grammar.spelling import corrected
from handlers.watch_words import watch_lines
from handlers.words import joined

ENOUGH = 2  # of what speaks for a command
MOST_NAMES = 3
REPORT_ALONE = 2  # what that word alone speaks for reporting
WHICH_REPORTS = {
    "open": ("open", "pending", "unfinished"),
    "mine": ("my", "mine", "i", "i've", "me"),
    "all": (
        "who",
        "all",
        "everyone",
        "everyones",
        "everybody",
        "anyone",
        "anybody",
        "team",
        "did",
        "our",
        "we",
    ),
}


NEWEST = re.compile(
    r"(?:last|latest|newest|recent|most recent) (\d{1,5}) "
    r"(?:invocations?|requests?|calls?|attempts?|queries|responses)\b",
    re.ASCII,
)
NEWEST_FAILED = re.compile(
    r"(?:last|latest|newest|recent) (\d{1,5}) (?:failed|failing|failures?|errors?|timeouts?)\b",
    re.ASCII,
)
HOW = re.compile(r"(?:hi,? |hey,? )?how (?:do|can|could|would|to)(?: i| we| you| one)?\b")
COMPLAINTS = frozenset(
    ["gibberish", "garbage", "garbled", "hallucinated", "hallucinating", "nonsense", "wrong", "bad"]
)
ASKING_HOW_WORDS = """
who did been confirmed status progress accepted filed has was my undo withdraw cancel retract
"""
ASKING_HOW = frozenset(ASKING_HOW_WORDS.split())
HOTKEY = re.compile(r"(?<![1-9A-Za-z])5[1-9A-HJ-NP-Za-km-z]{47}(?![1-9A-Za-z])", re.ASCII)
NOT_KEPT_WORDS = """
team teams user users customer customers client clients person people employee employees
department departments project projects region regions country countries account accounts
key keys vendor vendors provider providers
"""
NOT_KEPT = frozenset(NOT_KEPT_WORDS.split())
"""What figures are not of: nothing is ranked by it."""
SLIPPED_TO = frozenset(["tokens", "token", "latency", "throughput", "speed", "ttft"])
EXPLAINED = ("export latest", "report", "reports", "digest", "recent")
DIGESTS = [CUES[word] for word in ("digest", "digests", "subscribe", "unsubscribe")]


@dataclass(frozen=True)
class Guess:
    """A *line* that a question may stand for; *sure* if nothing that was said is left over.

    It is *blind* if nothing speaks for it but words that may be a name. *full* is the line with
    common words too: a chute may be called by one.
    """

    line: str
    sure: bool
    blind: bool = False
    full: str = ""


def guesses(words: Sequence[str], now: datetime) -> list[Guess]:
    """Return what *words* may ask, the likeliest first; none if nothing speaks for anything."""
    watching = [Guess(line, sure=False) for line in watch_lines(words, now)]
    return [*watching, *_questions(words, now)]


def slip_of_a_measure(words: Sequence[str], line: str, now: datetime) -> str:
    """Return what `toekns last week` may ask, where *line* takes that word for a name; or ""."""
    meant = corrected(words, now)
    slips = {one for one, word in zip(meant, words, strict=True) if one != word} & SLIPPED_TO
    if not line.startswith("usage") or not slips:
        return ""
    found = next(iter(_questions(meant, now)), None)
    return found.line if found and found.sure and found.line.startswith("stats llm") else ""


def _questions(words: Sequence[str], now: datetime) -> list[Guess]:
    """Return what else they may ask than to be told of something."""
    said = " ".join(word.lower() for word in words)
    if newest := _newest(words, said):
        return newest
    try:
        pieces = [_name_or(piece) for piece in take_apart(words, now)]
    except Misread:
        return _despite_a_day(words, now)
    except Mistake:
        return []
    found = _found(pieces, words, now)
    if ids_in(said):  # of an invocation, or else of a chute
        return _with_an_id(found, Guess(f"report {joined(words)}", sure=False))
    return found


def _newest(words: Sequence[str], said: str) -> list[Guess]:
    """Return what asks for the newest attempts, or those of a miner; none if nothing does."""
    if failed := NEWEST_FAILED.search(said):
        return [Guess(line, sure=False) for line in ("export latest", f"recent {failed[1]}")]
    newest, miner = NEWEST.search(said), HOTKEY.search(" ".join(words))
    if not newest and not miner:
        return []
    line = ["recent", miner[0] if miner else "", newest[1] if newest else ""]
    return [Guess(" ".join(filter(None, line)), sure=True)]


def _found(pieces: Sequence[Piece], words: Sequence[str], now: datetime) -> list[Guess]:
    """Return a guess for each command that *pieces* speak for."""
    said = " ".join(word.lower() for word in words)
    ranked = ["usage"] if kind_left_out(pieces) else _ranked(pieces)
    if ranked and ranked[0] in EXPLAINED and HOW.match(said):
        return [Guess(f"help {ranked[0].split()[0]}", sure=True)]
    if are_of_both(pieces, said) or is_cost_of_images(pieces):
        kinds = FIGURES[1:] if LANGUAGE.search(said) else ("usage", "stats diffusion")
        both = (_guess(command, pieces, words, now) for command in kinds)
        return [replace(guess, sure=False) for guess in both]
    return [_guess(command, pieces, words, now) for command in ranked]


def _with_an_id(found: list[Guess], report: Guess) -> list[Guess]:
    """Return *report* first where anything speaks for it, or last if nothing speaks for another."""
    if any(guess.line.startswith("report ") for guess in found):
        return [report]
    return [*found, report] if not found or found[0].blind else found


def _ranked(pieces: Sequence[Piece]) -> list[str]:
    """Return the commands that *pieces* speak for, the likeliest first; figures are no second
    choice where only a day or a name speaks for them."""
    scores = _scores(pieces)
    ranked = [command for command, score in scores.most_common() if score >= ENOUGH]
    if not ranked or ranked[0] in FIGURES:
        return ranked
    cues: Counter[str] = Counter()
    for piece in pieces:
        if piece.kind in ("cue", "by"):
            cues.update(_speaks_for(piece))
    return [command for command in ranked if command not in FIGURES or cues[command] >= ENOUGH]


def report_of_days(words: Sequence[str], now: datetime) -> list[str]:
    """Return the lines that `report last week` may mean; none if it is a bad response's reason."""
    try:
        pieces = take_apart(words, now)
    except Mistake:
        return []
    kinds = {piece.kind for piece in pieces}
    if "period" not in kinds or kinds & {"name", "hour"} or {*map(_bare, words)} & COMPLAINTS:
        return []
    return [_of_figures("usage", pieces, words).line, joined(["report", *words])]


def _despite_a_day(words: Sequence[str], now: datetime) -> list[Guess]:
    """Return what words may ask that have a day which is none, lies ahead, or may be two."""
    if any(CUES.get(_bare(word)) in DIGESTS for word in words):
        line = digest_line(words, now)
        return [Guess(line, not changes(line))]
    return [Guess(joined(["usage", *words]), sure=True)]


def _bare(word: str) -> str:
    return word.lower().strip("?!,.;:")


def _name_or(piece: Piece) -> Piece:
    """Return what `by` no measure says as a name: `made by flux`."""
    is_other = piece.kind == "by" and piece.value.startswith("?") and piece.size > 1
    if is_other and piece.value[1:] not in NOT_KEPT:
        return replace(piece, kind="name", value=piece.value[1:])
    return piece


def _scores(pieces: Sequence[Piece]) -> Counter[str]:
    """Return how much speaks for each command; days and names speak for figures."""
    scores: Counter[str] = Counter()
    for piece in pieces:
        scores.update(_speaks_for(piece))
    if scores["report"] == REPORT_ALONE and any(p.kind in ("period", "by") for p in pieces):
        del scores["report"]  # a report of last week is about figures
    if any(is_name(piece) for piece in pieces):
        for command in FIGURES:
            scores[command] += 1 if command == "usage" or scores[command] else 0
    _spare_usage(scores, pieces)
    if best := scores.most_common(1):
        command, score = best[0]
        scores[command] = max(score, ENOUGH)
    return scores


def _spare_usage(scores: Counter[str], pieces: Sequence[Piece]) -> None:
    """Put `usage` behind the others where only measures are named that it has not."""
    said = {measure for measure in measures(pieces) if not measure.startswith("?")}
    if said and said <= SPEAK_FOR.keys() - {"usd", "requests"}:
        others = max(scores[one] for one in FIGURES[1:])
        scores["usage"] = min(scores["usage"], others - 1)


def _speaks_for(piece: Piece) -> Mapping[str, int]:
    if piece.kind == "cue":
        weights: Mapping[str, int] = piece.value.weights
        return weights
    if piece.kind == "by":
        return SPEAK_FOR.get(piece.value, {})
    return {"usage": 1} if piece.kind in ("period", "top", "vs") else {}


def _guess(command: str, pieces: Sequence[Piece], words: Sequence[str], now: datetime) -> Guess:
    if command in FIGURES:
        return _of_figures(command, pieces, words)
    if command == "digest":
        line = digest_line(words, now)
        return Guess(line, not changes(line))
    if command in ("report", "reports"):
        return _of_reports(command, pieces, words)
    sure = not any(is_name(piece) and not _is_two_digits(piece) for piece in pieces)
    return Guess(f"export {_export(pieces, now)}" if command == "export latest" else command, sure)


def _of_reports(command: str, pieces: Sequence[Piece], words: Sequence[str]) -> Guess:
    """Return the line for a report; what asks who reported is for the list of them."""
    plain = {_bare(word) for word in words}
    if command == "report" and not ASKING_HOW & plain:
        says_more = any(is_name(piece) for piece in pieces) or plain & COMPLAINTS
        return Guess(f"report {joined(words)}" if says_more else "report", sure=True)
    return Guess(f"reports {which_reports(words)}".strip(), sure=True)


def which_reports(words: Sequence[str]) -> str:
    """Return which list of reports *words* ask for: `open`, `mine` or `all`; "" if they don't."""
    plain = {_bare(word) for word in words}
    return next((which for which, said in WHICH_REPORTS.items() if {*said} & plain), "")


def _of_figures(command: str, pieces: Sequence[Piece], words: Sequence[str]) -> Guess:
    """Return the line for figures; where much is not understood, the line without that."""
    names = [piece for piece in pieces if is_name(piece)]
    blind = all(piece.kind in ("name", "filler", "and") for piece in pieces)
    few = len(names) <= MOST_NAMES
    known = names if few or blind else []
    meant = [
        piece
        for piece in pieces
        if piece.kind != "name" or piece in known or is_before_a_slip(piece, pieces)
    ]
    line, full = (
        joined([command, *figures_words(command, some, words)]) for some in (meant, pieces)
    )
    return Guess(line, few, blind, full if few else line)


def _is_two_digits(piece: Piece) -> bool:
    return piece.kind == "name" and bool(re.fullmatch(r"[0-2]\d", str(piece.value), re.ASCII))


def _export(pieces: Sequence[Piece], now: datetime) -> str:
    """Return the day whose files are meant, with the hour if one is said; or `latest`."""
    periods = [piece.value.period for piece in pieces if piece.kind == "period"]
    hours = [piece.value for piece in pieces if piece.kind == "hour" or _is_two_digits(piece)]
    hour = hours[0] if hours else ""
    day = f"{periods[0].last}" if periods and len(periods[0]) == 1 else ""
    if hour:
        return f"{day or now.date()} {hour}"
    return day if day and day < str(now.date()) else "latest"
