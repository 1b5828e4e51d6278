"""`/chutes digest …`: what a conversation has, and what people want of it."""

import dataclasses
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from bot.blocks.message import Message
from bot.blocks.text import escape_sentence, quote
from bot.digests.calendar import newest_period
from bot.digests.done import paused, resumed, switched_off, switched_on
from bot.digests.figures import read_figures
from bot.digests.messages import digest_messages, preview_message
from bot.digests.records import Key, topic_of
from bot.digests.service import is_live
from bot.digests.settings import (
    digest_message,
    history_message,
    introduction,
    list_message,
    not_here_message,
    several_message,
)
from bot.digests.standing import Standing
from bot.errors import Busy, Mistake, Refused, Undelivered, Unsure
from bot.figures.periods import newest_complete
from bot.slack.people import SlackPerson
from bot.slack.reasons import NOT_IN_CHANNEL, sentence
from handlers.context import Context
from handlers.digest_rights import (
    HIDDEN,
    LOOK,
    NOTHING_SEEN,
    SET_UP,
    figures_only,
    may_change,
    may_see,
)
from handlers.digest_words import pause_until, take_topic, which_one, wish, zone
from handlers.dispatch import Ask, Subcommand
from handlers.rights import check_belongs, check_member, person_or_none

INVITE = (
    "I'm not in this conversation, so I can't post here. Invite me with `/invite @chutes` and "
    "ask again, or get the digest in a DM."
)
ALONE = ("off", "resume", "now", "list", "history", "show")  # what takes no further words
POLITE = ("please", "pls", "thanks", "the", "digest", "it", "here", "all", "me")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DigestPlace:
    """A conversation, and who speaks there; *zone* is theirs, if Slack tells.

    *about* is what they want it to be about, of which *key* has the topic.
    """

    key: Key
    user_id: str
    zone: str
    person: SlackPerson | None
    command: str
    about: str | None = None

    @property
    def is_direct(self) -> bool:
        return self.key.channel_id.startswith("D")


Do = Callable[[DigestPlace, list[str], Context], Awaitable[Message]]


async def digest(ask: Ask, context: Context) -> Message:
    """Do what the first word says; without one, show what there is.

    A time, days or a zone alone switch it on. Words that nobody understands change nothing.
    """
    about, said = take_topic(ask.words, context.services.clock())
    name, words = "show", said[1:]
    if said:
        name = said[0].lower().strip("?!.,")
    if name not in DIGEST_WORDS:
        name, words = "on", _schedule(said)
    elif name in ALONE and (more := _more(words)):
        if name == "off":
            name, words = "pause", _until(more)
        else:
            raise Mistake(f"I don't understand {quote(' '.join(more))}.", [f"digest {name}"])
    await context.services.public_channels.note(ask.team_id, ask.channel_id, ask.channel_name)
    place = await _meant(await place_of(ask, context), about, name, context)
    return await DIGEST_WORDS[name](place, words, context)


async def _meant(place: DigestPlace, about: str | None, name: str, context: Context) -> DigestPlace:
    """Return *place* with the digest there that is meant: what is said, or the only one."""
    if about is not None:
        key = place.key._replace(topic=topic_of(about))
        place = dataclasses.replace(place, key=key, about=about)
    if name in ("on", "list", "show") or (name == "now" and about is not None):
        return place
    there = await context.services.digests.of_channel(*place.key[:2])
    topics = [one.digest.about for one in there]
    if about is not None:
        if there and await context.services.digests.find(place.key) is None:
            raise which_one("That's none of the digests here.", name, topics)
        return place
    if len(there) > 1 and name != "now":
        raise which_one(f"There are {len(there)} digests here. Which one?", name, topics)
    return dataclasses.replace(place, key=there[0].digest.key) if len(there) == 1 else place


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


async def _show(place: DigestPlace, words: list[str], context: Context) -> Message:
    check_belongs(place.person, place.key.team_id, LOOK)
    there = await context.services.digests.of_channel(*place.key[:2])
    if place.about is None and len(there) > 1:
        return several_message(there, context.services.clock(), place.command)
    key = there[0].digest.key if place.about is None and there else place.key
    return _says(await context.services.digests.find(key), place, context)


async def _on(place: DigestPlace, words: list[str], context: Context) -> Message:
    check_member(place.person, place.key.team_id, SET_UP)
    wanted, digests = wish(words), context.services.digests
    before = await digests.find(place.key)
    _check(before, place)
    is_new = not (before and is_live(before.digest))
    if is_new and place.is_direct:
        await _check_direct(place, context)
    standing = await digests.switch_on(
        place.key, place.user_id, wanted, place.zone, place.about or ""
    )
    if is_new and not place.is_direct and (trouble := await _introduce(standing, context)):
        return not_here_message(trouble, place.user_id)
    return _says(standing, place, context, switched_on(before, standing))


