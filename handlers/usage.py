"""`/chutes usage`: what the platform metered, by day and by chute."""

from datetime import datetime

from bot.blocks.message import Message
from bot.figures.messages.usage import USAGE_MEASURES, UsageAnswer, usage_message, usage_sheet
from bot.figures.totals import USAGE
from bot.services import Services
from handlers.dispatch import Subcommand
from handlers.queries import Query
from handlers.words import Grammar


def _message(answer: UsageAnswer, services: Services, now: datetime) -> Message:
    return usage_message(answer, services.floors, now)


GRAMMAR = Grammar(
    "usage [7d] [chute] [by usd|requests] [top 20] [vs last week|none]",
    "usage last week by requests",
    tuple(USAGE_MEASURES),
)
TOPIC = Query("usage", USAGE, GRAMMAR, _message, usage_sheet)
SUBCOMMAND = Subcommand(
    GRAMMAR.usage,
    "USD and invocations of the whole platform or of one chute, and why they moved",
    TOPIC.answer,
    TOPIC.sheet,
)
