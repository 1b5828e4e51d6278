"""`/chutes recent [hotkey] [limit]`: who served what just now."""

from bot.blocks.message import Message
from bot.chutes import validation
from bot.errors import Mistake
from bot.exports.recent_messages import CSV_ACTION, recent_message
from bot.exports.requests import ReadRecent
from handlers.clicks import Action, Click
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand
from handlers.export import deliver_file

DEFAULT_ROWS = 100


async def recent(ask: Ask, context: Context) -> Message:
    services, order = context.services, recent_order(ask.words)
    value = f"{order.limit} {order.hotkey or ''}".strip()
    found = await services.exports.recent(order, ask.team_id, ask.user_id)
    return recent_message(found, await services.exports.names(), value)


async def csv_to_me(click: Click, tools: Context) -> Message:
    return await deliver_file(recent_order(click.value.split()), click.user_id, click, tools)


def recent_order(words: list[str]) -> ReadRecent:
    """Return what *words* ask for, a hotkey and a limit in any order; raise `Mistake`."""
    limits = [word for word in words if word.isascii() and word.isdecimal()]
    hotkeys = [word for word in words if word not in limits]
    if len(limits) > 1 or len(hotkeys) > 1:
        raise Mistake("One hotkey and one limit, please: `recent 5F… 100`.")
    for hotkey in hotkeys:
        validation.hotkey(hotkey)
    limit = int(limits[0][:9]) if limits else DEFAULT_ROWS
    validation.row_limit(limit)
    return ReadRecent(hotkeys[0] if hotkeys else None, limit)


ACTIONS = (Action(CSV_ACTION, csv_to_me),)
SUBCOMMAND = Subcommand(
    "recent [hotkey] [limit]",
    "the latest successful attempts, by chute and miner; of one miner, or of all",
    recent,
    examples=("recent", "recent 20"),
)
