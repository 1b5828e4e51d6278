"""`/chutes usage`: what the platform metered, by day and by chute."""

from datetime import datetime

from bot.services import Services
from bot.services.figures import USAGE
from bot.views.message import Message
from bot.views.usage import MEASURES, UsageAnswer, usage_message, usage_sheet
from handlers.dispatch import Subcommand
from handlers.topics import Topic
from handlers.words import Grammar


def _message(answer: UsageAnswer, services: Services, now: datetime) -> Message:
    return usage_message(answer, services.floors, now)


GRAMMAR = Grammar(
    "usage [7d] [chute] [by usd|requests] [top 20] [vs last week|none]",
    "usage last week by requests",
    tuple(MEASURES),
)
TOPIC = Topic("usage", USAGE, GRAMMAR, _message, usage_sheet)
SUBCOMMAND = Subcommand(
    GRAMMAR.usage,
    "USD and invocations of the whole platform or of one chute, and why they moved",
    TOPIC.answer,
    TOPIC.sheet,
)