async def _check_direct(place: DigestPlace, context: Context) -> None:
    """Raise `Refused` if this is a conversation with somebody else; as far as Slack tells."""
    try:
        ours = await context.posts.direct(place.user_id)
    except Undelivered:
        return
    if ours != place.key.channel_id:
        raise Refused(INVITE)


async def _introduce(standing: Standing, context: Context) -> str:
    """Tell the channel; where nothing can be posted, the digest does not stay on: return why."""
    kept = standing.digest
    try:
        await context.posts.post(kept.team_id, kept.channel_id, introduction(kept, standing.next))
    except (Busy, Unsure) as exc:
        log.warning("%s has not been introduced: %s", kept.key.member, exc)
    except Undelivered as exc:
        await context.services.digests.switch_off(kept.key)
        return INVITE if exc.reason in NOT_IN_CHANNEL else escape_sentence(sentence(exc.reason))
    return ""


async def _off(place: DigestPlace, words: list[str], context: Context) -> Message:
    before = await context.services.digests.find(place.key)
    _check(before, place)
    off = await context.services.digests.switch_off(place.key)
    return _says(off, place, context, switched_off(before))


async def _pause(place: DigestPlace, words: list[str], context: Context) -> Message:
    before, now = await context.services.digests.find(place.key), context.services.clock()
    _check(before, place)
    after = await context.services.digests.pause(place.key, pause_until(words, now, place.zone))
    return _says(after, place, context, paused(before, after, now))


async def _resume(place: DigestPlace, words: list[str], context: Context) -> Message:
    before = await context.services.digests.find(place.key)
    _check(before, place)
    after = await context.services.digests.resume(place.key)
    return _says(after, place, context, resumed(before, context.services.clock()))


async def _now(place: DigestPlace, words: list[str], context: Context) -> Message:
    services, now = context.services, context.services.clock()
    standing = await services.digests.find(place.key)
    kept = services.digests.like(place.key, place.user_id, place.zone, place.about or "")
    if place.person is None or not place.person.belongs_to(place.key.team_id):
        kept = replace(kept, sections=figures_only(kept))
    elif standing:
        kept = standing.digest
    period = newest_period(kept.plan, newest_complete(now))
    figures = await read_figures(services.ledger, services.reports, kept, period)
    return preview_message(digest_messages(kept, figures, services.floors, now, now))


async def _list(place: DigestPlace, words: list[str], context: Context) -> Message:
    services, team_id = context.services, place.key.team_id
    person = check_belongs(place.person, team_id, LOOK)
    standings = await services.digests.of_team(team_id)
    public = await services.public_channels.all(team_id)
    here = place.key.channel_id
    seen = [one for one in standings if may_see(one.digest, person, here, public)]
    hidden = any(not one.digest.is_personal for one in standings if one not in seen)
    if hidden and not seen:
        return Message(f"{NOTHING_SEEN} {HIDDEN}")
    listed = list_message(seen, services.clock(), place.command)
    return Message(f"{listed.text}\n{HIDDEN}") if hidden else listed


async def _history(place: DigestPlace, words: list[str], context: Context) -> Message:
    check_belongs(place.person, place.key.team_id, LOOK)
    return history_message(await context.services.digests.history(place.key))


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


async def place_of(ask: Ask, context: Context) -> DigestPlace:
    """Return where *ask* is, and who asks."""
    person = await person_or_none(ask.user_id, context)
    return DigestPlace(
        Key(ask.team_id, ask.channel_id),
        ask.user_id,
        _zone(person),
        person,
        ask.command,
    )


def _zone(person: SlackPerson | None) -> str:
    """Return the person's zone; UTC if Slack does not tell, or tells one that nobody knows."""
    try:
        return zone(person.zone) if person else "UTC"
    except Mistake:
        return "UTC"


def _check(standing: Standing | None, place: DigestPlace) -> None:
    if standing:
        may_change(standing.digest, place.user_id, place.person)


def _says(
    standing: Standing | None, place: DigestPlace, context: Context, done: str = ""
) -> Message:
    now = context.services.clock()
    return digest_message(standing, place.is_direct, now, place.command, done)


SUBCOMMAND = Subcommand(
    "digest [on [09:00] [Europe/Berlin] [weekdays|weekly|monthly] [for qwen]|off|pause [3d]"
    "|resume|now|list|history]",
    "a summary of the last complete UTC days, by day, week or month, here or in your messages",
    digest,
    examples=(
        "digest",
        "digest on 09:00 weekdays",
        "digest on 8:30 London mon, wed, fri",
        "digest on weekly monday 9:00",
        "digest on first of the month",
        "digest on 9:00 only if something moved",
        "digest on for qwen 9:00",
        "digest pause 3d",
        "digest now",
    ),
)
