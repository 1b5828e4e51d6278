"""Statistics of language models, of all or of one, as a message and as a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from slackblocks.blocks import Block

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import escape
from bot.figures.answer import Answer
from bot.figures.days import LlmDay
from bot.figures.messages.changes import NAME_LENGTH
from bot.figures.messages.coverage import compared, footer, last_used, over, paragraphs
from bot.figures.messages.layout import arranged
from bot.figures.messages.leaderboards import (
    a_day,
    board,
    chart,
    fastest,
    ranks,
    sheet,
    speed_chart,
    trend,
)
from bot.figures.messages.measures import INPUT, OUTPUT, REQUESTS, TOKENS, TPS, TTFT, Measure, known
from bot.figures.messages.unusual import unusual
from bot.figures.speeds import Deviation
from bot.figures.totals import LlmTotal

LLM_IS = (
    "Platform-wide; requests are invocations of language models. Speeds are averages weighted by "
    "requests; models without data are left out."
)
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
UNKNOWN = "The speed isn't known"
BEST = {"tps": "Fastest", "ttft": "Quickest to the first token"}
WORST = {"tps": "Slowest", "ttft": "Slowest to the first token"}

LlmAnswer = Answer[LlmDay, LlmTotal]


def llm_message(answer: LlmAnswer, deviations: Sequence[Deviation], now: datetime) -> Message:
    """Say how much the language models worked and how fast; *deviations* are to be pointed out."""
    measure, today = LLM_MEASURES[answer.measure], now.date()
    said = paragraphs(answer, _sentences(answer, measure, deviations, today), now)
    table = board(answer, measure, [TOKENS, REQUESTS, TPS, TTFT], "models")
    blocks = arranged(said, _charts(answer, measure), [], table)
    figures = known({"requests": REQUESTS, "tokens": TOKENS, "tokens/s": TPS}, answer.account)
    return Message("\n".join(said), [*blocks, footer(answer, LLM_IS, now)], figures)


def llm_sheet(answer: LlmAnswer) -> Sheet:
    """Return every model, those that are gone too; or every day of the one that was asked about."""
    return sheet(answer, LLM_FIELDS, "stats-llm")


def _sentences(
    answer: LlmAnswer, measure: Measure[LlmTotal], deviations: Sequence[Deviation], today: date
) -> Iterator[str]:
    yield _headline(answer, measure, today)
    yield ranks(answer, [TOKENS, TPS, TTFT], "models")
    first = [measure, *(one for one in (TOKENS, REQUESTS, TPS, TTFT) if one is not measure)]
    yield compared(answer, first, today)
    one = bool(answer.chute_id)
    said = answer.account.total if one else None
    yield from unusual(deviations, answer.names, today, one=one, said=said)


def _headline(answer: LlmAnswer, measure: Measure[LlmTotal], today: date) -> str:
    """Say first what is asked by: how much, or how fast."""
    account, total = answer.account, answer.account.total
    whose = f" by *{escape(answer.name, NAME_LENGTH)}*" if answer.chute_id else ""
    when = over(account, today)
    if not total.requests:
        nobody = whose or " to language models"
        return f"No requests{nobody} on Chutes, {when}{last_used(answer, today)}."
    if measure.mean and not answer.chute_id:
        return fastest(answer, measure, (WORST if answer.bottom else BEST)[measure.word], today)
    speeds = _speeds(total, measure)
    if measure.mean and speeds:
        return f"{speeds}{whose} on Chutes, {when}, over {REQUESTS.bold(total)}."
    amounts = f"*{INPUT.number(total)}* input and *{OUTPUT.number(total)}* output tokens"
    said = f"{amounts} in {REQUESTS.bold(total)}"
    if measure is REQUESTS:
        said = f"{REQUESTS.bold(total)} with {amounts}"
    return f"{said}{whose} on Chutes, {when}. {speeds or UNKNOWN}."


def _speeds(total: LlmTotal, measure: Measure[LlmTotal]) -> str:
    """Return both speeds as far as they are known, the one that is asked by first."""
    said = [f"*{TPS.written(total)}*"] if total.tps else []
    first_token = [f"*{TTFT.written(total)}* to the first token"] if total.ttft else []
    return " and ".join([*first_token, *said] if measure is TTFT else [*said, *first_token])


def _charts(answer: LlmAnswer, measure: Measure[LlmTotal]) -> list[Block]:
    if measure is not TOKENS:
        return chart(answer, measure)
    account = answer.account
    lines = {"Input": a_day(account, INPUT), "Output": a_day(account, OUTPUT)}
    drawn = trend(TOKENS, account, lines) if account.chutes else []
    return [*drawn, *speed_chart(answer, TPS)] if answer.chute_id else drawn
