"""`/chutes export …`: hourly files, from a question to figures, and to the file itself."""

from redis.exceptions import RedisError

from bot.blocks.message import Message
from bot.errors import BotError, Mistake, Refused
from bot.exports.files import FileRange
from bot.exports.messages import FILE_HERE, FILE_TO_ME, SHARE, TABLE, export_message
from bot.exports.requests import ReadExport, ReadRecent, SendFile, ShareAnswer, Waiter
from bot.exports.run_messages import CANCEL, cancelled_message, title
from bot.exports.service import Under
from bot.services import Services
from handlers.clicks import Action, Click
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand
from handlers.export_words import export_span
from handlers.rights import OLDER

ASKED_HERE = "asked for an export here"
NOT_FROM_THERE = (
    "I only post in channels where you've asked me for an export in the last 30 days. Ask there "
    "again, then share."
)
BEGINS_LATER = " None of my workers is running at the moment: it starts when one is back."


async def export(ask: Ask, context: Context) -> Message:
    services = context.services
    span = export_span(ask.words, services.clock())
    waiter = Waiter(ask.team_id, ask.user_id, ask.user_id, ask.channel_id)
    await services.notes.keep(ask.team_id, ask.user_id, ASKED_HERE, name=ask.channel_id)
    found = await services.exports.read(span, waiter)
    if isinstance(found, Under):
        return _under(
            found, f"*{title(span)}*: I'm fetching it now and will send it to you in a DM."
        )
    return export_message(found, await services.exports.names(), origin=ask.channel_id)


async def show_table(click: Click, context: Context) -> Message:
    shown, _, value = click.value.partition(" ")
    origin, span = _origin_and_span(value, context.services)
    summary = await context.services.exports.summary(span)
    return export_message(summary, await context.services.exports.names(), origin, shown)


async def file_here(click: Click, context: Context) -> Message:
    origin, span = _origin_and_span(click.value, context.services)
    await _check_origin(origin, click, context.services)
    return await deliver_file(ReadExport(span), origin, click, context)


async def file_to_me(click: Click, context: Context) -> Message:
    _, span = _origin_and_span(click.value, context.services)
    return await deliver_file(ReadExport(span), click.user_id, click, context)


async def share(click: Click, context: Context) -> Message:
    """Post the answer where the question was asked, be that here or elsewhere."""
    origin, span = _origin_and_span(click.value, context.services)
    await _check_origin(origin, click, context.services)
    pressed = f"{click.user_id}:{click.channel_id}:{click.message_ts}"
    await context.services.questions.begin_sharing(click.team_id, pressed)
    summary = await context.services.exports.summary(span)
    if origin == click.channel_id:
        names = await context.services.exports.names()
        return export_message(summary, names, origin, shared_by=click.user_id)
    order = ShareAnswer(ReadExport(span), origin, click.user_id)
    under = await context.services.exports.deliver(order, _waiter(click, origin))
    return _under(under, f"Posting it in <#{origin}>…")


async def shared(click: Click, context: Context) -> Message | None:
    """Return what the answer becomes once it was shared; as it was, if its figures are gone."""
    origin, span = _origin_and_span(click.value, context.services)
    try:
        summary = await context.services.exports.summary(span)
        return export_message(summary, await context.services.exports.names(), origin, shared=True)
    except (BotError, RedisError):
        return None


async def cancel(click: Click, context: Context) -> Message:
    run_id, _, waiter_key = click.value.partition(" ")
    person = click.team_id, click.user_id
    return cancelled_message(*await context.services.exports.leave(run_id, waiter_key, *person))


async def deliver_file(
    of: ReadExport | ReadRecent, channel: str, click: Click, context: Context
) -> Message:
    """Let a worker put the file into *channel*, a user's id for a direct message."""
    order = SendFile(of, channel, click.user_id)
    under = await context.services.exports.deliver(order, _waiter(click, channel))
    where = "Sending you the file in a DM…" if channel == click.user_id else ""
    return _under(under, where or f"Posting the file in <#{channel}>…")


def _waiter(click: Click, channel: str) -> Waiter:
    return Waiter(click.team_id, click.user_id, channel, channel)


def _origin_and_span(value: str, services: Services) -> tuple[str, FileRange]:
    origin, _, words = value.partition(" ")
    if not words:
        raise Mistake(OLDER)
    return origin, export_span(words.split(), services.clock())


async def _check_origin(origin: str, click: Click, services: Services) -> None:
    """Raise `Refused` unless the click comes from there, or who clicks has asked there: nothing
    is posted anywhere because a value says so."""
    if origin == click.channel_id:
        return
    if not await services.notes.find(click.team_id, click.user_id, origin):
        raise Refused(NOT_FROM_THERE)


def _under(under: Under, what: str) -> Message:
    how = "" if under.is_new else " Someone already asked for this; you'll get the same result."
    return Message(f"{what}{how}{BEGINS_LATER if under.no_worker else ''}")


ACTIONS = (
    Action(TABLE, show_table, replaces=True),
    Action(FILE_HERE, file_here),
    Action(FILE_TO_ME, file_to_me),
    Action(SHARE, share, public=True, after=shared),
    Action(CANCEL, cancel, replaces=True),
)
SUBCOMMAND = Subcommand(
    "export <2026-04-19 18|2026-04-19 17:00-18:00|2026-04-19|latest> [invocations|reports|jobs]",
    "every call of an hour or a day: failures, chutes, miners, and the raw file",
    export,
    examples=("export latest", "export yesterday", "export latest jobs", "export latest reports"),
)
