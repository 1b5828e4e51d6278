"""Statistics of language models, of all or of one, as a message and as a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from slackblocks import SectionBlock
from slackblocks.blocks import Block

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import day, escape
from bot.figures.answer import Answer
from bot.figures.days import LlmDay
from bot.figures.messages.changes import NAME_LENGTH, NAMED_CHUTES, change
from bot.figures.messages.coverage import compared, footer, missing, over, paragraphs
from bot.figures.messages.leaderboards import (
    a_day,
    best,
    board,
    chart,
    ranks,
    sheet,
    speed_chart,
    trend,
)
from bot.figures.messages.measures import INPUT, OUTPUT, REQUESTS, TOKENS, TPS, TTFT, Measure, known
from bot.figures.speeds import Deviation
from bot.figures.totals import LlmTotal

LLM_IS = "Platform-wide; speeds are means weighted by requests, unknown ones left out."
LLM_MEASURES: Mapping[str, Measure[LlmTotal]] = {
    measure.word: measure for measure in (TOKENS, REQUESTS, TPS, TTFT)
}
LLM_FIELDS = {
    "requests": REQUESTS,
    "input_tokens": INPUT,
    "output_tokens": OUTPUT,
    "average_tps": TPS,
    "average_ttft": TTFT,
}
LLM_BEST = {"tokens": "Largest", "requests": "Largest", "tps": "Fastest", "ttft": "Quickest"}

LlmAnswer = Answer[LlmDay, LlmTotal]


def llm_message(answer: LlmAnswer, unusual: Sequence[Deviation], now: datetime) -> Message:
    """Say how much the language models worked and how fast; *unusual* is what to point out."""
    measure = LLM_MEASURES[answer.measure]
    said = paragraphs(answer, _sentences(answer, measure, unusual), now)
    blocks: list[Block] = [SectionBlock(sentence) for sentence in said]
    blocks += _charts(answer, measure)
    blocks += board(answer, measure, [REQUESTS, TOKENS, TPS, TTFT], "models")
    figures = known({"requests": REQUESTS, "tokens": TOKENS, "tokens/s": TPS}, answer.account)
    return Message("\n".join(said), [*blocks, footer(answer, LLM_IS, now)], figures)


def llm_sheet(answer: LlmAnswer) -> Sheet:
    """Return every model, those that are gone too; or every day of the one that was asked about."""
    return sheet(answer, LLM_FIELDS, "stats-llm")


def _sentences(
    answer: LlmAnswer, measure: Measure[LlmTotal], unusual: Sequence[Deviation]
) -> Iterator[str]:
    yield _headline(answer)
    yield missing(answer.account)
    yield compared(answer, [REQUESTS, TOKENS, TPS, TTFT])
    yield _unusual(answer, "Slower", [found for found in unusual if found.is_slower])
    yield _unusual(answer, "Faster", [found for found in unusual if not found.is_slower])
    yield best(answer, measure, LLM_BEST[measure.word])


def _headline(answer: LlmAnswer) -> str:
    account = answer.account
    whose = f" of *{escape(answer.name, NAME_LENGTH)}*" if answer.chute_id else ""
    total = account.total
    amounts = (
        f"*{REQUESTS.number(total)}* requests, *{INPUT.number(total)}* input and "
        f"*{OUTPUT.number(total)}* output tokens{whose} on Chutes, {over(account)}."
    )
    return " ".join(
        filter(None, [amounts, _speed(total), ranks(answer, [TOKENS, TPS, TTFT], "models")])
    )


def _speed(total: LlmTotal) -> str:
    if total.tps is None and total.ttft is None:
        return "Its speed is not known." if total.requests else ""
    said = [f"*{TPS.written(total)}*"] if total.tps else []
    said += [f"*{TTFT.written(total)}* to the first token"] if total.ttft else []
    return f"{', '.join(said)}."


def _unusual(answer: LlmAnswer, word: str, found: Sequence[Deviation]) -> str:
    if not found:
        return ""
    whose = "its" if answer.chute_id else "their"
    said = [
        _deviation(deviation, "" if answer.chute_id else answer.names[deviation.chute_id])
        for deviation in found[:NAMED_CHUTES]
    ]
    if len(found) > NAMED_CHUTES:
        said.append(f"{len(found) - NAMED_CHUTES} more")
    return f"{word} than {whose} 14-day median on {day(found[0].day)}: {'; '.join(said)}."


def _deviation(deviation: Deviation, name: str) -> str:
    measure = LLM_MEASURES[deviation.measure]
    first = "first token after " if measure is TTFT else ""
    said = (
        f"{first}{measure.text(deviation.value)}{measure.unit}, "
        f"{change(deviation.usual, deviation.value)} from {measure.text(deviation.usual)}"
    )
    return f"{escape(name, NAME_LENGTH)} {said}" if name else said


def _charts(answer: LlmAnswer, measure: Measure[LlmTotal]) -> list[Block]:
    if measure is not TOKENS:
        return chart(answer, measure)
    account = answer.account
    lines = {"Input": a_day(account, INPUT), "Output": a_day(account, OUTPUT)}
    drawn = trend(TOKENS.title, account, lines) if account.chutes else []
    return [*drawn, *speed_chart(account, TPS)] if answer.chute_id else drawn
