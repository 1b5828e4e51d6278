"""How a conversation's digest is set up, when it comes next, and what became of the last ones."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from slackblocks import ActionsBlock, Button, Element, PlainText
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import code, duration, escape, escape_sentence, listed, moment, ordinal, usd
from bot.digests.calendar import EVERY_DAY, WEEKDAYS, Schedule, Slot
from bot.digests.records import Delivery, Digest, DigestState, Quiet, Section, SlotOutcome, SlotRun
from bot.digests.rules import LATE_AFTER
from bot.digests.standing import Standing
from bot.digests.words import long_days
from bot.slack.reasons import sentence

LONGEST_TYPED = 200  # characters of what people are told to type
CHANGE, AGAIN, ASK = "digest_change", "digest_again", "digest_ask"  # action_ids
PREVIEW, PAUSE, RESUME, OFF, MINE = (
    "digest_now",
    "digest_pause",
    "digest_resume",
    "digest_off",
    "digest_mine",
)
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
    standing: Standing | None, is_personal: bool, now: datetime, command: str, done: str = ""
) -> Message:
    """Say what was *done*, if anything, what this conversation has and when the next one comes."""
    if standing is None or standing.digest.state is DigestState.OFF:
        return _off_message(standing, is_personal, command, done)
    digest = standing.digest
    said = [f"*{done}*"] * bool(done) + [
        f"{_what(digest)} {_when(standing, now, bool(done))}".rstrip()
    ]
    text = "\n".join(said)
    blocks: list[Block] = [
        section(text),
        context(_settings(digest)),
        ActionsBlock([_change_button(digest), *digest_buttons(digest, now, preview=True)]),
    ]
    return Message(f"{text} {_settings(digest)}", blocks)


def digest_buttons(digest: Digest, now: datetime, *, preview: bool = False) -> list[Element]:
    """Return what else can be done about a digest that is on, or paused."""
    is_paused = digest.state is DigestState.PAUSED or digest.begins > now
    pause = ("Resume", RESUME) if is_paused else ("Pause", PAUSE)
    buttons = [("Preview", PREVIEW)] * preview + [pause, ("Switch off", OFF)]
    return [Button(PlainText(label), id, value=digest.key.place) for label, id in buttons]


def several_message(standings: Sequence[Standing], now: datetime, command: str) -> Message:
    """Say which digests a conversation has, and how to see one of them."""
    lines = [digest_line(standing, now) for standing in standings]
    named = next(one.digest.about for one in standings if one.digest.about)
    how = f"{_line(command, '', named)} shows one of them, with its buttons."
    return Message("\n".join([f"*{len(standings)} digests here*", *lines, how]))


def list_message(standings: Sequence[Standing], now: datetime, command: str) -> Message:
    """Say which digests there are in the workspace."""
    if not standings:
        return Message(f"No digests yet. Set one up with `{command} digest on`.")
    lines = [digest_line(standing, now) for standing in standings[:LISTED_DIGESTS]]
    if len(standings) > LISTED_DIGESTS:
        lines.append(f"… and {len(standings) - LISTED_DIGESTS} more.")
    return Message("\n".join(["*Digests in this workspace*", *lines]))


def digests_of(standings: Sequence[Standing], now: datetime, command: str) -> str:
    """Say which digests somebody has set up, for their Home."""
    if not standings:
        return (
            f"You have no digest yet. Set one up with `{command} digest on`, in a channel or in "
            "our DM."
        )
    lines = [digest_line(standing, now) for standing in standings[:SHOWN_AT_HOME]]
    more = [f"… and {len(standings) - SHOWN_AT_HOME} more."] if standings[SHOWN_AT_HOME:] else []
    return "\n".join(["*Your digests*", *lines, *more])


def digest_line(standing: Standing, now: datetime) -> str:
    """Return one digest in a line: where, when, whose, and when the next one comes."""
    digest = standing.digest
    where = "Your DM" if digest.is_personal else f"<#{digest.channel_id}>"
    only = f", only {code(digest.about)}" if digest.about else ""
    return f"• {where}{only}: {rhythm(digest)}, by <@{digest.owner_id}>. {_when(standing, now)}"


def history_message(deliveries: Iterable[Delivery]) -> Message:
    """Say what became of the last slots."""
    lines = [f"• {long_days(one.period)}: {_fate(one)}" for one in deliveries]
    if not lines:
        return Message("No digest has been sent here yet.")
    return Message("\n".join(["*The last digests here*, by the UTC day they cover", *lines]))


def introduction(digest: Digest, slot: Slot | None) -> Message:
    """Tell a channel what will come, and who wanted it."""
    first = f" The first one comes on {moment(slot.due)}." if slot else ""
    return Message(
        f"<@{digest.owner_id}> set up a digest of {_topic(digest)} for this channel: "
        f"{rhythm(digest)}.{first}"
    )


def not_here_message(trouble: str, user_id: str) -> Message:
    """Say why no digest can be set up in a conversation, and offer one in a direct message."""
    button = Button(PlainText("Send it to me instead"), MINE, value=user_id)
    return Message(trouble, [section(trouble), ActionsBlock([button])])


def notice_message(digest: Digest, run: SlotRun, command: str) -> Message:
    """Tell the owner why nothing comes any more, or that one may not have come."""
    of = f" of {code(digest.about)}" if digest.about else ""
    where = f"your digest{of}"
    if not digest.is_personal:
        where = f"the digest{of} in <#{digest.channel_id}>"
    when = long_days(run.period)
    if run.outcome is SlotOutcome.REFUSED:
        why = escape_sentence(sentence(digest.refusal))
        back = f"Type {_line(command, 'on', digest.about)} there to switch it on again."
        return Message(f"I switched {where} off, because I can't post there. {why} {back}")
    if run.outcome is SlotOutcome.POSTED:
        return Message(
            f"I can't post {where} for {when}: Slack says {code(run.waiting)}. I'll "
            "keep trying, and won't tell you again unless Slack gives another reason. If it isn't "
            f"worth it, type {_line(command, 'off', digest.about)} there."
        )
    text = (
        f"I don't know whether {where} for {when} arrived: Slack didn't answer, and "
        "I can't read the channel to check. I never send anything twice on my own, so if it isn't "
        "there, post it again."
    )
    value = f"{digest.key.place} {run.day}"
    button = Button(PlainText("Post again"), AGAIN, value=value)
    return Message(text, [section(text), ActionsBlock([button])])


def rhythm(digest: Digest) -> str:
    """Return when it comes, in words: `every day at 09:00 (Europe/Berlin)`."""
    only = ", only if something moved" if digest.quiet is Quiet.NOTHING else ""
    return f"{_on(digest.plan)} at {digest.plan.hour:%H:%M} ({digest.plan.zone}){only}"


def _off_message(
    standing: Standing | None, is_personal: bool, command: str, done: str = ""
) -> Message:
    here, about = "for you" if is_personal else "here", standing.digest.about if standing else ""
    on = _line(command, "on", about)
    if standing and standing.digest.refusal:
        why = escape_sentence(sentence(standing.digest.refusal))
        return Message(f"I switched the digest {here} off. {why} {on} switches it on again.")
    if done:
        return Message(f"*{done}* {on} switches it on again.")
    if standing is None or standing.handled is None:
        how = f"Set one up with {on}, or say when: `{command} digest on 09:00 Europe/Berlin`."
        return Message(f"No digest {here} yet. {how}")
    return Message(f"The digest {here} is off. {on} switches it on again.")


def _line(command: str, word: str, about: str) -> str:
    """Return what to type, with the digest that it is for, as code."""
    words = [command, "digest", word, f"for {about}" if about else ""]
    return code(" ".join(filter(None, words)), LONGEST_TYPED)


def _what(digest: Digest) -> str:
    whom = "You get" if digest.is_personal else "This channel gets"
    of = f" of {code(digest.about)}" if digest.about else ""
    return f"{whom} a digest{of} {rhythm(digest)}.{_covers(digest.plan)}"


def _topic(digest: Digest) -> str:
    return f"{code(digest.about)} on Chutes" if digest.about else "Chutes"


def _when(standing: Standing, now: datetime, is_said: bool = False) -> str:
    """Say when the next one comes; that it is paused only if that *is_said* nowhere else."""
    digest, run = standing.digest, standing.run
    if digest.state is DigestState.PAUSED:
        return "" if is_said else "It's paused until somebody resumes it."
    if run and run.waiting and not run.ts:
        return f"The one for {long_days(run.period)} is waiting. {escape(run.waiting)}"
    slot = standing.next
    if slot is None:
        return ""
    is_paused = digest.begins > now and not is_said
    paused = f"It's paused until {moment(digest.begins)}. " if is_paused else ""
    when = "now" if slot.due <= now else moment(slot.due)
    return f"{paused}Next: {when}, covering {long_days(slot.period)} (UTC)."


def _on(plan: Schedule) -> str:
    if plan.monthday:
        return f"every month on the {ordinal(plan.date)}"
    if plan.days == EVERY_DAY:
        return "every day"
    if plan.days == WEEKDAYS:
        return "on weekdays"
    named = [DAY_NAMES[day] for day in plan.days]
    return f"every {named[0]}" if len(named) == 1 else f"on {listed(named)}"


def _covers(plan: Schedule) -> str:
    """Say which days each one covers, where that is not the day before."""
    if plan.is_daily:
        return ""
    return " Each covers the month before." if plan.monthday else " Each covers all since the last."


def _settings(digest: Digest) -> str:
    sections = ", ".join(SECTIONS[section] for section in digest.sections)
    parts = [f"Set up by <@{digest.owner_id}>", f"sections: {sections}"]
    if digest.models:
        parts.append(f"watching {', '.join(code(name) for name in digest.models)}")
    parts.append(f"changes from {usd(digest.floor_usd)} on")
    parts.append("details in a thread" if digest.threaded else "no thread")
    return " · ".join(parts)


def _change_button(digest: Digest) -> Button:
    label = "Change time, zone, days and sections of this digest"
    return Button(PlainText("Change"), CHANGE, value=digest.key.place, accessibility_label=label)


def _fate(delivery: Delivery) -> str:
    reason = f" ({escape(delivery.reason)})" if delivery.reason else ""
    match delivery.outcome:
        case SlotOutcome.POSTED if delivery.late < LATE_AFTER:
            return f"posted on time, on {moment(delivery.at)}{reason}"
        case SlotOutcome.POSTED:
            return f"posted {duration(delivery.late)} late, on {moment(delivery.at)}{reason}"
        case SlotOutcome.UNSURE:
            return f"nobody knows whether it arrived{reason}"
        case SlotOutcome.QUIET:
            return f"not posted{reason}"
        case SlotOutcome.REFUSED:
            return f"refused, so the digest was switched off{reason}"
        case _:
            return f"missed{reason}"
