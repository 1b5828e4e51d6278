"""How a conversation's digest is set up, when it comes next, and what became of the last ones."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from slackblocks import ActionsBlock, Button, PlainText
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import escape, escape_sentence, moment, quote, usd
from bot.digests.calendar import EVERY_DAY, WEEKDAYS, Slot
from bot.digests.records import Delivery, Digest, DigestState, Section, SlotOutcome, SlotRun
from bot.digests.rules import LATE_AFTER
from bot.digests.service import Standing
from bot.slack.reasons import sentence

CHANGE, AGAIN = "digest_change", "digest_again"  # action_ids
LISTED_DIGESTS = 30  # digests in one list
SHOWN_AT_HOME = 8
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SECTIONS = {
    Section.USAGE: "usage",
    Section.MODELS: "models",
    Section.DIFFUSION: "diffusion",
    Section.REPORTS: "reports",
}


def digest_message(
    standing: Standing | None, is_personal: bool, now: datetime, command: str
) -> Message:
    """Say what this conversation has and when the next one comes."""
    if standing is None or standing.digest.state is DigestState.OFF:
        return _off_message(standing, is_personal, command)
    digest = standing.digest
    text = " ".join([_what(digest), _when(standing, now)])
    blocks: list[Block] = [
        section(text),
        context(_settings(digest)),
        ActionsBlock([_change_button(digest)]),
    ]
    return Message(f"{text} {_settings(digest)}", blocks)


def list_message(standings: Sequence[Standing], now: datetime, command: str) -> Message:
    """Say which digests there are in the workspace."""
    if not standings:
        return Message(f"Nobody has set up a digest here yet: `{command} digest on` does.")
    lines = [digest_line(standing, now) for standing in standings[:LISTED_DIGESTS]]
    if len(standings) > LISTED_DIGESTS:
        lines.append(f"… and {len(standings) - LISTED_DIGESTS} more.")
    return Message("\n".join(["*Digests in this workspace*", *lines]))


def digests_of(standings: Sequence[Standing], now: datetime, command: str) -> str:
    """Say which digests somebody has set up, for their Home."""
    if not standings:
        return (
            f"You have no digest. `{command} digest on` in a channel, or in our direct messages, "
            "sets one up."
        )
    lines = [digest_line(standing, now) for standing in standings[:SHOWN_AT_HOME]]
    more = [f"… and {len(standings) - SHOWN_AT_HOME} more."] if standings[SHOWN_AT_HOME:] else []
    return "\n".join(["*Your digests*", *lines, *more])


def digest_line(standing: Standing, now: datetime) -> str:
    """Return one digest in a line: where, when, whose, and when the next one comes."""
    digest = standing.digest
    where = "your direct messages" if digest.is_personal else f"<#{digest.channel_id}>"
    return f"• {where}: {rhythm(digest)}, by <@{digest.owner_id}>. {_when(standing, now)}"


def history_message(deliveries: Iterable[Delivery]) -> Message:
    """Say what became of the last slots."""
    lines = [f"• {long_day(one.day)}: {_fate(one)}" for one in deliveries]
    if not lines:
        return Message("No digest has been due here yet.")
    return Message("\n".join(["*The last digests here*, by the UTC day they report", *lines]))


def introduction(digest: Digest, slot: Slot | None) -> Message:
    """Tell a channel what will come, and who wanted it."""
    first = f" The first comes {_in_zone(slot.due, digest.plan.zone)}." if slot else ""
    return Message(
        f"<@{digest.owner_id}> set up a digest of Chutes for this channel: {rhythm(digest)}.{first}"
    )


def notice_message(digest: Digest, run: SlotRun, command: str) -> Message:
    """Tell the owner why nothing comes any more, or that one may not have come."""
    where = "your digest" if digest.is_personal else f"the digest in <#{digest.channel_id}>"
    if run.outcome is SlotOutcome.REFUSED:
        why = escape_sentence(sentence(digest.refusal))
        back = f"`{command} digest on`, typed there, switches it on again."
        return Message(f"I switched {where} off: nothing can be posted there. {why} {back}")
    if run.outcome is SlotOutcome.POSTED:
        return Message(
            f"I can't post {where} of {long_day(run.day)}: Slack says {quote(run.waiting)}. I keep "
            "trying, and won't tell you again unless Slack gives another reason. If it isn't worth "
            f"it, `{command} digest off`, typed there, ends it."
        )
    text = (
        f"I do not know whether {where} of {long_day(run.day)} arrived: Slack did not answer, and "
        "I may not read the channel to look. I send nothing twice by myself; if it is not there, "
        "post it again."
    )
    value = f"{digest.channel_id} {run.day}"
    button = Button(PlainText("Post again"), AGAIN, value=value)
    return Message(text, [section(text), ActionsBlock([button])])


def rhythm(digest: Digest) -> str:
    """Return when it comes, in words: `every day at 09:00 Europe/Berlin`."""
    return f"{_on(digest.plan.days)} at {digest.plan.hour:%H:%M} {digest.plan.zone}"


def long_day(day: date) -> str:
    """Return a day in full: `Monday 23 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def _off_message(standing: Standing | None, is_personal: bool, command: str) -> Message:
    here = "for you" if is_personal else "in this channel"
    on = f"`{command} digest on 09:00 Europe/Berlin weekdays` sets one up."
    if standing is None:
        return Message(f"There is no digest {here}. {on} Hour, zone and days are optional.")
    if standing.digest.refusal:
        reason = standing.digest.refusal
        why = escape_sentence(sentence(reason))
        return Message(f"The digest {here} was switched off. {why} `{command} digest on` resumes.")
    return Message(f"The digest {here} is off. `{command} digest on` switches it on again.")


def _what(digest: Digest) -> str:
    whom = "You get" if digest.is_personal else "This channel gets"
    return f"{whom} a digest {rhythm(digest)}."


def _when(standing: Standing, now: datetime) -> str:
    digest, run = standing.digest, standing.run
    if digest.state is DigestState.PAUSED:
        return "It is paused until somebody resumes it."
    if run and run.waiting and not run.ts:
        return f"The one of {long_day(run.day)} is waiting: {escape(run.waiting)}"
    slot = standing.next
    if slot is None:
        return ""
    paused = f"It is paused until {moment(digest.begins)}. " if digest.begins > now else ""
    return f"{paused}{_next(digest, slot, now)}"


def _next(digest: Digest, slot: Slot, now: datetime) -> str:
    covers = f"it will cover {long_day(slot.day)}."
    if slot.due <= now:
        return f"The next one goes out now; {covers}"
    zone = digest.plan.zone
    return f"The next one: {_in_zone(slot.due, zone, now)}, in {_span(slot.due - now)}; {covers}"


def _in_zone(when: datetime, zone: str, now: datetime | None = None) -> str:
    local = when.astimezone(ZoneInfo(zone))
    text = f"{local:%A} {local.day} {local:%B}, {local:%H:%M} {zone}"
    if now is None:
        return f"on {text}"
    ahead = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
    return {0: "today, ", 1: "tomorrow, "}.get(ahead, "") + text


def _span(span: timedelta) -> str:
    minutes = max(1, round(span / timedelta(minutes=1)))
    if minutes < 60:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} days"


def _on(days: tuple[int, ...]) -> str:
    if days == EVERY_DAY:
        return "every day"
    return "on weekdays" if days == WEEKDAYS else f"on {', '.join(DAY_NAMES[day] for day in days)}"


def _settings(digest: Digest) -> str:
    sections = ", ".join(SECTIONS[section] for section in digest.sections)
    parts = [f"Set up by <@{digest.owner_id}>", f"sections: {sections}"]
    if digest.models:
        parts.append(f"watching {', '.join(quote(name) for name in digest.models)}")
    parts.append(f"changes from {usd(digest.floor_usd)}")
    parts.append("details in a thread" if digest.threaded else "no thread")
    return " · ".join(parts)


def _change_button(digest: Digest) -> Button:
    label = "Change hour, zone, days and sections of this digest"
    return Button(PlainText("Change"), CHANGE, value=digest.channel_id, accessibility_label=label)


def _fate(delivery: Delivery) -> str:
    reason = f" ({escape(delivery.reason)})" if delivery.reason else ""
    match delivery.outcome:
        case SlotOutcome.POSTED if delivery.late < LATE_AFTER:
            return f"posted on time, {moment(delivery.at)}{reason}"
        case SlotOutcome.POSTED:
            return f"posted {late(delivery.late)} late, {moment(delivery.at)}{reason}"
        case SlotOutcome.UNSURE:
            return f"it is not known whether it arrived{reason}"
        case SlotOutcome.REFUSED:
            return f"refused, and the digest switched off{reason}"
        case _:
            return f"missed{reason}"


def late(span: timedelta) -> str:
    """Return how late something is: `1 h 30 min`."""
    hours, minutes = divmod(round(span / timedelta(minutes=1)), 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours))
