"""From what somebody wants to a watch: which chute is meant, and what it would have done."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.message import Message
from bot.blocks.text import escape_sentence, quote
from bot.errors import Busy, Mistake, Refused, Undelivered, UnknownName, Unsure
from bot.figures.names import ChuteKind, Names
from bot.figures.periods import last_days, newest_complete
from bot.figures.totals import USAGE
from bot.services import Services
from bot.slack.people import SlackPerson
from bot.slack.reasons import NOT_IN_CHANNEL, sentence
from bot.watches.backtest import Backtest, backtest, days_for_backtest
from bot.watches.conditions import Condition, Reading, Watched
from bot.watches.evaluation import DayValues, Evaluation
from bot.watches.records import Watch, WatchKey
from bot.watches.service import KeptWatch
from bot.watches.settings import introduction, set_up_message
from handlers.context import Context
from handlers.rights import OLDER, UNKNOWN_PERSON, person_or_none
from handlers.watch_words import WatchWish, watch_line

log = logging.getLogger(__name__)

SET_UP_WATCH = "set up watches"
NOT_HERE = (
    "I'm not in this conversation, so I can't post here. Invite me with `/invite @chutes` and ask "
    "again, or add `for me` to be told in a DM."
)
SEVERAL_CHUTES = 5  # of which one is to be chosen
USED_WITHIN = 14  # days: chutes that were used are meant before others
MEASURED_AS = {
    ChuteKind.LLM: Watched.REQUESTS,
    ChuteKind.IMAGE: Watched.IMAGES,
    ChuteKind.OTHER: Watched.INVOCATIONS,
}


@dataclass(frozen=True)
class Tried:
    """A condition with what its newest day says, and what it would have done."""

    condition: Condition
    name: str
    reading: Reading | None
    found: Backtest


async def condition_of(wish: WatchWish, services: Services) -> tuple[Condition, str]:
    """Return what is to be watched, and its chute's name; raise `Mistake` with lines to choose."""
    names, meant = await _meant(wish, services)
    if len(meant) > 1:
        lines = _lines(wish, _told_apart(names, meant[:SEVERAL_CHUTES]))
        raise Mistake("Several chutes are called something like that. Which one?", lines)
    chute_id = meant[0] if meant else ""
    kind = names.kind(chute_id) if chute_id else ChuteKind.OTHER
    condition = Condition(_watched(wish.measure, kind), wish.trigger, wish.threshold, chute_id)
    return condition, names.of(chute_id) if chute_id else ""


def _watched(measure: str, kind: ChuteKind) -> Watched:
    if measure == "requests":
        return MEASURED_AS[kind]
    if measure == "tps" and kind is ChuteKind.IMAGE:
        return Watched.SPS
    return Watched(measure)


def _lines(wish: WatchWish, names: Iterable[str]) -> list[str]:
    return [watch_line(wish.measure, [name], wish.trigger, wish.threshold) for name in names]


async def _meant(wish: WatchWish, services: Services) -> tuple[Names, list[str]]:
    """Return the names of chutes, and those that are meant: the busiest first."""
    parts = wish.names
    period = last_days(USED_WITHIN, services.clock())
    book = await services.ledger.open(USAGE, period)
    if not parts:
        return book.names, []
    totals = book.account(period).chutes
    busiest = sorted(totals, key=lambda id: (-totals[id].requests, id))
    for among in (busiest, sorted(book.listed)):
        if meant := book.names.matching(parts, among):
            return book.names, meant
    close = book.names.closest(parts, {*busiest, *book.listed})
    meaning = " Did you mean:" if close else ""
    unknown = f"I couldn't find a chute matching {quote(' '.join(parts))}.{meaning}"
    raise UnknownName(unknown, _lines(wish, close))


def _told_apart(names: Names, ids: Iterable[str]) -> list[str]:
    """Return what names each chute alone: its name, or its id if others are called the same."""
    called = {id: names.of(id) for id in ids}
    every = list(called.values())
    return [name if every.count(name) == 1 else id for id, name in called.items()]


async def tried(condition: Condition, name: str, services: Services) -> Tried:
    """Return *condition* with what it would have done in the last days."""
    now = services.clock()
    subject = condition.watchable.subject
    book = await services.ledger.open(subject, days_for_backtest(condition, now))
    values, floor = DayValues(book.days), services.unusual_floor
    reading = Evaluation(values, now, floor).reading(condition, newest_complete(now))
    return Tried(condition, name, reading, backtest(condition, values, now, floor))


async def set_up(
    team_id: str, user_id: str, channel_id: str, attempt: Tried, context: Context
) -> Message:
    """Keep a watch that tells *channel_id*, and say so there; return what to say of it."""
    services = context.services
    is_direct = channel_id.startswith("D") or not channel_id
    where = await direct_channel(user_id, context) if is_direct else channel_id
    watch = await services.watches.set_up(team_id, where, user_id, attempt.condition, attempt.name)
    if not is_direct and (trouble := await _introduce(watch, context)):
        return Message(trouble)
    return says(watch, attempt, services.clock(), "I'm watching it")


def says(watch: Watch, attempt: Tried, now: datetime, done: str) -> Message:
    return set_up_message(watch, attempt.reading, attempt.found, now, done)


async def direct_channel(user_id: str, context: Context) -> str:
    """Return our conversation with somebody; raise `Refused` where Slack opens none."""
    try:
        return await context.posts.direct(user_id)
    except (Busy, Unsure):
        raise
    except Undelivered as exc:
        raise Refused(f"I can't write to you. {sentence(exc.reason)}") from exc


async def _introduce(watch: Watch, context: Context) -> str:
    """Tell the channel; where nothing can be posted, the watch does not stay: return why."""
    try:
        await context.posts.post(watch.team_id, watch.channel_id, introduction(watch))
    except (Busy, Unsure) as exc:
        log.warning("watch %s has not been introduced: %s", watch.key.member, exc)
    except Undelivered as exc:
        await context.services.watches.switch_off(watch.key, watch.owner_id)
        return NOT_HERE if exc.reason in NOT_IN_CHANNEL else escape_sentence(sentence(exc.reason))
    return ""


async def changeable(number: str, team_id: str, user_id: str, context: Context) -> KeptWatch:
    """Return the watch with that *number*; raise `Refused` unless they set it up, or are an admin
    of this workspace."""
    if not (number.isascii() and number.isdecimal() and len(number) < 12):
        raise Mistake(OLDER)
    kept = await context.services.watches.find(WatchKey(team_id, int(number)))
    check_may_change(kept.watch, user_id, await person_or_none(user_id, context))
    return kept


def check_may_change(watch: Watch, user_id: str, person: SlackPerson | None) -> None:
    """Raise `Refused` unless *user_id* set the watch up, or manages its workspace."""
    if user_id == watch.owner_id:
        return
    if person is None:
        raise Refused(UNKNOWN_PERSON)
    if not person.manages(watch.team_id):
        raise Refused("Only whoever set this watch up, or a workspace admin, can change it.")
