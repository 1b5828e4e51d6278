"""Statistics of image models, of all or of one, as a message and as a sheet."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from slackblocks import SectionBlock
from slackblocks.blocks import Block

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import escape
from bot.figures.answer import Answer
from bot.figures.days import DiffusionDay
from bot.figures.messages.changes import NAME_LENGTH
from bot.figures.messages.coverage import compared, footer, missing, over, paragraphs
from bot.figures.messages.leaderboards import best, board, chart, ranks, sheet, speed_chart
from bot.figures.messages.measures import IMAGES, SPS, STEPS, Measure, known
from bot.figures.totals import DiffusionTotal

DIFFUSION_IS = (
    "Platform-wide; the speed is a mean weighted by requests, days without traffic left out."
)
DIFFUSION_MEASURES: Mapping[str, Measure[DiffusionTotal]] = {
    measure.word: measure for measure in (STEPS, IMAGES, SPS)
}
DIFFUSION_FIELDS = {"requests": IMAGES, "steps": STEPS, "average_sps": SPS}
DIFFUSION_BEST = {"steps": "Largest", "requests": "Largest", "sps": "Fastest"}

DiffusionAnswer = Answer[DiffusionDay, DiffusionTotal]


def diffusion_message(answer: DiffusionAnswer, now: datetime) -> Message:
    """Say how much the image models worked, and how fast."""
    measure = DIFFUSION_MEASURES[answer.measure]
    said = paragraphs(answer, _sentences(answer, measure), now)
    blocks: list[Block] = [SectionBlock(sentence) for sentence in said]
    blocks += chart(answer, measure)
    if answer.chute_id and measure is not SPS:
        blocks += speed_chart(answer.account, SPS)
    blocks += board(answer, measure, [IMAGES, STEPS, SPS], "models")
    figures = known({"requests": IMAGES, "steps": STEPS, "steps/s": SPS}, answer.account)
    return Message("\n".join(said), [*blocks, footer(answer, DIFFUSION_IS, now)], figures)


def diffusion_sheet(answer: DiffusionAnswer) -> Sheet:
    """Return every model, those that are gone too; or every day of the one that was asked about."""
    return sheet(answer, DIFFUSION_FIELDS, "stats-diffusion")


def _sentences(answer: DiffusionAnswer, measure: Measure[DiffusionTotal]) -> Iterator[str]:
    yield _headline(answer)
    yield missing(answer.account)
    yield compared(answer, [IMAGES, STEPS, SPS])
    yield best(answer, measure, DIFFUSION_BEST[measure.word])


def _headline(answer: DiffusionAnswer) -> str:
    account, total = answer.account, answer.account.total
    whose = f" of *{escape(answer.name, NAME_LENGTH)}*" if answer.chute_id else ""
    if not total.requests:
        return f"No traffic{whose or ' of image models'} on Chutes, {over(account)}."
    amounts = f"*{IMAGES.number(total)}* requests, *{STEPS.number(total)}* steps{whose}"
    speed = f" *{SPS.written(total)}*." if total.sps else ""
    said = f"{amounts} on Chutes, {over(account)}.{speed}"
    return " ".join(filter(None, [said, ranks(answer, [STEPS, SPS], "models")]))
