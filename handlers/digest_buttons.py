"""The buttons under what is said of a digest; each has the conversation that it is about."""

from dataclasses import replace
from datetime import date

from bot.blocks.message import Message
from bot.blocks.tries import with_tries
from bot.digests.records import Key
from bot.digests.service import is_live
from bot.digests.settings import AGAIN, ASK, MINE, OFF, PAUSE, PREVIEW, RESUME
from bot.digests.words import comparison, read_typed, typed
from bot.errors import Mistake
from handlers.clicks import Action, Click, Handler
from handlers.context import Context
from handlers.digest import DIGEST_WORDS, DigestPlace, place_of
from handlers.digest_rights import SET_UP, may_change
from handlers.dispatch import Ask
from handlers.rights import OLDER, check_member, person_or_none


async def again(click: Click, context: Context) -> Message:
    """Post a digest once more of which Slack did not say whether it arrived."""
    key, day = _slot(click)
    services = context.services
    person = await person_or_none(click.user_id, context)
    if standing := await services.digests.find(key):
        may_change(standing.digest, click.user_id, person)
    await services.digests.post_again(key, day)
    return Message("It's on its way.")


def _slot(click: Click) -> tuple[Key, date]:
    place, _, day = click.value.partition(" ")
    try:
        return Key.at(click.team_id, place), date.fromisoformat(day)
    except ValueError as exc:
        raise Mistake(OLDER) from exc


def _pressed(name: str) -> Handler:
    """Return what a button does that stands for a word; its value is the conversation."""

    async def press(click: Click, context: Context) -> Message:
        command = context.services.command
        key = Key.at(click.team_id, click.value)
        ask = Ask(command, [], click.team_id, click.user_id, channel_id=key.channel_id)
        place = replace(await place_of(ask, context), key=key)
        if key.channel_id != click.channel_id:
            await _check_elsewhere(place, context)
        return await DIGEST_WORDS[name](place, [], context)

    return press


async def _check_elsewhere(place: DigestPlace, context: Context) -> None:
    """Let only those act on a conversation from elsewhere who may change its digest."""
    standing = await context.services.digests.find(place.key)
    if standing is None or not is_live(standing.digest):
        raise Mistake(OLDER)
    may_change(standing.digest, place.user_id, place.person)


async def mine(click: Click, context: Context) -> Message:
    """Set up a digest for who presses, in our direct messages."""
    check_member(await person_or_none(click.user_id, context), click.team_id, SET_UP)
    channel_id = await context.posts.direct(click.user_id)
    ask = Ask(context.services.command, [], click.team_id, click.user_id, channel_id)
    return await DIGEST_WORDS["on"](await place_of(ask, context), [], context)


async def ask_about(click: Click, context: Context) -> Message:
    """Let the digest's thread go on from its days; say how to ask there, and what else to press."""
    try:
        period = read_typed(click.value)
    except ValueError as exc:
        raise Mistake(OLDER) from exc
    line, when = f"usage {comparison(period)}", typed(period)
    thread = f"{click.channel_id}:{click.thread_ts or click.message_ts}"
    await context.services.questions.follow(click.team_id, thread, line)
    direct = click.channel_id.startswith("D")
    how = "`why?` or `only qwen`" if direct else "`@chutes why?` or `@chutes only qwen`"
    text = f"Ask in the thread of this digest, for example {how}. Or start with one of these:"
    return with_tries(text, [line, f"usage {when} by requests", f"stats llm {when} by tps"])


ACTIONS = (
    Action(ASK, ask_about),
    Action(AGAIN, again, replaces=True),
    Action(MINE, mine, replaces=True),
    Action(PREVIEW, _pressed("now")),
    *(
        Action(id, _pressed(name), replaces=True)
        for id, name in ((PAUSE, "pause"), (RESUME, "resume"), (OFF, "off"))
    ),
)
