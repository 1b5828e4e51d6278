"""`/chutes stats llm` and `/chutes stats diffusion`: how much models worked, and how fast."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.errors import Mistake
from bot.figures.messages import diffusion, llm
from bot.figures.speeds import deviations
from bot.figures.totals import DIFFUSION, LLM
from bot.services import Services
from handlers.dispatch import Ask, Subcommand
from handlers.queries import Query
from handlers.words import Grammar, Quoted

STATS_USAGE = (
    "stats llm|diffusion [7d] [model] [by tokens|requests|tps|ttft|steps|sps] [top 20] "
    "[vs last week|none]"
)


def _llm(answer: llm.LlmAnswer, services: Services, now: datetime) -> Message:
    unusual = deviations(answer.book, answer.period.last, services.floors)
    shown = [found for found in unusual if answer.chute_id in (None, found.chute_id)]
    return llm.llm_message(answer, shown, now)


def _diffusion(answer: diffusion.DiffusionAnswer, services: Services, now: datetime) -> Message:
    return diffusion.diffusion_message(answer, now)


TOPICS: dict[str, Query[Any, Any]] = {
    "llm": Query(
        "stats llm",
        LLM,
        Grammar(STATS_USAGE, "stats llm last week by tps", tuple(llm.LLM_MEASURES)),
        _llm,
        llm.llm_sheet,
        usual=True,
    ),
    "diffusion": Query(
        "stats diffusion",
        DIFFUSION,
        Grammar(STATS_USAGE, "stats diffusion 30d by sps", tuple(diffusion.DIFFUSION_MEASURES)),
        _diffusion,
        diffusion.diffusion_sheet,
    ),
}


async def stats(ask: Ask, services: Services) -> Message:
    topic, rest = _topic(ask)
    return await topic.answer(rest, services)


async def sheet(ask: Ask, services: Services) -> Sheet:
    topic, rest = _topic(ask)
    return await topic.sheet(rest, services)


def _topic(ask: Ask) -> tuple[Query[Any, Any], Ask]:
    """Return which statistics are wanted, and the words without the one that says so."""
    for place, word in enumerate(ask.words):
        if word.lower() in TOPICS and not isinstance(word, Quoted):
            words = [*ask.words[:place], *ask.words[place + 1 :]]
            return TOPICS[word.lower()], replace(ask, words=words)
    raise Mistake(
        f"Which statistics: `{ask.command} stats llm` (language models) "
        f"or `{ask.command} stats diffusion` (image models)?"
    )


SUBCOMMAND = Subcommand(STATS_USAGE, "how much models worked and how fast", stats, sheet)
