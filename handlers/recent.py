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
from handlers.words import joined

DEFAULT_ROWS = 100
RECENT_WORDS = """
the last latest newest most invocations invocation requests calls attempts attempt rows of for from
by miner miners please pls only just now show me list all
"""
AROUND_RECENT = frozenset(RECENT_WORDS.split())
FAILURES = ("error", "errors", "failure", "failures", "failed", "failing")


async def recent(ask: Ask, context: Context) -> Message:
    services, order = context.services, recent_order(ask.words)
    value = f"{order.limit} {order.hotkey or ''}".strip()
    found = await services.exports.recent(order, ask.team_id, ask.user_id)
    return recent_message(found, await services.exports.names(), value)


async def csv_to_me(click: Click, context: Context) -> Message:
    return await deliver_file(recent_order(click.value.split()), click.user_id, click, context)


def recent_order(words: list[str]) -> ReadRecent:
    """Return what *words* ask for, a hotkey and a limit in any order; raise `Mistake`."""
    said = [word for word in words if word.lower().strip("?!.,") not in AROUND_RECENT]
    limits = [word for word in said if word.isascii() and word.isdecimal()]
    hotkeys = [word for word in said if word not in limits]
    if len(limits) > 1 or len(hotkeys) > 1:
        problem = "One hotkey and one limit, please: `recent 5F… 100`."
        raise Mistake(problem, ["recent", "export latest"])
    for hotkey in hotkeys:
        _check(hotkey)
    limit = int(limits[0][:9]) if limits else DEFAULT_ROWS
    validation.row_limit(limit)
    return ReadRecent(hotkeys[0] if hotkeys else None, limit)


def _check(hotkey: str) -> None:
    """Raise `Mistake` for what is no hotkey, with what else may be meant."""
    try:
        validation.hotkey(hotkey)
    except Mistake as problem:
        if hotkey.lower() in FAILURES:
            said = "`recent` has successful attempts only; an hour's failures are in its export."
            raise Mistake(said, ["export latest", "recent"]) from None
        raise Mistake(str(problem), ["recent", joined(["usage", hotkey])]) from None


ACTIONS = (Action(CSV_ACTION, csv_to_me),)
SUBCOMMAND = Subcommand(
    "recent [hotkey] [limit]",
    "the latest successful attempts, by chute and miner",
    recent,
    examples=("recent", "recent 20"),
)
