"""What an episode says: what is wrong, how much, compared with what, since when, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slackblocks import ActionsBlock, Button, Option, PlainText, StaticSelectMenu
from slackblocks.blocks import Block
from slackblocks.elements import Element

from bot.blocks.charts import line_chart
from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import day, duration, escape_sentence, moment, weekday
from bot.figures.messages.buttons import ASK_ASIDE
from bot.slack.reasons import sentence
from bot.watches.conditions import Condition, Reading, Trigger
from bot.watches.episodes import Episode, Phase, WatchState
from bot.watches.records import Watch, WatchRun, WatchSwitch
from bot.watches.rules import is_about
from bot.watches.words import capital, is_wrong, measured, subject, trigger, verb, watched_for

CHART_DAYS = 14
SNOOZE, CHANGE_WATCH, WATCH_OFF = "watch_snooze", "watch_change", "watch_off"  # action_ids
SNOOZES = {"1h": "For 1 hour", "1d": "For 1 day", "over": "Until it's over"}


@dataclass(frozen=True)
class Course:
    """The *values* of the last days that are known, in order, and where they are *from*."""

    values: Sequence[tuple[date, float]]
    source: str = ""


def episode_message(
    watch: Watch, state: WatchState, run: WatchRun, course: Course, now: datetime
) -> Message:
    """Say how the episode of *run* stands now."""
    said = _said(watch, state, run, now)
    blocks: list[Block] = [section("\n".join(said)), *_chart(watch.condition, state, course)]
    blocks.append(context(_credits(watch, state, course, now)))
    if watch.switch is WatchSwitch.ON:
        blocks.append(_buttons(watch, state))
    return Message("\n".join(said), blocks)


def line_message(watch: Watch, state: WatchState, now: datetime) -> Message:
    """Say in the episode's thread what has changed."""
    episode, reading = state.episode, state.reading
    if episode is None or reading is None:
        return Message("Nothing is known at the moment.")
    if not episode.is_open:
        return Message(f"Back to normal: {_measured(watch, reading, now)}.")
    if reading.value is None:
        return Message(f"{capital(_measured(watch, reading, now))}, so I can't say how it goes on.")
    if reading.is_wrong:
        return Message(f"Still {_wrong(watch, reading)}: {_measured(watch, reading, now)}.")
    return Message(f"Almost back to normal: {_measured(watch, reading, now)}.")


def refusal_message(watch: Watch, run: WatchRun, command: str) -> Message:
    """Tell the owner why nothing comes any more, or that something may not have come."""
    where = "in our DM" if watch.is_personal else f"in <#{watch.channel_id}>"
    what = f"watch {watch.number} {where} ({watched_for(watch)})"
    if watch.switch is WatchSwitch.REFUSED:
        why = escape_sentence(sentence(watch.refusal))
        back = f"Once that's mended, set it up anew; `{command} unwatch {watch.number}` forgets it."
        return Message(f"I switched {what} off, because I can't post there. {why} {back}")
    return Message(
        f"Your {what} fired, and I don't know whether my message arrived: Slack didn't answer, and "
        "I can't read the channel to check. I never send anything twice on my own."
    )


def snooze_menu(watch: Watch) -> StaticSelectMenu:
    """Return what lets people have their peace; each value has the watch's number."""
    options = [Option(PlainText(name), f"{watch.number} {word}") for word, name in SNOOZES.items()]
    return StaticSelectMenu(SNOOZE, options, placeholder="Snooze")


def watch_buttons(watch: Watch) -> list[Element]:
    """Return the buttons with which a watch is changed or switched off."""
    change = Button(PlainText("Change"), CHANGE_WATCH, value=str(watch.number))
    off = Button(PlainText("Switch off"), WATCH_OFF, value=str(watch.number))
    return [change, off]


def question(condition: Condition) -> str:
    """Return the question whose answer shows what is watched."""
    words = condition.watchable.command, "14d", condition.chute_id
    measure = condition.watchable.measure.word
    return " ".join(filter(None, [*words, f"by {measure}" if measure != "usd" else ""]))


def snoozed_words(watch: Watch, state: WatchState, now: datetime) -> str:
    """Say until when a watch says nothing new; nothing if it isn't snoozed."""
    if watch.snoozed_until and watch.snoozed_until > now:
        return f"Snoozed until {moment(watch.snoozed_until)}."
    episode = state.episode
    if episode and episode.is_open and watch.snoozed_episode == episode.began:
        return "Snoozed until it's over."
    return ""


