"""`/chutes usage`: what the platform metered, by day and by chute."""

from datetime import datetime

from bot.blocks.help import SAYING_WHEN
from bot.blocks.message import Message
from bot.figures.messages.usage import (
    USAGE_IS,
    USAGE_MEASURES,
    UsageAnswer,
    usage_message,
    usage_sheet,
)
from bot.figures.totals import USAGE
from bot.services import Services
from handlers.dispatch import Subcommand
from handlers.grammar.requests import Grammar
from handlers.queries import Query


def _message(answer: UsageAnswer, services: Services, now: datetime) -> Message:
    return usage_message(answer, services.floors, now)


GRAMMAR = Grammar("usage", tuple(USAGE_MEASURES))
TOPIC = Query(USAGE, GRAMMAR, USAGE_MEASURES, USAGE_IS, _message, usage_sheet)
SUBCOMMAND = Subcommand(
    "usage [7d] [chute] [by usd|requests] [top|bottom 20] [vs last week|none]",
    "spend and traffic, of everything or one chute, and what changed",
    TOPIC.answer,
    examples=(
        "usage last week",
        "usage today",
        "usage 1 nov - yesterday by requests top 20",
        "usage this month vs last month",
        "usage since monday vs none",
    ),
    sheet=TOPIC.sheet,
    details=f"Measures: `usd` (metered pay-as-you-go) and `requests`. {SAYING_WHEN}",
)
