"""The buttons under what a watch says; each has the watch's number, and whose it is counts."""

from datetime import timedelta

from msgspec.structs import replace

from bot.blocks.message import Message
from bot.errors import Mistake
from bot.watches.messages import SNOOZE, WATCH_OFF
from bot.watches.settings import QUIETER, off_message, snoozed_message
from handlers.clicks import Action, Click
from handlers.context import Context
from handlers.rights import OLDER
from handlers.watch_setup import changeable, says, tried

SPANS = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "over": None}


async def snooze(click: Click, context: Context) -> Message:
    """Say nothing new of a watch for a while."""
    number, _, word = click.value.partition(" ")
    kept = await changeable(number, click.team_id, click.user_id, context)
    if word not in SPANS:
        raise Mistake(OLDER)
    snoozed = await context.services.watches.snooze(kept.watch.key, SPANS[word])
    return snoozed_message(snoozed, context.services.clock())


async def off(click: Click, context: Context) -> Message:
    """Watch no more."""
    kept = await changeable(click.value, click.team_id, click.user_id, context)
    stopped = await context.services.watches.switch_off(kept.watch.key, click.user_id)
    return off_message(stopped.watch)


async def quieter(click: Click, context: Context) -> Message:
    """Take the threshold that was offered for one that is noise."""
    number, _, threshold = click.value.partition(" ")
    kept = await changeable(number, click.team_id, click.user_id, context)
    try:
        condition = replace(kept.watch.condition, threshold=float(threshold))
    except ValueError as exc:
        raise Mistake(OLDER) from exc
    services = context.services
    attempt = await tried(condition, kept.watch.name, services)
    watch = kept.watch
    changed = await services.watches.change(watch.key, condition, watch.name, click.user_id)
    return says(changed.watch, attempt, services.clock(), "Changed")


ACTIONS = (
    Action(SNOOZE, snooze),
    Action(WATCH_OFF, off),
    Action(QUIETER, quieter, replaces=True),
)
