"""Conditions and readings in words (mrkdwn)."""

from datetime import date

from bot.blocks.text import day, escape, listed, weekday
from bot.figures.messages.changes import NAME_LENGTH
from bot.watches.backtest import BACKTEST_DAYS, Backtest
from bot.watches.conditions import Condition, Reading, Trigger, Watched
from bot.watches.records import Watch

NOUNS = {
    Watched.USD: "usage",
    Watched.INVOCATIONS: "invocations",
    Watched.REQUESTS: "requests",
    Watched.TOKENS: "tokens",
    Watched.TPS: "speed",
    Watched.TTFT: "time to the first token",
    Watched.IMAGES: "image requests",
    Watched.SPS: "image speed",
}
PLURAL = {Watched.INVOCATIONS, Watched.REQUESTS, Watched.TOKENS, Watched.IMAGES}
EVERYBODY = {Watched.TPS: "all models", Watched.TTFT: "all models", Watched.SPS: "all models"}


def amount(condition: Condition, value: float) -> str:
    """Return a value with its unit: `$12,400`, `3.42 s`, `39.0 tokens/s`."""
    measure = condition.watchable.measure
    return f"{measure.text(value)}{measure.unit}"


def subject(watch: Watch) -> str:
    """Return what is watched: `usage of all chutes`, `speed of qwen3-32b`."""
    return subject_of(watch.condition, watch.name)


def subject_of(condition: Condition, name: str) -> str:
    """Return what *condition* is about; *name* is its chute's, if it is about one."""
    whose = escape(name, NAME_LENGTH) if condition.chute_id else ""
    everybody = EVERYBODY.get(condition.watched, "all chutes")
    return f"{NOUNS[condition.watched]} of {whose or everybody}"


def watched_for(watch: Watch) -> str:
    """Return the condition: `usage of all chutes above $12,000`, `speed of qwen unusual`."""
    return f"{subject(watch)} {trigger(watch.condition)}"


def trigger(condition: Condition) -> str:
    """Return when it fires: `above $12,000`, `unusual`."""
    if condition.trigger is Trigger.UNUSUAL:
        return "unusual"
    return f"{condition.trigger} {level(condition, condition.threshold)}"


def level(condition: Condition, value: float) -> str:
    """Return a value behind the noun that it counts, which need not be said again."""
    if condition.watched in PLURAL:
        return condition.watchable.measure.text(value)
    return amount(condition, value)


def is_wrong(watch: Watch, reading: Reading) -> str:
    """Say what is wrong: `Usage of all chutes is above $12,000`."""
    condition = watch.condition
    said = f"{subject(watch)} {verb(condition)} "
    if condition.trigger is Trigger.UNUSUAL:
        said += f"unusually {'high' if reading.is_high else 'low'}"
    else:
        said += trigger(condition)
    return capital(said)


def verb(condition: Condition) -> str:
    return "are" if condition.watched in PLURAL else "is"


def on_day(reading: Reading, now: date) -> str:
    """Return when a reading is of: `on Mon 23 Nov (UTC)`, `so far today (UTC)`."""
    if reading.so_far:
        return f"so far on {weekday(reading.day, now)} (UTC)"
    return f"on {weekday(reading.day, now)} (UTC)"


def measured(condition: Condition, reading: Reading, now: date) -> str:
    """Return a value and when it is of, with what is usual if that is the question."""
    if reading.value is None:
        return f"no data for {weekday(reading.day, now)} (UTC)"
    said = f"{amount(condition, reading.value)} {on_day(reading, now)}"
    return f"{said}{usual(condition, reading)}"


def usual(condition: Condition, reading: Reading) -> str:
    """Say what is usual on such a weekday, if that is the question and known."""
    bounds = reading.bounds
    if condition.trigger is not Trigger.UNUSUAL or bounds is None or bounds.usual is None:
        return ""
    name, low, high = f"{reading.day:%A}s", bounds.low or 0.0, bounds.high or 0.0
    reach = f"{amount(condition, low)} to {amount(condition, high)}"
    return f", where {amount(condition, bounds.usual)} is usual on {name} ({reach})"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def would_have(condition: Condition, found: Backtest, now: date) -> str:
    """Say what a watch would have done in the last days."""
    if not found.days:
        return "I have too few days yet to say how often it would have fired."
    span = f"the last {found.days} complete days"
    if found.days < BACKTEST_DAYS:
        span = f"the {found.days} complete days that I have"
    times = len(found.fired)
    if not times:
        return f"It wouldn't have fired in {span}."
    how_often = {1: "once", 2: "twice"}.get(times, f"{times} times")
    said = f"It would have fired {how_often} in {span}"
    if not found.is_noisy:
        return f"{said}: {_some(found.fired, now)}."
    return f"{said}: that's noisy.{_quieter(condition, found)}"


def _quieter(condition: Condition, found: Backtest) -> str:
    if found.quieter is None:
        return ""
    return f" {capital(condition.trigger)} {level(condition, found.quieter)} it would have twice."


def _some(fired: list[date], now: date) -> str:
    """Return days in words: `2, 9 and 23 Nov`, `28 Oct and 3 Nov`."""
    one_month = len({(one.year, one.month) for one in fired}) == 1
    texts = [day(one, now) for one in fired]
    return listed([str(one.day) for one in fired[:-1]] + texts[-1:] if one_month else texts)
