"""How watches are set up and stand: what commands, lists and Home say of them."""

from collections.abc import Sequence
from datetime import datetime

from slackblocks import ActionsBlock, Button, PlainText
from slackblocks.blocks import Block
from slackblocks.elements import Element

from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import escape_sentence, moment
from bot.slack.reasons import sentence
from bot.watches.backtest import Backtest
from bot.watches.conditions import Reading
from bot.watches.episodes import Phase
from bot.watches.messages import snoozed_words, watch_buttons
from bot.watches.records import Watch, WatchSwitch
from bot.watches.service import KeptWatch
from bot.watches.words import capital, level, measured, watched_for, would_have

QUIETER = "watch_quieter"  # action_id; its value is a watch's number and a threshold
LISTED_WATCHES = 30
SHOWN_AT_HOME = 8
PHASES = {
    Phase.WAITING: "waiting for data",
    Phase.FINE: "fine",
    Phase.FIRING: ":warning: firing",
    Phase.NO_DATA: "no data",
}


def set_up_message(
    watch: Watch, reading: Reading | None, found: Backtest, now: datetime, done: str
) -> Message:
    """Say what was *done*, what the newest day says, and what the watch would have done so far."""
    where = "tell you here" if watch.is_personal else "tell this channel"
    said = [
        f"*{done}: {watched_for(watch)}.* I'll {where}.",
        _now(watch, reading, now),
        would_have(watch.condition, found, now.date()),
    ]
    text = "\n".join(said)
    quieter: list[Element] = []
    if found.quieter is not None:
        label = capital(f"{watch.condition.trigger} {level(watch.condition, found.quieter)}")
        value = f"{watch.number} {found.quieter!r}"
        quieter.append(Button(PlainText(label), QUIETER, value=value))
    blocks: list[Block] = [
        section(text),
        context(f"Watch {watch.number}. Complete UTC days, platform-wide."),
        ActionsBlock([*quieter, *watch_buttons(watch)]),
    ]
    return Message(text, blocks)


def introduction(watch: Watch) -> Message:
    """Tell a channel what is watched, and who wanted it."""
    return Message(
        f"<@{watch.owner_id}> set up a watch here: {watched_for(watch)}. I'll post when it fires."
    )


def off_message(watch: Watch) -> Message:
    """Say that a watch is off."""
    return Message(f"*Watch {watch.number} is off*: {watched_for(watch)}.")


def snoozed_message(kept: KeptWatch, now: datetime) -> Message:
    """Say until when nothing new is said of a watch."""
    watch = kept.watch
    said = snoozed_words(watch, kept.state, now) or "It isn't snoozed."
    return Message(f"*Watch {watch.number}*: {said} Its message stays up to date meanwhile.")


def watches_message(kept: Sequence[KeptWatch], title: str, now: datetime, command: str) -> Message:
    """List watches: what, how it stands since when, the last value, where and whose."""
    if not kept:
        return Message(f"No watches here. Set one up: `{command} watch usage above $12,000`.")
    lines = [watch_line(one, now) for one in kept[:LISTED_WATCHES]]
    if len(kept) > LISTED_WATCHES:
        lines.append(f"… and {len(kept) - LISTED_WATCHES} more.")
    last = f"`{command} unwatch {kept[0].watch.number}` takes one away."
    return Message("\n".join([f"*{title}*", *lines, last]))


def watches_of(kept: Sequence[KeptWatch], now: datetime, command: str) -> str:
    """Say which watches somebody has set up, for their Home."""
    if not kept:
        return f"You watch nothing yet. For example: `{command} watch usage above $12,000`."
    lines = [watch_line(one, now) for one in kept[:SHOWN_AT_HOME]]
    more = [f"… and {len(kept) - SHOWN_AT_HOME} more."] if kept[SHOWN_AT_HOME:] else []
    return "\n".join(["*Your watches*", *lines, *more])


def watch_line(kept: KeptWatch, now: datetime) -> str:
    """Return one watch in a line."""
    watch = kept.watch
    where = "Your DM" if watch.is_personal else f"<#{watch.channel_id}>"
    head = f"• *{watch.number}* {capital(watched_for(watch))}"
    return f"{head}: {_stands(kept, now)} {where}, by <@{watch.owner_id}>."


def _stands(kept: KeptWatch, now: datetime) -> str:
    watch, state = kept.watch, kept.state
    if watch.switch is WatchSwitch.REFUSED:
        return f"off. {escape_sentence(sentence(watch.refusal))}"
    since = f" since {moment(state.since)}" if state.since else ""
    said = f"{PHASES[state.phase]}{since}"
    if state.reading and state.reading.value is not None:
        said += f", {measured(watch.condition, state.reading, now.date())}"
    return f"{said}. {snoozed_words(watch, state, now)}".strip()


def _now(watch: Watch, reading: Reading | None, now: datetime) -> str:
    if reading is None:
        return "The newest complete day isn't there yet."
    value = capital(measured(watch.condition, reading, now.date()))
    if reading.value is None:
        return f"{value}."
    if not reading.is_judged:
        return f"{value}. I don't know what's usual yet, so it waits for more days."
    fires = "so it fires right away" if reading.is_wrong else "so it's fine now"
    return f"{value}, {fires}."
