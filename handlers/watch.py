"""`/chutes watch …`: be told when something moves."""

from bot.blocks.message import Message
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand
from handlers.rights import check_member, person_or_none
from handlers.watch_setup import SET_UP_WATCH, condition_of, set_up, tried
from handlers.watch_words import watch_wish


async def watch(ask: Ask, context: Context) -> Message:
    """Set a watch up, in this conversation or for who asks, and say what it would have done."""
    services = context.services
    check_member(await person_or_none(ask.user_id, context), ask.team_id, SET_UP_WATCH)
    await services.public_channels.note(ask.team_id, ask.channel_id, ask.channel_name)
    wish = watch_wish(ask.words, services.clock())
    attempt = await tried(*await condition_of(wish, services), services)
    channel_id = "" if wish.for_me else ask.channel_id
    return await set_up(ask.team_id, ask.user_id, channel_id, attempt, context)


DETAILS = (
    "What: usage, invocations, requests, tokens, tps, ttft or sps, of all or of one chute. It goes "
    "by complete UTC days, and tells each episode in one message, which stays true."
)

SUBCOMMAND = Subcommand(
    "watch <what> above|below <number> | <what> unusual [here|for me]",
    "be told when something moves, here or in your messages",
    watch,
    examples=(
        "watch usage above $12,000",
        "watch qwen ttft above 3 s",
        "watch larkspur tps below 40 for me",
        "watch all speed unusual",
    ),
    details=DETAILS,
)