def _said(watch: Watch, state: WatchState, run: WatchRun, now: datetime) -> list[str]:
    episode, reading = state.episode, state.reading
    if not is_about(run, watch, state) or episode is None or reading is None:
        return [_closed(watch, run)]
    if not episode.is_open:
        return _over(watch, episode, reading, now)
    since = f"First seen on {weekday(episode.day, now.date())}."
    if reading.value is None:
        known = f"*{capital(watched_for(watch))}*: {_measured(watch, reading, now)}."
        return [f":warning: {known}", f"{since} I'll say more when the source has that day."]
    if reading.is_wrong:
        first = f":warning: *{is_wrong(watch, reading)}*: {_measured(watch, reading, now)}."
        later = " The day isn't over." if reading.so_far else ""
        return [first, f"{since}{later}"]
    almost = f"*{capital(subject(watch))} {verb(watch.condition)} almost back to normal*"
    return [f":warning: {almost}: {_measured(watch, reading, now)}.", f"{since} {_needs(watch)}"]


def _needs(watch: Watch) -> str:
    if watch.condition.calm == "margin":
        return "It's over once it's on the right side by 5%."
    return "It's over after two days in a row."


def _over(watch: Watch, episode: Episode, reading: Reading, now: datetime) -> list[str]:
    took = duration((episode.ended or now) - episode.began)
    first = f"*{capital(subject(watch))} {verb(watch.condition)} back to normal*"
    value = f": {_measured(watch, reading, now)}." if reading.value is not None else "."
    began = weekday(episode.day, now.date())
    what = f"It had been {trigger(watch.condition)} since {began}. That ended after {took}."
    return [f"{first}{value}", what]


def _closed(watch: Watch, run: WatchRun) -> str:
    what = f"*{capital(watched_for(watch))}* fired on {moment(run.began)}."
    by = f" by <@{watch.changed_by}>" if watch.changed_by else ""
    if watch.switch is WatchSwitch.OFF:
        return f"{what} The watch has been switched off{by} since."
    if watch.changed and watch.changed > run.began:
        return f"A watch here fired on {moment(run.began)}. It has been changed{by} since."
    return f"{what} That is over, and something new has begun."


def _measured(watch: Watch, reading: Reading, now: datetime) -> str:
    return measured(watch.condition, reading, now.date())


def _wrong(watch: Watch, reading: Reading) -> str:
    if watch.condition.trigger is not Trigger.UNUSUAL:
        return trigger(watch.condition)
    return f"unusually {'high' if reading.is_high else 'low'}"


def _chart(condition: Condition, state: WatchState, course: Course) -> list[Block]:
    """Draw the last days with the threshold, or with what is usual, as a line."""
    bounds = state.reading.bounds if state.reading else None
    if len(course.values) < 2 or bounds is None:
        return []
    measure = condition.watchable.measure
    values = [round(value, measure.digits) for _, value in course.values]
    lines = {measure.title: values}
    named = {"Usual": bounds.usual, "Threshold": None}
    if condition.trigger is not Trigger.UNUSUAL:
        named["Threshold"] = condition.threshold
    for name, level in named.items():
        if level is not None:
            lines[name] = [round(level, measure.digits)] * len(values)
    days = [day(when) for when, _ in course.values]
    title = f"{measure.title}, the last {len(days)} days"
    return [line_chart(title, days, lines, measure.axis or measure.title)]


def _credits(watch: Watch, state: WatchState, course: Course, now: datetime) -> str:
    whose = f"Watch {watch.number}, set up by <@{watch.owner_id}>."
    quiet = snoozed_words(watch, state, now) if state.phase is not Phase.FINE else ""
    return " ".join(filter(None, [whose, quiet, "Platform-wide, by UTC day.", course.source]))


def _buttons(watch: Watch, state: WatchState) -> ActionsBlock:
    show = Button(PlainText("Show figures"), f"{ASK_ASIDE}_0", value=question(watch.condition))
    row: list[Element] = [show]
    if state.is_firing:
        row.append(snooze_menu(watch))
    return ActionsBlock([*row, *watch_buttons(watch)])
