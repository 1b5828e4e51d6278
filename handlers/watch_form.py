"""*Watch this* and *Change*: the form of a watch, with what it would have done so far."""

from math import inf, isfinite

from msgspec.structs import replace
from slackblocks import ModalView

from bot.blocks.message import Message
from bot.errors import Mistake
from bot.figures.messages.buttons import WATCH_THIS
from bot.services import Services
from bot.watches.backtest import backtest, days_for_backtest, quiet_threshold
from bot.watches.conditions import WATCHABLE, Calm, Condition, Trigger, Watched
from bot.watches.evaluation import DayValues
from bot.watches.form import (
    CALM,
    FOR_ME,
    MEASURE,
    THRESHOLD,
    TRIGGER,
    WATCH_FORM,
    WATCH_TITLE,
    WHERE,
    WatchFormFields,
    watch_form,
)
from bot.watches.messages import CHANGE_WATCH
from bot.watches.words import capital, subject_of, trigger, would_have
from handlers.clicks import Action
from handlers.context import Context
from handlers.modals import Errors, Modal, Origin, Submission
from handlers.rights import OLDER, check_member, person_or_none
from handlers.watch_setup import SET_UP_WATCH, changeable, condition_of, says, set_up, tried
from handlers.watch_words import WatchWish, read_what
from handlers.words import split

FIRST_MEASURES = {"usage": "usd", "stats llm": "ttft", "stats diffusion": "sps"}
MEASURES_OF = {
    "usage": {"usd", "requests", "invocations"},
    "stats llm": {"requests", "tokens", "tps", "ttft"},
    "stats diffusion": {"requests", "sps"},
}
BELOW_IS_BAD = {"tps", "sps"}


async def fill_new(origin: Origin, context: Context) -> ModalView:
    """Return the form for what an answer shows; *words* has the id of its question."""
    services = context.services
    check_member(await person_or_none(origin.user_id, context), origin.team_id, SET_UP_WATCH)
    asked = await services.questions.find(origin.team_id, origin.words[0])
    condition, name = await condition_of(_wish(split(asked.words), services), services)
    condition, said = await _proposed(condition, name, services)
    kept = f"new {origin.channel_id} {condition.chute_id}".strip()
    places = not origin.channel_id.startswith("D")
    return watch_form(WatchFormFields(said, condition, _alike(condition), kept, places))


def _wish(words: list[str], services: Services) -> WatchWish:
    """Return what of a question can be watched: its measure, or the first of its kind."""
    command = next((one for one in FIRST_MEASURES if " ".join(words).startswith(one)), "usage")
    rest = words[len(command.split()) :]
    try:
        measure, names = read_what(rest, services.clock())
    except Mistake:
        measure, names = "", ()
    measure = measure if measure in MEASURES_OF[command] else FIRST_MEASURES[command]
    if measure == "requests" and command == "usage":
        measure = "invocations"
    direction = Trigger.BELOW if measure in BELOW_IS_BAD else Trigger.ABOVE
    return WatchWish(measure, direction, 0.0, names)


async def _proposed(condition: Condition, name: str, services: Services) -> tuple[Condition, str]:
    """Return *condition* with a threshold that would have fired now and then, and what is said of
    it."""
    now = services.clock()
    subject = condition.watchable.subject
    book = await services.ledger.open(subject, days_for_backtest(condition, now))
    values = DayValues(book.days)
    far = -inf if condition.trigger is Trigger.ABOVE else inf
    quiet = quiet_threshold(replace(condition, threshold=far), values, now)
    what = f"*{capital(subject_of(condition, name))}*"
    if quiet is None:
        return condition, f"{what}. I have too few days to propose a threshold."
    proposed = replace(condition, threshold=quiet)
    found = backtest(proposed, values, now, services.unusual_floor)
    said = would_have(proposed, found, now.date())
    return proposed, f"{what}, for example {trigger(proposed)}. {said}"


def _alike(condition: Condition) -> list[Watched]:
    """Return what can be watched in the same source."""
    source = condition.watchable.subject.source
    return [one for one, its in WATCHABLE.items() if its.subject.source is source]


async def fill_change(origin: Origin, context: Context) -> ModalView:
    """Return the form with what a watch is now; *words* has its number."""
    kept = await changeable(origin.words[0], origin.team_id, origin.user_id, context)
    watch, now = kept.watch, context.services.clock()
    attempt = await tried(watch.condition, watch.name, context.services)
    said = would_have(watch.condition, attempt.found, now.date())
    what = (
        f"*{capital(subject_of(watch.condition, watch.name))} {trigger(watch.condition)}*. {said}"
    )
    number = f"change {watch.number}"
    return watch_form(
        WatchFormFields(what, watch.condition, _alike(watch.condition), number, places=False)
    )


def check(submission: Submission) -> Errors:
    """Complain at the fields."""
    values = submission.values
    if values.get(TRIGGER) == Trigger.UNUSUAL:
        return {}
    number = _number(values.get(THRESHOLD))
    return {THRESHOLD: "Give a number, or choose unusual."} if number is None else {}


async def submit(submission: Submission, context: Context) -> Message:
    """Set the watch up, or change it; the answer says what it would have done."""
    what, _, rest = submission.kept.partition(" ")
    if what == "change":
        return await _change(submission, rest, context)
    check_member(
        await person_or_none(submission.user_id, context), submission.team_id, SET_UP_WATCH
    )
    channel_id, _, chute_id = rest.partition(" ")
    names = await context.services.exports.names()
    condition = _condition(submission, chute_id)
    attempt = await tried(condition, names.of(chute_id) if chute_id else "", context.services)
    where = "" if submission.values.get(WHERE) == FOR_ME else channel_id
    return await set_up(submission.team_id, submission.user_id, where, attempt, context)


async def _change(submission: Submission, number: str, context: Context) -> Message:
    services = context.services
    kept = await changeable(number, submission.team_id, submission.user_id, context)
    watch = kept.watch
    condition = _condition(submission, watch.condition.chute_id)
    attempt = await tried(condition, watch.name, services)
    changed = await services.watches.change(watch.key, condition, watch.name, submission.user_id)
    return says(changed.watch, attempt, services.clock(), "Changed")


def _condition(submission: Submission, chute_id: str) -> Condition:
    """Return what was filled in; raise `Mistake` for choices that nobody was given."""
    values = submission.values
    try:
        watched, trigger = Watched(values[MEASURE]), Trigger(values[TRIGGER])
        calm = Calm(values[CALM])
    except (KeyError, ValueError) as exc:
        raise Mistake(OLDER) from exc
    threshold = 0.0 if trigger is Trigger.UNUSUAL else _number(values.get(THRESHOLD)) or 0.0
    return Condition(watched, trigger, threshold, chute_id, calm)


def _number(text: object) -> float | None:
    try:
        number = float(str(text))
    except ValueError:
        return None
    return number if isfinite(number) and abs(number) < 1e15 else None


MODAL = Modal(WATCH_FORM, WATCH_TITLE, fill_new, check, submit)
ACTIONS = (
    Action(WATCH_THIS, modal=MODAL),
    Action(CHANGE_WATCH, modal=Modal(WATCH_FORM, WATCH_TITLE, fill_change, check, submit)),
)
