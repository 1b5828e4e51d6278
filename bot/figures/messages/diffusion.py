"""Statistics of image models, of all or of one, as a message and as a sheet."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import escape
from bot.figures.answer import Answer
from bot.figures.days import DiffusionDay
from bot.figures.messages.changes import NAME_LENGTH
from bot.figures.messages.coverage import compared, footer, last_used, over, paragraphs
from bot.figures.messages.layout import arranged
from bot.figures.messages.leaderboards import board, chart, fastest, ranks, sheet, speed_chart
from bot.figures.messages.measures import IMAGES, SPS, STEPS, Measure, known
from bot.figures.totals import DiffusionTotal

DIFFUSION_IS = (
    "Platform-wide; requests are invocations of image models. The speed is an average weighted by "
    "requests; days without traffic are left out."
)
DIFFUSION_MEASURES: Mapping[str, Measure[DiffusionTotal]] = {
    measure.word: measure for measure in (STEPS, IMAGES, SPS)
}
DIFFUSION_FIELDS = {"requests": IMAGES, "steps": STEPS, "average_sps": SPS}

DiffusionAnswer = Answer[DiffusionDay, DiffusionTotal]


def diffusion_message(answer: DiffusionAnswer, now: datetime) -> Message:
    """Say how much the image models worked, and how fast."""
    measure, today = DIFFUSION_MEASURES[answer.measure], now.date()
    said = paragraphs(answer, _sentences(answer, measure, today), now)
    charts = chart(answer, measure)
    if answer.chute_id and measure is not SPS:
        charts += speed_chart(answer, SPS)
    blocks = arranged(said, charts, [], board(answer, measure, [STEPS, IMAGES, SPS], "models"))
    figures = known({"requests": IMAGES, "steps": STEPS, "steps/s": SPS}, answer.account)
    return Message("\n".join(said), [*blocks, footer(answer, DIFFUSION_IS, now)], figures)


def diffusion_sheet(answer: DiffusionAnswer) -> Sheet:
    """Return every model, those that are gone too; or every day of the one that was asked about."""
    return sheet(answer, DIFFUSION_FIELDS, "stats-diffusion")


def _sentences(
    answer: DiffusionAnswer, measure: Measure[DiffusionTotal], today: date
) -> Iterator[str]:
    yield _headline(answer, measure, today)
    yield ranks(answer, [STEPS, SPS], "models")
    first = [measure, *(one for one in (STEPS, IMAGES, SPS) if one is not measure)]
    yield compared(answer, first, today)


def _headline(answer: DiffusionAnswer, measure: Measure[DiffusionTotal], today: date) -> str:
    account, total = answer.account, answer.account.total
    whose = f" by *{escape(answer.name, NAME_LENGTH)}*" if answer.chute_id else ""
    when = over(account, today)
    if not total.requests:
        return (
            f"No requests{whose or ' to image models'} on Chutes, {when}{last_used(answer, today)}."
        )
    if measure is SPS and not answer.chute_id:
        return fastest(answer, SPS, "Slowest" if answer.bottom else "Fastest", today)
    steps, requests = STEPS.bold(total), IMAGES.bold(total)
    amounts = f"{requests} with {steps}" if measure is IMAGES else f"{steps} in {requests}"
    if measure is SPS and total.sps:
        return f"*{SPS.written(total)}*{whose} on Chutes, {when}, over {amounts}."
    speed = f" *{SPS.written(total)}* on average." if total.sps else ""
    return f"{amounts}{whose} on Chutes, {when}.{speed}"
