"""`/chutes digest …`: what a conversation has, and what people want of it."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from bot.blocks.message import Message
from bot.blocks.text import quote
from bot.digests.done import paused, resumed, switched_off, switched_on
from bot.digests.figures import read_figures
from bot.digests.messages import digest_messages, preview_message
from bot.digests.records import Digest, Key
from bot.digests.service import Standing, check_may_change, is_live
from bot.digests.settings import (
    AGAIN,
    MINE,
    OFF,
    PAUSE,
    PREVIEW,
    RESUME,
    digest_message,
    history_message,
    introduction,
    list_message,
    not_here_message,
)
from bot.errors import Busy, Mistake, Refused, Undelivered, Unsure
from bot.figures.periods import newest_complete
from bot.slack.people import SlackPerson, find_person
from bot.slack.reasons import NOT_IN_CHANNEL, sentence
from handlers.clicks import Action, Click, Handler
from handlers.context import Context
from handlers.digest_words import pause_until, wish, zone
from handlers.dispatch import Ask, Subcommand

INVITE = (
    "I'm not in this conversation, so I can't post here. Invite me with `/invite @chutes` and "
    "ask again, or get the digest in a DM."
)
ALONE = ("off", "resume", "now", "list", "history", "show")  # what takes no further words
POLITE = ("please", "pls", "thanks", "the", "digest", "it", "here", "all", "me")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DigestPlace:
    """A conversation, and who speaks there; *zone* is theirs, if Slack tells."""

    key: Key
    user_id: str
    zone: str
    is_admin: bool
    command: str

    @property
    def is_direct(self) -> bool:
        return self.key.channel_id.startswith("D")


Do = Callable[[DigestPlace, list[str], Context], Awaitable[Message]]


async def digest(ask: Ask, tools: Context) -> Message:
    """Do what the first word says; without one, show what there is.

    A time, days or a zone alone switch it on. Words that nobody understands change nothing.
    """
    name, words = "show", ask.words[1:]
    if ask.words:
        name = ask.words[0].lower().strip("?!.,")
    if name not in DIGEST_WORDS:
        name, words = "on", _schedule(ask.words)
    elif name in ALONE and (more := _more(words)):
        if name == "off":
            name, words = "pause", _until(more)
        else:
            raise Mistake(f"I don't understand {quote(' '.join(more))}.", [f"digest {name}"])
    return await DIGEST_WORDS[name](await _place(ask, tools), words, tools)


def _schedule(words: list[str]) -> list[str]:
    """Return *words* if they are a schedule; raise `Mistake` with what there is if not."""
    try:
        wish(words)
    except Mistake as problem:
        raise Mistake(str(problem), ["digest", "digest on 09:00", "digest now"]) from None
    return words


def _until(words: list[str]) -> list[str]:
    """Return until when it is to be off; raise `Mistake` for anything else: `off` is for good."""
    if words[0].lower() in ("for", "until", "till", "til"):
        return words
    raise Mistake(
        f"I don't understand {quote(' '.join(words))}, so the digest stays as it is.",
        ["digest off", "digest pause 3d"],
    )


def _more(words: list[str]) -> list[str]:
    return [word for word in words if word.lower().strip(".!?,") not in POLITE]


async def _show(place: DigestPlace, words: list[str], tools: Context) -> Message:
    return _says(await tools.services.digests.find(place.key), place, tools)


async def _on(place: DigestPlace, words: list[str], tools: Context) -> Message:
    wanted, digests = wish(words), tools.services.digests
    before = await digests.find(place.key)
    _check(before, place)
    is_new = not (before and is_live(before.digest))
    if is_new and place.is_direct:
        await _check_direct(place, tools)
    standing = await digests.switch_on(place.key, place.user_id, wanted, place.zone)
    if is_new and not place.is_direct and (trouble := await _introduce(standing, tools)):
        return not_here_message(trouble, place.user_id)
    return _says(standing, place, tools, switched_on(before, standing))


async def _check_direct(place: DigestPlace, tools: Context) -> None:
    """Raise `Refused` if this is a conversation with somebody else; as far as Slack tells."""
    try:
        ours = await tools.posts.call("conversations.open", {"users": place.user_id})
    except Undelivered:
        return
    if ours["channel"]["id"] != place.key.channel_id:
        raise Refused(INVITE)


async def _introduce(standing: Standing, tools: Context) -> str:
    """Tell the channel; where nothing can be posted, the digest does not stay on: return why."""
    kept = standing.digest
    try:
        await tools.posts.post(kept.team_id, kept.channel_id, introduction(kept, standing.next))
    except (Busy, Unsure) as exc:
        log.warning("%s has not been introduced: %s", kept.key.member, exc)
    except Undelivered as exc:
        await tools.services.digests.switch_off(kept.key)
        return INVITE if exc.reason in NOT_IN_CHANNEL else sentence(exc.reason)
    return ""


async def _off(place: DigestPlace, words: list[str], tools: Context) -> Message:
    before = await tools.services.digests.find(place.key)
    _check(before, place)
    off = await tools.services.digests.switch_off(place.key)
    return _says(off, place, tools, switched_off(before))


async def _pause(place: DigestPlace, words: list[str], tools: Context) -> Message:
    before, now = await tools.services.digests.find(place.key), tools.services.clock()
    _check(before, place)
    after = await tools.services.digests.pause(place.key, pause_until(words, now, place.zone))
    return _says(after, place, tools, paused(before, after, now))


async def _resume(place: DigestPlace, words: list[str], tools: Context) -> Message:
    before = await tools.services.digests.find(place.key)
    _check(before, place)
    after = await tools.services.digests.resume(place.key)
    return _says(after, place, tools, resumed(before, tools.services.clock()))


async def _now(place: DigestPlace, words: list[str], tools: Context) -> Message:
    services, now = tools.services, tools.services.clock()
    standing = await services.digests.find(place.key)
    kept = services.digests.like(place.key, place.user_id, place.zone)
    if standing:
        kept = standing.digest
    figures = await read_figures(services.ledger, services.reports, kept, newest_complete(now))
    return preview_message(digest_messages(kept, figures, services.floors, now, now))


async def _list(place: DigestPlace, words: list[str], tools: Context) -> Message:
    services = tools.services
    standings = await services.digests.of_team(place.key.team_id)
    seen = [one for one in standings if _may_see(one.digest, place)]
    return list_message(seen, services.clock(), place.command)


async def _history(place: DigestPlace, words: list[str], tools: Context) -> Message:
    return history_message(await tools.services.digests.history(place.key))


def _may_see(digest: Digest, place: DigestPlace) -> bool:
    return not digest.is_personal or digest.owner_id == place.user_id


async def again(click: Click, tools: Context) -> Message:
    """Post a digest once more of which Slack did not say whether it arrived."""
    channel_id, _, day = click.value.partition(" ")
    key, services = Key(click.team_id, channel_id), tools.services
    person = await person_or_none(click.user_id, tools)
    if standing := await services.digests.find(key):
        may_change(standing.digest, click.user_id, person)
    await services.digests.post_again(key, date.fromisoformat(day))
    return Message("It's on its way.")


DIGEST_WORDS: dict[str, Do] = {
    "show": _show,
    "on": _on,
    "off": _off,
    "pause": _pause,
    "resume": _resume,
    "now": _now,
    "list": _list,
    "history": _history,
}


def _pressed(name: str) -> Handler:
    """Return what a button does that stands for a word; its value is the conversation."""

    async def press(click: Click, tools: Context) -> Message:
        command = tools.services.command
        ask = Ask(command, [], click.team_id, click.user_id, channel_id=click.value)
        return await DIGEST_WORDS[name](await _place(ask, tools), [], tools)

    return press


async def mine(click: Click, tools: Context) -> Message:
    """Set up a digest for who presses, in our direct messages."""
    opened = await tools.posts.call("conversations.open", {"users": click.user_id})
    channel_id = opened["channel"]["id"]
    ask = Ask(tools.services.command, [], click.team_id, click.user_id, channel_id)
    return await _on(await _place(ask, tools), [], tools)


async def _place(ask: Ask, tools: Context) -> DigestPlace:
    person = await person_or_none(ask.user_id, tools)
    return DigestPlace(
        Key(ask.team_id, ask.channel_id),
        ask.user_id,
        _zone(person),
        bool(person and person.is_admin),
        ask.command,
    )


def _zone(person: SlackPerson | None) -> str:
    """Return the person's zone; UTC if Slack does not tell, or tells one that nobody knows."""
    try:
        return zone(person.zone) if person else "UTC"
    except Mistake:
        return "UTC"


