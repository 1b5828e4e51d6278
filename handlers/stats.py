"""`/chutes stats llm` and `/chutes stats diffusion`: how much models worked, and how fast."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.blocks.csv import Sheet
from bot.blocks.help import SAYING_WHEN
from bot.blocks.message import Message
from bot.errors import UnknownName
from bot.figures.messages import diffusion, llm
from bot.figures.speeds import deviations
from bot.figures.totals import DIFFUSION, LLM
from bot.services import Services
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand
from handlers.grammar.requests import Grammar
from handlers.queries import Query
from handlers.words import Quoted

STATS_USAGE = (
    "stats llm|diffusion [7d] [model] [by tokens|requests|tps|ttft|steps|sps] [top|bottom 20] "
    "[vs last week|none]"
)

KINDS = {"llm": "llm", "llms": "llm", "language": "llm", "text": "llm", "diffusion": "diffusion"}
KINDS |= dict.fromkeys(("image", "images"), "diffusion")

DETAILS = (
    "Measures: `tokens`, `requests`, `tps` (tokens per second), `ttft` (seconds to the first "
    f"token); of image models `steps` and `sps` (steps per second). {SAYING_WHEN}"
)


def _llm(answer: llm.LlmAnswer, services: Services, now: datetime) -> Message:
    unusual = deviations(answer.book, answer.period.last, services.floors)
    shown = [found for found in unusual if answer.chute_id in (None, found.chute_id)]
    return llm.llm_message(answer, shown, now)


def _diffusion(answer: diffusion.DiffusionAnswer, services: Services, now: datetime) -> Message:
    return diffusion.diffusion_message(answer, now)


TOPICS: dict[str, Query[Any, Any]] = {
    "llm": Query(
        LLM,
        Grammar("stats llm", tuple(llm.LLM_MEASURES)),
        llm.LLM_MEASURES,
        llm.LLM_IS,
        _llm,
        llm.llm_sheet,
        usual=True,
    ),
    "diffusion": Query(
        DIFFUSION,
        Grammar("stats diffusion", tuple(diffusion.DIFFUSION_MEASURES)),
        diffusion.DIFFUSION_MEASURES,
        diffusion.DIFFUSION_IS,
        _diffusion,
        diffusion.diffusion_sheet,
    ),
}


async def stats(ask: Ask, context: Context) -> Message:
    """Answer of the statistics that are named; of a model alone, those that measure it."""
    topic, rest = topic_of(ask)
    if topic or not rest.words:
        return await (topic or TOPICS["llm"]).answer(rest, context)
    try:
        return await TOPICS["llm"].strictly(rest, context)
    except UnknownName:
        return await TOPICS["diffusion"].answer(rest, context)


async def sheet(ask: Ask, context: Context) -> Sheet:
    topic, rest = topic_of(ask)
    try:
        return await (topic or TOPICS["llm"]).sheet(rest, context)
    except UnknownName:
        return await (topic or TOPICS["diffusion"]).sheet(rest, context)


def topic_of(ask: Ask) -> tuple[Query[Any, Any] | None, Ask]:
    """Return which statistics are named, if any, and the words without the one that says so."""
    for place, word in enumerate(ask.words):
        if (kind := KINDS.get(word.lower())) and not isinstance(word, Quoted):
            words = [*ask.words[:place], *ask.words[place + 1 :]]
            return TOPICS[kind], replace(ask, words=words)
    return None, ask


SUBCOMMAND = Subcommand(
    STATS_USAGE,
    "tokens, requests and speed by model",
    stats,
    examples=(
        "stats llm by tps",
        "stats llm yesterday by ttft",
        "stats llm last week top 20",
        "stats diffusion this month",
        "stats diffusion 30d by sps",
    ),
    sheet=sheet,
    details=DETAILS,
)
