"""What a typed line is understood as, without asking anybody: pure, so hundreds cost no time."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from bot.errors import Mistake
from handlers import dispatching, recent, stats, usage
from handlers.context import Context
from handlers.dispatch import Ask, Dispatch, Understood
from handlers.export_words import export_span
from handlers.grammar.requests import Grammar
from handlers.grammar.spelling import corrected
from handlers.words import joined, split

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
TOOLS = cast(Context, SimpleNamespace(services=SimpleNamespace(clock=lambda: NOW)))
DISPATCH: Dispatch = dispatching(TOOLS)


FIGURES = ("usage", "stats", "export", "report")
MODELS = """
qwen r1 deepseek v3 larkspur kimi llama flux 3.1 glm qwen3-32b gpt-oss-120b mistral
"""  # parts of names that chutes have


def understood(line: str) -> Understood:
    """Return what *line* is for, typed after `/chutes`."""
    ask = Ask("/chutes", split(line), "T1", "U1", "C1", line)
    known = DISPATCH.understand(ask)
    unknown = [word for word in known.plainer if word.lower() not in MODELS.split()]
    if known.plainer and not known.blind and unknown:
        known = DISPATCH.again(known, known.plainer)
    return known


def meaning(line: str) -> str:
    """Return what *line* is read as, all that it leaves open made plain; or what is said to it."""
    known = understood(line)
    if known.label == "unknown":
        return said(known)
    try:
        read = READERS.get(known.label, words)(known.ask)
        return read if known.label in FIGURES else f"{known.label} {read}".strip()
    except Mistake as problem:
        return asked_back(problem)


def said(known: Understood) -> str:
    """Return what a line is answered that is for no subcommand."""
    try:
        known.subcommand.answer(known.ask, TOOLS).send(None)  # it never waits
    except StopIteration as answered:
        return f"says {answered.value.text}"
    except Mistake as problem:
        return asked_back(problem)
    raise AssertionError


def asked_back(problem: Mistake) -> str:
    return f"? {' | '.join(problem.tries)}" if problem.tries else f"! {problem}"


def of_usage(ask: Ask) -> str:
    return figures(usage.GRAMMAR, ask)


def of_stats(ask: Ask) -> str:
    topic, rest = stats.topic_of(ask)
    return figures((topic or stats.TOPICS["llm"]).grammar, rest)


def figures(grammar: Grammar, ask: Ask) -> str:
    read = grammar.read(ask.words, NOW)
    if {*read.names, *(name for side in read.sides for name in side)} - {*MODELS.split()}:
        read = grammar.read(corrected(ask.words, NOW), NOW)
    beside = f" vs {read.before.first}..{read.before.last}" if read.beside and read.before else ""
    rows = f"{'bottom' if read.bottom else 'top'} {read.top}"
    names = " vs ".join(" ".join(side) for side in (read.sides or (read.names,)) if side)
    span = f"{read.period.first}..{read.period.last}{beside}"
    return f"{grammar.asked} {span} by {read.measure} {rows} {names}".strip()


def of_export(ask: Ask) -> str:
    span = export_span(ask.words, NOW)
    return f"export {span.kind.value} {span.first:%Y-%m-%d %H} +{span.hours} h"


def of_recent(ask: Ask) -> str:
    order = recent.recent_order(ask.words)
    return f"{order.hotkey or ''} {order.limit}".strip()


def of_report(ask: Ask) -> str:
    return ask.text


def words(ask: Ask) -> str:
    return joined([word.lower().strip("?!.,") for word in ask.words])


READERS: dict[str, Any] = {
    "usage": of_usage,
    "stats": of_stats,
    "export": of_export,
    "recent": of_recent,
    "report": of_report,
}


def plain(line: str) -> Ask:
    return replace(understood(line).ask, text=line)
