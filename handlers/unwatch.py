"""`/chutes unwatch`: watch something no more."""

from bot.blocks.message import Message
from bot.errors import Mistake
from bot.watches.settings import off_message
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand
from handlers.watch_setup import changeable


async def unwatch(ask: Ask, context: Context) -> Message:
    """Switch off the watch with the number that was typed."""
    numbers = [word.strip("#.,") for word in ask.words if word.strip("#.,").isdecimal()]
    if len(numbers) != 1:
        raise Mistake("Which one? Type its number, like `unwatch 3`.", ["watches", "watches mine"])
    kept = await changeable(numbers[0], ask.team_id, ask.user_id, context)
    off = await context.services.watches.switch_off(kept.watch.key, ask.user_id)
    return off_message(off.watch)


SUBCOMMAND = Subcommand(
    "unwatch <number>",
    "watch something no more; `watches` has the numbers",
    unwatch,
    examples=("unwatch 3",),
)