async def person_or_none(user_id: str, tools: Context) -> SlackPerson | None:
    """Return who that is; None if Slack does not tell."""
    try:
        return await find_person(tools.posts, user_id)
    except Undelivered:
        return None


def may_change(digest: Digest, user_id: str, person: SlackPerson | None) -> None:
    """Raise `Refused` unless they may change it."""
    check_may_change(digest, user_id, bool(person and person.is_admin))


def _check(standing: Standing | None, place: DigestPlace) -> None:
    if standing:
        check_may_change(standing.digest, place.user_id, place.is_admin)


def _says(standing: Standing | None, place: DigestPlace, tools: Context, done: str = "") -> Message:
    now = tools.services.clock()
    return digest_message(standing, place.is_direct, now, place.command, done)


SUBCOMMAND = Subcommand(
    "digest [on [09:00] [Europe/Berlin] [weekdays]|off|pause [3d]|resume|now|list|history]",
    "a summary of the last complete UTC day, every day in this channel or in your messages",
    digest,
    examples=(
        "digest",
        "digest on 09:00 weekdays",
        "digest on 8:30 London mon, wed, fri",
        "digest pause 3d",
        "digest now",
    ),
)
ACTIONS = (
    Action(AGAIN, again, replaces=True),
    Action(MINE, mine, replaces=True),
    Action(PREVIEW, _pressed("now")),
    *(
        Action(id, _pressed(name), replaces=True)
        for id, name in ((PAUSE, "pause"), (RESUME, "resume"), (OFF, "off"))
    ),
)
